import { create } from "../shared/create.js";
import { mounted, mountFrame } from "./frame.js";
import { readOptions, script, setting, warnOnce } from "./settings.js";

/** The page has, or had, an element of its own or of ours. */
export let placed = false;

/** A page without our element gets one where the script stands, once it is read whole. */
function placeElement() {
  if (placed || document.readyState === "loading" || (script && script.dataset.faq === "off")) return;
  const element = create("quick-exit-faq");
  if (script && document.body.contains(script)) script.after(element);
  else document.body.append(element);
}

/**
 * Give each <quick-exit-faq> the frame that its attributes ask for, and forget those that are gone.
 * The elements stay undefined: a definition would stay with the host for ever.
 * @param {(type: string | undefined, data: any) => void} onMessage
 */
export function tendElements(onMessage) {
  mounted.forEach((frame, element) => element.isConnected || frame.unmount());
  document.querySelectorAll("quick-exit-faq").forEach(element => {
    placed = true;
    const options = readOptions(element, { lang: document.documentElement.lang.split("-")[0].toLowerCase() });
    const scheme = options["color-scheme"];
    const own = script && /\/embed\.js/.test(script.src) ? script.src : options.base.replace(/(.)\/?$/, "$1/-/");
    if (!own) return warnOnce("set base");
    const address = new URL("../" + (/\/next\/embed/.test(own) ? "next" : "v" + __MAJOR__) + "/faq/" + options.theme + "/" + options.lang + ".html#" + new URLSearchParams({
      host: self.origin,
      href: setting("exit-href"),
      fallback: setting("exit-fallback-href"),
      keys: setting("exit-keys"),
      scheme,
      heading: options["heading-level"],
      open: options.open
    }), own).href;
    const frame = mounted.get(element);
    // Nothing has changed, or another copy of the script has mounted it.
    if (frame ? frame.address === address : element.shadowRoot && element.shadowRoot.firstChild) return;
    if (frame) frame.unmount();
    mountFrame(element, address, scheme === "auto" ? "light dark" : scheme, onMessage);
  });
  placeElement();
}
