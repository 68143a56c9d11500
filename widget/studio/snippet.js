// The snippet and what a partner must know of it. The server makes it, by what the command is made of.

/**
 * @typedef {object} Snippet
 * @property {string} html
 * @property {Record<string, string[]>} csp lines by kind of policy
 * @property {{ path: string, bytes: number | null, brotli: number | null }[]} files
 * @property {Record<string, number> | null} heights in px by width
 * @property {string | null} version
 * @property {number} bytes
 */
/** @type {Snippet | undefined} */
let snippet;

/** What has no effect in a variant.
 * @type {Record<string, string[]>} */
const WITHOUT_EFFECT = {
  iframe: ["exit-tabs", "history", "release"],
  "exit-only": ["color-scheme", "heading-level", "open", "reserve", "release"],
  script: ["release"],
  pinned: ["channel"],
};

const HASHES =
  "Add these to the directives that you have. Each hash is that of a style attribute in the snippet.";

/** @param {number} bytes */
function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1) + " kB";
}

/** @param {string | Node} term @param {string} value @param {string} [kind] its class */
function makeFigure(term, value, kind) {
  return make("div", kind, make("dt", "", term), make("dd", "", value));
}

/** A path may be broken at its slashes, where the screen is narrow.
 * @param {string} path */
function breakable(path) {
  const parts = path
    .split("/")
    .flatMap((part, place) => (place ? ["/", make("wbr"), part] : [part]));
  return make("span", "", ...parts);
}

/** @param {Snippet} made */
function showCosts(made) {
  const known = made.files.every((file) => file.brotli !== null);
  const sum = made.files.reduce((total, file) => total + (file.brotli || 0), 0);
  byId("costs").replaceChildren(
    makeFigure("requests", String(made.files.length)),
    makeFigure("to load, compressed", known ? kilobytes(sum) : "not released yet"),
    makeFigure("on your page", kilobytes(made.bytes)),
    ...made.files.map((file) =>
      makeFigure(
        breakable(file.path),
        file.brotli === null ? "not released" : kilobytes(file.brotli),
        "file",
      ),
    ),
  );
}

function showRoom() {
  if (!snippet) return;
  const kept = snippet.heights;
  byId("room").hidden = !kept;
  byId("room-words").textContent = kept
    ? "The frame has its whole height from the first moment, so nothing on your page moves. Fonts differ between devices, and so do heights, by a line or two."
    : "This form has no frame, or one that is 640 pixels high until a script comes, if there is one.";
  for (const width of WIDTHS) {
    all(`[data-kept="${width}"]`)[0].textContent = kept ? kept[width] + " px" : "–";
    all(`[data-measured="${width}"]`)[0].textContent = measured[width]
      ? measured[width] + " px"
      : "–";
  }
  const heights = measuredHeights();
  if (heights && state.get("reserve") === "measured" && state.get("heights") !== heights)
    keep({ heights });
}

/** @param {string} kind of policy @param {string[]} lines */
function policyWords(kind, lines) {
  if (kind === "strict") return HASHES;
  if (kind === "inline")
    return "Add these to the directives that you have: where inline style is allowed, nothing else is needed.";
  const hasScript = lines.some((line) => line.startsWith("script-src"));
  return hasScript
    ? "Your templates put the nonce of the page into both places; the script is then trusted by it."
    : "This form has no script, so it needs no nonce. " + HASHES;
}

function showPolicy() {
  if (!snippet) return;
  const kind = chosen("csp"),
    lines = snippet.csp[kind];
  byId("csp-code").textContent = lines.join("\n") + "\n";
  byId("csp-words").textContent = policyWords(kind, lines);
}

/** Questions differ by language. */
function offerQuestions() {
  const select = /** @type {HTMLSelectElement} */ (byId("open"));
  const questions = own(data.questions, state.get("lang") || "en") || [];
  const wanted = questions.map(([id, title]) => new Option(title, id));
  select.replaceChildren(new Option("No question", ""), ...wanted);
  select.value = state.get("open") || "";
}

/** @param {string} variant */
function titleOf(variant) {
  const card = controls.find(
    (control) => choiceOf(control) === "variant" && control.value === variant,
  );
  return card?.closest("label")?.querySelector("strong")?.textContent || variant;
}

/** Grey what has no effect, and say in which form it has, or has not. */
function disableWhatHasNoEffect() {
  const variant = chosen("variant"),
    title = "“" + titleOf(variant) + "”";
  for (const control of controls) {
    const why = document.getElementById(control.id + "-why");
    if (!why) continue;
    control.disabled = (own(WITHOUT_EFFECT, variant) || []).includes(choiceOf(control));
    why.hidden = !control.disabled;
    why.textContent =
      control.id === "release" ? "For “" + titleOf("pinned") + "”." : "Not for " + title + ".";
  }
}

/** @param {Snippet} answer @param {Record<string, string>} fields */
function showSnippet(answer, fields) {
  snippet = answer;
  const { "nonce-placeholder": _, ...choices } = fields;
  agreed = choices;
  showHighlighted(byId("snippet-code"), answer.html);
  showCosts(answer);
  showPolicy();
  measureFrame(answer.html, fields);
  showRoom();
  followPreview();
}

/** @param {string} doubt @param {Record<string, string>} refused */
function doubtSnippet(doubt, refused) {
  const field = refusedField(doubt, refused);
  for (const control of controls) markField(control, choiceOf(control) === field);
  isRefused = Object.keys(refused).length > 0;
  // Whoever comes with choices that are refused sees the presets.
  if (isRefused) agreed ??= {};
  followPreview();
}

const askSnippet = new Asker({
  path: "studio/snippet",
  place: "snippet-problem",
  shown: ["snippet-code", "csp-code"],
  open: "the snippet is still being made, press again in a moment.",
  onAnswer: showSnippet,
  onDoubt: doubtSnippet,
});

/** Why the snippet that is shown is not the one that is chosen; empty: it is. */
function doubtOfSnippet() {
  const isMeasuring = measuring && chosen("reserve") === "measured" && !measuredHeights();
  return (
    askSnippet.doubt ||
    (isMeasuring ? "its heights are still being measured, press again in a moment." : "")
  );
}

function followSnippet() {
  offerQuestions();
  disableWhatHasNoEffect();
  const choices = snippetChoices();
  for (const control of controls) if (control.disabled) delete choices[choiceOf(control)];
  if (state.get("csp") === "nonce") choices["nonce-placeholder"] = "{{ nonce }}";
  askSnippet.ask(choices);
  showPolicy();
  showRoom();
}
