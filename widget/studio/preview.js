// The preview: a made-up partner's page of our own origin with the snippet in it. Its sandbox keeps the exit
// from leaving the studio: what would be the whole window is the preview alone.

const preview = /** @type {HTMLIFrameElement} */ (byId("preview"));
const PRACTICE = here + "studio/practice";

/** Choices that change the snippet; the others belong to the studio. */
const SNIPPET_CHOICES = [
  "variant",
  "for",
  "lang",
  "theme",
  "exit-href",
  "exit-fallback-href",
  "exit-keys",
  "exit-position",
  "exit-offset",
  "exit-tabs",
  "history",
  "color-scheme",
  "heading-level",
  "open",
  "channel",
  "release",
  "base-url",
  "reserve",
];

/** @type {MadeTheme | undefined} the theme that is being made, as the server has read it last */
let made;
/** @type {Record<string, string> | undefined} the newest choices of which the server could make a snippet */
let agreed;
/** Whether the choices of now are refused. */
let isRefused = false;
let shown = "";

/** @param {string} name of a toggle */
function isOn(name) {
  return state.get(name) === "on";
}

function isTheming() {
  return state.get("tab") === "theme";
}

/** The snippet's choices in force. What has no effect in a variant does no harm there.
 * @returns {Record<string, string>} */
function snippetChoices() {
  const choices = Object.fromEntries(
    SNIPPET_CHOICES.filter((name) => state.has(name)).map((name) => [name, chosen(name)]),
  );
  if (choices["base-url"] === undefined && !data.addressGiven)
    choices["base-url"] = here.replace(/\/$/, "");
  if (choices.reserve === "measured") choices.reserve = heightsKept() || "auto";
  return choices;
}

/** Heights as they were measured last; whatever else an address may hold is none. */
function heightsKept() {
  const heights = state.get("heights") || "";
  return /^[1-9]\d{1,4}( [1-9]\d{1,4}){2}$/.test(heights) ? heights : "";
}

/** The theme whose frame is shown. The one that is being made is dressed over the one it began from. */
function shownTheme() {
  const theme = state.get(isTheming() ? "start" : "theme") || "default";
  return own(data.themes, theme) ? theme : "default";
}

/** The corner of a theme that is being made, where it is another than that of the frame which is shown.
 * @returns {Record<string, string>} */
function madeCorner() {
  const corner = made && isTheming() ? String(made.tokens["exit.position"]) : "";
  return corner && corner !== data.themes[shownTheme()]["exit.position"]
    ? { "exit-position": corner }
    : {};
}

/** @param {Record<string, string>} of choices of which the server could make a snippet */
function previewAddress(of) {
  const choices = {
    ...madeCorner(),
    ...of,
    theme: shownTheme(),
    "base-url": here.replace(/\/$/, ""),
    "exit-href": PRACTICE,
    "exit-fallback-href": PRACTICE,
    // Practice leaves no page but its own.
    "exit-tabs": "one",
    for: "html",
  };
  return here + "studio/page?" + new URLSearchParams(choices);
}

/** A frame's document where it is ours; null while it is on its way.
 * @param {HTMLIFrameElement | null | undefined} frame */
function documentOf(frame) {
  try {
    return frame?.contentDocument || null;
  } catch {
    return null;
  }
}

/** The frame of the questions inside the made-up page.
 * @param {Document} page */
function innerFrame(page) {
  return /** @type {HTMLIFrameElement | null} */ (
    page.querySelector("[data-quick-exit-faq] iframe")
  );
}

/** Dark, large, right to left and so on, as the toggles say.
 * @param {Document} page */
function setSurroundings(page) {
  const root = page.documentElement,
    direction = own(data.directions, agreed?.lang || "en") || "ltr";
  root.style.fontSize = isOn("large") ? "200%" : "";
  root.dir = isOn("rtl") ? "rtl" : direction;
  setRules(page, "forced", isOn("forced") ? FORCED_RULES + ownForcedRules(page) : "");
  setRules(page, "still", isOn("still") ? STILL_RULES : "");
}

function scheme() {
  const chosen = state.get("color-scheme");
  return isOn("dark") || chosen === "dark" ? "dark" : "light";
}

/** The control in the corner, which stands on the made-up page itself.
 * @param {Document} page */
function dressControl(page) {
  const tokens = made && isTheming() ? made.tokens : data.themes[shownTheme()];
  const root = page.querySelector("[data-quick-exit-control]")?.shadowRoot;
  const colour = (/** @type {string} */ role) => String(tokens["color." + scheme() + "." + role]);
  for (const link of all("[data-quick-exit]", root || page)) {
    if (root) {
      setRules(root, "forced", isOn("forced") ? FORCED_RULES : "");
      // It follows what the device is set to, which no page can change: twice the usual 16 px.
      setRules(root, "large", isOn("large") ? "div { font-size: 32px !important; }" : "");
    }
    link.style.setProperty("background-color", colour("exit"), root ? "" : "important");
    link.style.setProperty("color", colour("exit-text"), root ? "" : "important");
    link.style.setProperty("border-color", colour("exit-ring"), root ? "" : "important");
    link.style.setProperty(
      "border-radius",
      String(tokens["exit.rounding"]),
      root ? "" : "important",
    );
    link.style.setProperty("min-height", String(tokens["exit.size"]), root ? "" : "important");
  }
}

