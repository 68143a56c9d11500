import { attempt } from "../shared/attempt.js";

/** ../options.toml says what they are for. */
export const OPTIONS = __OPTIONS__;

/**
 * Options that will go: what to write instead, and until when they work. Said once in the console
 * where one is used. `"exit-url": "deprecated: use exit-href instead, until 2027-06-01"`
 * @type {Record<string, string>}
 */
const RETIRED = {};

export const script = /** @type {HTMLScriptElement | null} */ (
  attempt(() => document.currentScript || document.querySelector('script[src*="/embed.js"]'))
);

/** @type {Record<string, string>} the options of the exit in force: those of the first element */
let settings = {};

/** @param {Record<string, string>} options those of the exit that are in force from now on */
export function applySettings(options) {
  settings = options;
}

/** @param {string} name */
function preset(name) {
  return OPTIONS[name].split("|")[0];
}

/** @param {string} name */
export function setting(name) {
  return settings[name] || preset(name);
}

/** @type {Record<string, boolean>} what was named in the console already */
const warned = {};

/** @param {string} problem */
export function warnOnce(problem) {
  if (!warned[problem]) console.warn("quick-exit: " + problem);
  warned[problem] = true;
}

/**
 * Read all options: of the element, else of the script's data-*, else of what is offered; else, and
 * where the value is malformed, the default.
 * @param {Element | null} element
 * @param {Record<string, string | null>} offered
 */
export function readOptions(element, offered) {
  /** @type {Record<string, string>} */
  const values = {};
  Object.keys(OPTIONS).forEach(name => {
    const given =
      (element && element.getAttribute(name)) || (script && script.getAttribute("data-" + name)) || offered[name] || preset(name);
    /** @type {any} */
    const value = /href|base/.test(name) && given ? attempt(() => new URL(given, document.baseURI).href) : given.trim();
    const known = RegExp("^(" + OPTIONS[name] + ")$").test(value);
    const problem = known ? given !== preset(name) && RETIRED[name] : "unknown";
    if (problem) warnOnce(name + '="' + given + '" is ' + problem);
    values[name] = known ? value : preset(name);
  });
  return values;
}
