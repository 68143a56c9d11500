import { create } from "../shared/create.js";
import { adoptFrame, forgetFrame, frames, makeFrame } from "./frame.js";
import { findLink, readOptions, script, setting, warnOnce } from "./settings.js";

const ELEMENT = "[data-quick-exit-faq],quick-exit-faq";

/** The page has, or had, an element of its own or of ours. */
export let placed = false;

/** @returns {Element | null} */
export function findElement() {
  return document.querySelector(ELEMENT);
}

/** A page without our element gets one where the script stands, once it is read whole. A link of ours
 * without one is the exit alone. */
function placeElement() {
  if (placed || document.readyState === "loading" || setting("faq") || findLink()) return;
  const element = create("div");
  element.dataset.quickExitFaq = "";
  if (script && document.body.contains(script)) script.after(element);
  else document.body.append(element);
}

/** The address of a frame that the script makes; undefined where nothing says where it is served.
 * @param {Element} element @param {Record<string, string>} options of the element */
function frameAddress(element, options) {
  const source = script ? script.src : "", loaded = /\/embed\.js/.test(source);
  const own = options.base ? options.base.replace(/\/?$/, "/-/") : loaded && source;
  if (!own) return warnOnce("set base");
  return new URL("../" + (/\/next\/embed/.test(source) ? "next" : "v" + __MAJOR__) + "/faq/" + options.theme + "/" + options.lang + ".html#" + new URLSearchParams({
    // The element has words of its own, which the frame need not repeat.
    embed: /** @type {string} */ (element.textContent).trim() ? "1" : "",
    href: setting("exit-href"),
    fallback: setting("exit-fallback-href"),
    keys: setting("exit-keys"),
    scheme: options["color-scheme"],
    heading: options["heading-level"],
    open: options.open
  }), own).href;
}

/** Give each element a frame, or adopt the one that stands in it, and forget those that are gone. */
export function mountFrames() {
  frames.forEach((frame, element) => element.isConnected || forgetFrame(frame));
  document.querySelectorAll(ELEMENT).forEach(element => {
    placed = true;
    const options = readOptions(element), frame = frames.get(element);
    const scheme = options["color-scheme"] === "auto" ? "light dark" : options["color-scheme"];
    const standing = /** @type {HTMLIFrameElement} */ (element.querySelector('iframe[src*="/faq/"]'));
    const address = standing ? "" : frameAddress(element, options);
    if (!standing && !address) return;
    if (frame) {
      if (standing ? frame.iframe === standing : frame.address === address) return;
      forgetFrame(frame);
    }
    if (standing) adoptFrame(element, standing, scheme);
    else makeFrame(element, /** @type {string} */ (address), scheme);
  });
  placeElement();
}