const KEYS = new Map([
  ["none", ""],
  ["shift", "Shift"],
  ["escape", "Escape"],
]);

/** The keys that leave. A page without a script hears none, but the frame does. */
function wordsOfKeys() {
  const keys = KEYS.get(agreed?.["exit-keys"] || "") ?? "Shift or Escape",
    place = agreed?.variant === "iframe" ? "inside the questions " : "";
  return keys && ", or " + place + keys + " three times";
}

/** What can be done with the preview, which shows what is chosen only where that is not refused.
 * @param {boolean} isThere whether there is a page with an exit in it
 * @param {boolean} hasLeft */
function wordsOfStage(isThere, hasLeft) {
  if (hasLeft)
    return "You left. On a partner’s page the whole window would have gone; your work here is as it was.";
  if (!isThere) return "The preview comes with the server’s answer.";
  if (isRefused) return "What is chosen is refused, so the preview does not show it.";
  return "Press the exit" + wordsOfKeys() + ": in here it leads to a practice page.";
}

/** Dress everything that is there; called again whenever something else is. */
function dressPreview() {
  const page = documentOf(preview);
  const left =
    page &&
    (all("[data-again]", page)[0] || all("[data-again]", documentOf(innerFrame(page)) || page)[0]);
  byId("stage-words").classList.toggle("left", Boolean(left));
  byId("stage-words").textContent = wordsOfStage(
    Boolean(page?.querySelector("[data-quick-exit]")),
    Boolean(left),
  );
  if (!page?.body) return;
  if (left) {
    left.onclick = (event) => {
      event.preventDefault();
      loadPreview();
    };
    return;
  }
  page.documentElement.style.colorScheme = scheme();
  setSurroundings(page);
  // Its corner depends on the direction, which the script looks at when the view changes.
  page.defaultView?.visualViewport?.dispatchEvent(new Event("resize"));
  dressControl(page);
  const faq = documentOf(innerFrame(page));
  if (faq?.body) {
    faq.documentElement.dataset.scheme = scheme();
    setRules(faq, "theme", made && isTheming() ? made.css : "");
    setSurroundings(faq);
  }
}

function loadPreview() {
  // Replaced: a new address would add to the history of the studio.
  preview.contentWindow?.location.replace(shown);
}

/** As wide as chosen, and scaled down to what there is room for. */
function fitPreview() {
  const room = byId("window"),
    width = Number(chosen("width"));
  const scale = Math.min(1, room.clientWidth / width);
  preview.style.width = width + "px";
  preview.style.height = room.clientHeight / scale + "px";
  preview.style.transform = "scale(" + scale + ")";
  preview.style.left = (room.clientWidth - width * scale) / 2 + "px";
  byId("shown").textContent =
    width +
    "\u00a0px wide" +
    (scale < 0.995 ? ", at\u00a0" + Math.round(scale * 100) + "\u00a0%" : "");
}

/** Whether a phone shows more of the preview than its title: while a theme is made, unless told otherwise. */
function isUnfolded() {
  return state.has("preview") ? isOn("preview") : isTheming();
}

function foldPreview() {
  byId("stage").classList.toggle("folded", !isUnfolded());
  byId("fold").setAttribute("aria-expanded", String(isUnfolded()));
}

/** @param {Document} page */
function followInside(page) {
  // The script dresses the exit right after it has said so; what is made here goes over that.
  page.addEventListener("quick-exit:ready", () => queueMicrotask(dressPreview));
  const frame = innerFrame(page);
  // Without a script nobody says when the frame is ready.
  if (frame) frame.addEventListener("load", dressPreview);
}

preview.addEventListener("load", () => {
  const page = documentOf(preview);
  if (page) followInside(page);
  dressPreview();
});
new ResizeObserver(fitPreview).observe(byId("window"));
byId("again").onclick = () => agreed && loadPreview();
byId("fold").onclick = () => keep({ preview: isUnfolded() ? "off" : "on" });

function followPreview() {
  byId("forced-words").hidden = !isOn("forced");
  foldPreview();
  fitPreview();
  const address = agreed ? previewAddress(agreed) : "";
  // A page of the browser's own, that the server did not answer, is not ours to read.
  if (address && (address !== shown || !documentOf(preview))) {
    shown = address;
    loadPreview();
  }
  dressPreview();
}
