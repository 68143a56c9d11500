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

/** What has no effect in a variant. */
const WITHOUT_EFFECT = {
  iframe: ["exit-tabs", "history", "reserve", "release"],
  "exit-only": ["color-scheme", "heading-level", "open", "reserve", "release"],
  script: ["release"],
  pinned: ["channel"],
};

const POLICY_WORDS = {
  strict: "Add these to the directives that you have. The hashes are those of the two style attributes in the snippet.",
  inline: "Add these to the directives that you have: where inline style is allowed, nothing else is needed.",
  nonce: "Your templates put the nonce of the page into both places; the script is then trusted by it.",
};

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
  const parts = path.split("/").flatMap((part, place) => (place ? ["/", make("wbr"), part] : [part]));
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
    ...made.files.map((file) => makeFigure(breakable(file.path), file.brotli === null ? "not released" : kilobytes(file.brotli), "file")),
  );
}

function showRoom() {
  const kept = snippet?.heights;
  byId("room").hidden = !kept;
  byId("room-words").textContent = kept
    ? "Nothing on your page moves when the frame arrives: the snippet keeps its height, up to one window high. Fonts differ between devices, and so do heights, by a line or two."
    : "This form loads no frame of changing height, or was told to keep no room.";
  for (const width of WIDTHS) {
    all(`[data-kept="${width}"]`)[0].textContent = kept ? kept[width] + " px" : "–";
    all(`[data-measured="${width}"]`)[0].textContent = measured[width] ? measured[width] + " px" : "–";
  }
  const whole = WIDTHS.every((width) => measured[width]);
  if (whole && state.get("reserve") === "measured") {
    const heights = WIDTHS.map((width) => measured[width]).join(" ");
    if (state.get("heights") !== heights) keep({ heights });
  }
}

function showPolicy() {
  const kind = /** @type {keyof typeof POLICY_WORDS} */ (state.get("csp") || "strict");
  if (snippet && snippet.csp[kind]) {
    byId("csp-code").textContent = snippet.csp[kind].join("\n") + "\n";
    byId("csp-words").textContent = POLICY_WORDS[kind];
  }
}

/** Questions differ by language. */
function offerQuestions() {
  const select = /** @type {HTMLSelectElement} */ (byId("open"));
  const questions = data.questions[state.get("lang") || "en"] || [];
  const wanted = questions.map(([id, title]) => new Option(title, id));
  select.replaceChildren(new Option("No question", ""), ...wanted);
  select.value = questions.some(([id]) => id === state.get("open")) ? state.get("open") || "" : "";
}

function disableWhatHasNoEffect() {
  const variant = /** @type {keyof typeof WITHOUT_EFFECT} */ (state.get("variant") || "script");
  for (const control of controls) {
    if (control instanceof HTMLSelectElement) control.disabled = (WITHOUT_EFFECT[variant] || []).includes(choiceOf(control));
  }
}

/** @param {Snippet} answer */
function showSnippet(answer) {
  snippet = answer;
  showHighlighted(byId("snippet-code"), answer.html);
  showCosts(answer);
  showPolicy();
  measureFrame(answer.html);
  showRoom();
}

const askSnippet = makeAsker("studio/snippet", "snippet-problem", showSnippet, (problem) => {
  byId("snippet-code").classList.toggle("stale", problem !== "");
});

function followSnippet() {
  offerQuestions();
  disableWhatHasNoEffect();
  const choices = snippetChoices();
  for (const control of controls) if (control instanceof HTMLSelectElement && control.disabled) delete choices[choiceOf(control)];
  if (choices.release && choices.variant !== "pinned") delete choices.release;
  if (state.get("csp") === "nonce") choices["nonce-placeholder"] = "{{ nonce }}";
  askSnippet(choices);
  showPolicy();
  showRoom();
}
