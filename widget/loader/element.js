import { create } from "../shared/create.js";
import { adoptFrame } from "./frame.js";
import { findLink, readOptions, script, setting, warnOnce } from "./settings.js";

export const ELEMENT = "[data-quick-exit-faq],quick-exit-faq";

/** @typedef {(event: MessageEvent) => any} Receiver */
/** @type {WeakMap<HTMLIFrameElement, Receiver>} of each frame that was adopted: a page may take one away and put it back */
const adopted = new WeakMap();
/** @type {Receiver[]} those of the frames on the page */
export const receivers = [];

/** The page has, or had, an element of its own or of ours. */
export let placed = false;

/** Adopt the frame that stands in each element, or make one. */
export function mountFrames() {
  receivers.length = 0;
  document.querySelectorAll(ELEMENT).forEach((element) => {
    placed = true;
    const options = readOptions(element);
    /** @type {HTMLIFrameElement | null} */
    let iframe = element.querySelector('iframe[src*="/faq/"]');
    if (!iframe) {
      const source = script ? script.src : "",
        own = options.base.replace(/\/+$/, "") || source.replace(/\/+[^/]*\/embed\.js.*/, "");
      if (!own) return warnOnce("set base");
      const address =
        own +
        (/next\/embed/.test(source) ? "/next/faq/" : __FRAMES__) +
        options.theme +
        "/" +
        options.lang +
        ".html#" +
        new URLSearchParams(
          /** @type {any} */ ({
            // The element has words of its own, which the frame need not repeat.
            embed: +/\S/.test(/** @type {string} */ (element.textContent)),
            keys: setting("exit-keys"),
            scheme: options["color-scheme"],
            heading: options["heading-level"],
            open: options.open,
          }),
        );
      // In a shadow root, below the element's own words.
      const root = element.shadowRoot || element.attachShadow({ mode: "open" });
      iframe = root.querySelector("iframe");
      if (!iframe || iframe.src !== address) {
        iframe = create("iframe");
        root.textContent = "";
        root.append(create("slot"), iframe);
        iframe.referrerPolicy = "no-referrer";
        iframe.src = address;
        iframe.part = "quick-exit";
      }
    }
    if (!adopted.has(iframe))
      adopted.set(
        iframe,
        adoptFrame(element, iframe, options["color-scheme"].replace("auto", "light dark")),
      );
    receivers.push(/** @type {Receiver} */ (adopted.get(iframe)));
  });
  // A page without our element gets one where the script stands, once it is read whole. A link of ours
  // without one is the exit alone.
  if (placed || document.readyState === "loading" || setting("faq") || findLink()) return;
  const element = create("div");
  element.dataset.quickExitFaq = "";
  if (script && script.closest("body")) script.after(element);
  else document.body.append(element);
}
