// The page's own parts, and what it says.

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id of a part that the page always has
 * @returns {T}
 */
function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T[]}
 */
function all(selector, within = document) {
  return /** @type {T[]} */ ([...within.querySelectorAll(selector)]);
}

/**
 * @param {string} tag
 * @param {string} [kind] its class
 * @param {...(Node | string)} content
 */
function make(tag, kind = "", ...content) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.append(...content);
  return element;
}

/**
 * @typedef {object} Data what the server knows and no control of the page says
 * @property {Record<string, Record<string, string | number>>} themes tokens by theme
 * @property {Record<string, [string, string][]>} questions identifier and title by language
 * @property {Record<string, "ltr" | "rtl">} directions by language
 * @property {string[]} released the channels that show a release
 * @property {boolean} addressGiven whether the deployment names its public address
 */
/** @type {Data} */
const data = JSON.parse(byId("data").textContent || "");

/** The folder that the studio is in, with a slash at its end. */
const here = new URL(".", location.href).href;

/** @type {number | undefined} */
let saying;

/**
 * Show words for a while, and have them read out.
 * @param {string} words
 */
function say(words) {
  clearTimeout(saying);
  byId("said").textContent = words;
  saying = setTimeout(() => (byId("said").textContent = ""), 4000);
}

/** @type {Map<string, number>} timers by the place of their sentence */
const waiting = new Map();

/**
 * @param {string} id of a place for one sentence
 * @param {string} sentence empty: nothing is wrong
 */
function showProblem(id, sentence) {
  holdProblem(id);
  const place = byId(id);
  if (place.textContent !== sentence) place.textContent = sentence;
  place.hidden = !sentence;
}

/** @param {string} id of a place whose sentence is outdated before it was shown */
function holdProblem(id) {
  clearTimeout(waiting.get(id));
}

/**
 * Show what is wrong once nothing has changed for a second: amid typing almost everything is wrong, and a
 * screen reader would say so at each letter.
 * @param {string} id of a place for one sentence
 * @param {string} sentence empty: nothing is wrong, which is shown at once
 */
function showProblemSoon(id, sentence) {
  if (!sentence) return showProblem(id, sentence);
  holdProblem(id);
  waiting.set(id, setTimeout(() => showProblem(id, sentence), 1000));
}
