import { attempt } from "../shared/attempt.js";

/** ../options.toml says what they are for. */
export const OPTIONS = __OPTIONS__;

/** The script itself: its address tells where the widget is served.
 * @type {HTMLScriptElement | undefined} */
export const script = attempt(() =>
  /** @type {any[]} */ ([
    ...document.scripts,
    document.querySelector("script[data-quick-exit-script]"),
    document.currentScript,
  ])
    .reverse()
    .find((node) => node && /\/embed\.js/.test(node.src)),
);

/** @type {Record<string, string>} the options of the exit in force */
export const settings = {};

/** @param {string} name */
export function setting(name) {
  return settings[name] || OPTIONS[name].split("|")[0];
}

/** @type {Record<string, boolean>} what was named in the console already */
const warned = {};

/** @param {string} problem */
export function warnOnce(problem) {
  if (!warned[problem]) console.warn("quick-exit: " + problem);
  warned[problem] = true;
}

/** @type {HTMLAnchorElement | null | undefined} */
let knownLink;

/** The link of the snippet, or the one that a router has taken away. */
export function findLink() {
  knownLink = document.querySelector("a[data-quick-exit]") || knownLink;
  return knownLink;
}

/**
 * Read all options: of the first of element, link and script that has it, else of the page; else, and
 * where the value is malformed, the default.
 * @param {Element | null} element
 */
export function readOptions(element) {
  const link = findLink();
  /** @type {Record<string, any>} */
  const offered = {
    "exit-href": link && link.href,
    lang: document.documentElement.lang,
  };
  /** @type {Record<string, string>} */
  const values = {};
  Object.keys(OPTIONS).forEach((name) => {
    const read = (/** @type {any} */ node) => node && node.getAttribute("data-" + name);
    const [preset] = OPTIONS[name].split("|"),
      given = (
        read(element) ||
        (element && element.getAttribute(name)) ||
        read(link) ||
        read(script) ||
        offered[name] ||
        preset
      ).trim();
    // The language alone of a tag, or of the name of a locale (es.UTF-8), where there is one form of it; an
    // address whole.
    const value =
      name === "lang"
        ? given.toLowerCase().replace(/(^zh.(hant|tw|hk|mo)|\W|_).*/, "")
        : /href|base/.test(name) && given
          ? attempt(() => new URL(given, document.baseURI).href)
          : given;
    // A host may have rewritten a link so that it leads to a page of its own.
    const known =
      RegExp("^(" + OPTIONS[name] + ")$").test(value) &&
      !(/href/.test(name) && new URL(value).origin === self.origin);
    if (!known) warnOnce("unknown " + name + "=" + given);
    values[name] = known ? value : preset;
  });
  return values;
}
