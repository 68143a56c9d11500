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
 * @template T
 * @param {Record<string, T>} record
 * @param {string} name perhaps one that every object has, like "constructor"
 * @returns {T | undefined}
 */
function own(record, name) {
  return Object.hasOwn(record, name) ? record[name] : undefined;
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
  clearTimeout(waiting.get(id));
  const place = byId(id);
  if (place.textContent !== sentence) place.textContent = sentence;
  place.hidden = !sentence;
}

/**
 * Say what is wrong once nothing has changed for a second: amid typing almost everything is wrong, and a
 * screen reader would say so at each letter.
 * @param {string} id of the place of its sentence
 * @param {() => void} tell
 */
function soon(id, tell) {
  clearTimeout(waiting.get(id));
  waiting.set(id, setTimeout(tell, 1000));
}

/** @param {Element} control @param {boolean} isRefused */
function markField(control, isRefused) {
  if (isRefused) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/**
 * @param {string} problem a sentence of the server
 * @param {Record<string, string>} fields that it refuses together
 * @returns {string | undefined} the one that it names, else the one whose value it quotes
 */
function refusedField(problem, fields) {
  const words = problem.split(/[\s:]+/),
    names = Object.keys(fields);
  const isQuoted = (/** @type {string} */ name) =>
    [`"${fields[name]}"`, `'${fields[name]}'`].some((quoted) => problem.includes(quoted));
  return names.find((name) => words.includes(name)) || names.find(isQuoted);
}
