import { create } from "../shared/create.js";
import { adoptFrame, frames, makeFrame, tellFrames } from "./frame.js";
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
  if (script && script.closest("body")) script.after(element);
  else document.body.append(element);
}

/** The address of a frame that the script makes; undefined where nothing says where it is served.
 * @param {Element} element @param {Record<string, string>} options of the element */
function frameAddress(element, options) {
  const source = script ? script.src : "", own = options.base.replace(/([^/])$/, "$1/") || source.replace(/[^/]*\/embed\.js.*/, "");
  return own && own + (/next\/embed/.test(source) ? "next" : "v" + __MAJOR__) + "/faq/" + options.theme + "/" + options.lang + ".html#" + new URLSearchParams({
    // The element has words of its own, which the frame need not repeat.
    embed: String(+/\S/.test(/** @type {string} */ (element.textContent))),
    keys: setting("exit-keys"),
    scheme: options["color-scheme"],
    heading: options["heading-level"],
    open: options.open
  });
}

/** Adopt the frame that stands in each element, or make one.
 * @param {(type: string, data: any) => void} onMessage gets what frames say of the exit */
export function mountFrames(onMessage) {
  tellFrames();
  document.querySelectorAll(ELEMENT).forEach(element => {
    placed = true;
    const options = readOptions(element), root = element.shadowRoot;
    /** @type {HTMLIFrameElement | null} */
    let iframe = element.querySelector('iframe[src*="/faq/"]');
    if (!iframe) {
      const address = frameAddress(element, options);
      if (!address) return warnOnce("set base");
      iframe = root && root.querySelector("iframe");
      if (!iframe || iframe.src !== address) iframe = makeFrame(element, address);
    }
    if (!frames.has(iframe)) adoptFrame(element, iframe, options["color-scheme"].replace("auto", "light dark"), onMessage);
  });
  placeElement();
}
