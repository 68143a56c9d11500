// The preview: a made-up partner's page of our own origin with the snippet in it. Its sandbox keeps the exit
// from leaving the studio: what would be the whole window is the preview alone.

const preview = /** @type {HTMLIFrameElement} */ (byId("preview"));
const PRACTICE = here + "studio/practice";

/** Choices that change the snippet; the others belong to the studio. */
const SNIPPET_CHOICES = ["variant", "lang", "theme", "exit-href", "exit-fallback-href", "exit-keys", "exit-position", "exit-tabs",
  "history", "color-scheme", "heading-level", "open", "channel", "release", "base-url", "reserve"];

/** @type {{ css: string, tokens: Record<string, string | number> } | undefined} the theme that is being made */
let made;
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
  /** @type {Record<string, string>} */
  const chosen = {};
  for (const name of SNIPPET_CHOICES) if (state.has(name)) chosen[name] = state.get(name) || "";
  if (chosen["base-url"] === undefined && !data.addressGiven) chosen["base-url"] = here.replace(/\/$/, "");
  if (chosen.reserve === "measured") chosen.reserve = state.get("heights") || "auto";
  return chosen;
}

/** The theme whose frame is shown. The one that is being made is dressed over the one it began from. */
function shownTheme() {
  const theme = state.get(isTheming() ? "start" : "theme") || "default";
  return theme in data.themes ? theme : "default";
}

/** The corner of a theme that is being made, where it is another than that of the frame which is shown.
 * @returns {Record<string, string>} */
function madeCorner() {
  const corner = made && isTheming() ? String(made.tokens["exit.position"]) : "";
  return corner && corner !== data.themes[shownTheme()]["exit.position"] ? { "exit-position": corner } : {};
}

function previewAddress() {
  const choices = {
    ...madeCorner(),
    ...snippetChoices(),
    theme: shownTheme(),
    "base-url": here.replace(/\/$/, ""),
    "exit-href": PRACTICE,
    "exit-fallback-href": PRACTICE,
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
  const element = page.querySelector("quick-exit-faq");
  const root = element ? element.shadowRoot || element : page;
  return /** @type {HTMLIFrameElement | null} */ (root.querySelector("iframe"));
}

/** Dark, large, right to left and so on, as the toggles say.
 * @param {Document} page */
function setSurroundings(page) {
  const root = page.documentElement, direction = data.directions[state.get("lang") || "en"] || "ltr";
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
  const root = page.querySelector("quick-exit-control")?.shadowRoot;
  const colour = (/** @type {string} */ role) => String(tokens["color." + scheme() + "." + role]);
  for (const link of all("[data-quick-exit]", root || page)) {
    if (root) {
      setRules(root, "forced", isOn("forced") ? FORCED_RULES.replace(/\*::before[^}]*}/, "") : "");
      // It follows what the device is set to, which no page can change: twice the usual 16 px.
      setRules(root, "large", isOn("large") ? "div { font-size: 32px !important; }" : "");
    }
    link.style.setProperty("background-color", colour("exit"), root ? "" : "important");
    link.style.setProperty("color", colour("exit-text"), root ? "" : "important");
    link.style.setProperty("border-color", colour("exit-ring"), root ? "" : "important");
    link.style.setProperty("border-radius", String(tokens["exit.rounding"]), root ? "" : "important");
    link.style.setProperty("min-height", String(tokens["exit.size"]), root ? "" : "important");
  }
}

/** Dress everything that is there; called again whenever something else is. */
function dressPreview() {
  const page = documentOf(preview);
  if (!page?.body) return;
  const left = all("[data-again]", page)[0] || all("[data-again]", documentOf(innerFrame(page)) || page)[0];
  byId("stage-words").classList.toggle("left", Boolean(left));
  byId("stage-words").textContent = left
    ? "You left. On a partner’s page the whole window would have gone; your work here is as it was."
    : "Press the exit, or Shift three times: in here it leads to a practice page.";
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
  const room = byId("window"), width = Number(state.get("width") || 320);
  const scale = Math.min(1, room.clientWidth / width);
  preview.style.width = width + "px";
  preview.style.height = room.clientHeight / scale + "px";
  preview.style.transform = "scale(" + scale + ")";
  preview.style.left = (room.clientWidth - width * scale) / 2 + "px";
  byId("shown").textContent = width + "\u00a0px wide" + (scale < 0.995 ? ", at\u00a0" + Math.round(scale * 100) + "\u00a0%" : "");
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
  page.addEventListener("quick-exit:ready", dressPreview);
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
byId("again").onclick = loadPreview;
byId("fold").onclick = () => keep({ preview: isUnfolded() ? "off" : "on" });

function followPreview() {
  byId("forced-words").hidden = !isOn("forced");
  foldPreview();
  fitPreview();
  const address = previewAddress();
  if (address !== shown) {
    shown = address;
    loadPreview();
  }
  dressPreview();
}
