import { attempt } from "../shared/attempt.js";
import { createMessage } from "../shared/compose.js";
import { create } from "../shared/create.js";
import { messageType } from "../shared/messages.js";
import { addStyle } from "../shared/style.js";
import { setting, warnOnce } from "./settings.js";

/**
 * @typedef {object} Frame
 * @property {Element} element
 * @property {HTMLIFrameElement} iframe
 * @property {string} [address] of a frame that the script has made; else it stood in the page
 * @property {string} style what the page, or the script, gave it first
 * @property {string | undefined} table the height that the snippet keeps
 * @property {string} origin of who has answered; until then anybody is greeted
 * @property {number} height what the frame said, in px
 * @property {boolean} ready
 * @property {number} [timer]
 */

/** @type {Map<Element, Frame>} the frames on the page, by element */
export const frames = new Map();

/** @param {Frame} frame @param {string} type @param {object} [detail] */
function dispatch(frame, type, detail) {
  frame.element.dispatchEvent(new CustomEvent("quick-exit:" + type, { bubbles: true, detail: detail }));
}

/** A share of the window's width becomes the same of the column's, which may be narrower.
 * @param {Frame} frame */
function heightOf(frame) {
  const width = frame.iframe.offsetWidth, height = frame.height && frame.height + "px";
  const table = frame.table && frame.table.replace(/([\d.]+)vw/g, (share, part) => width * part / 100 + "px");
  return table && height ? "max(" + table + "," + height + ")" : table || height;
}

/** @param {Frame} frame @param {boolean} [failed] */
function show(frame, failed) {
  const { style } = frame.iframe;
  const set = (/** @type {string} */ name, /** @type {any} */ value) => style.setProperty(name, value, "important");
  set("display", failed ? "none" : "block");
  if (frame.height) set("height", frame.height + "px");
  // An older browser knows no max(), and keeps the line above.
  if (!failed) set("height", heightOf(frame));
}

/** @param {Frame} frame @param {number} delay ms until a frame that says nothing is folded away */
function expectAnswer(frame, delay) {
  clearTimeout(frame.timer);
  // Where its script may not run, the frame is whole without.
  const { iframe } = frame;
  if (iframe.hasAttribute("sandbox") && !/allow-scripts/.test(iframe.sandbox.value)) return;
  attempt(() => /** @type {Window} */ (iframe.contentWindow).postMessage(
    createMessage("hello", { keys: setting("exit-keys"), href: setting("exit-href"), fallback: setting("exit-fallback-href") }),
    frame.origin
  ));
  frame.timer = setTimeout(() => {
    frame.ready = false;
    show(frame, true);
    dispatch(frame, "error");
  }, delay);
}

/**
 * Take a frame that stands in the page, or that was made, into care: nothing of it is moved or loaded.
 * @param {Element} element
 * @param {HTMLIFrameElement} iframe
 * @param {string} scheme color-scheme of the frame: another than its page's would paint an opaque box
 * @param {string} [address]
 */
export function adoptFrame(element, iframe, scheme, address) {
  // A strict policy forbids the attribute, and Firefox forgets it once a property is set.
  const style = iframe.getAttribute("style") || "";
  const frame = { element, iframe, address, style, table: (/^(?:.*;)?\s*height:([^;!]+)/.exec(style) || [])[1], origin: "*", height: 0, ready: false };
  frames.set(element, frame);
  iframe.addEventListener("load", () => expectAnswer(frame, 10000));
  iframe.style.cssText = style + ";width:100%!important;border:0;frame-sizing:content-height;color-scheme:" + scheme;
  show(frame);
  expectAnswer(frame, 20000);
}

/**
 * Put a frame into an element's shadow root, below the element's own words.
 * @param {Element} element
 * @param {string} address
 * @param {string} scheme
 */
export function makeFrame(element, address, scheme) {
  const root = element.shadowRoot || element.attachShadow({ mode: "open" }), iframe = create("iframe");
  root.appendChild(create("slot"));
  iframe.title = element.getAttribute("data-title") || "";
  iframe.referrerPolicy = "no-referrer";
  iframe.setAttribute(
    "sandbox",
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
  );
  iframe.src = address;
  root.appendChild(iframe);
  addStyle(root, ":host(:not([hidden])){display:block!important}@media print{iframe{display:none!important}}");
  adoptFrame(element, iframe, scheme, address);
}

/** @param {Frame} frame */
export function forgetFrame(frame) {
  clearTimeout(frame.timer);
  frames.delete(frame.element);
  if (frame.address) /** @type {ShadowRoot} */ (frame.element.shadowRoot).textContent = "";
}

/** Its own origin, or the same host lifted to https.
 * @param {Frame} frame @param {string} origin */
function isBelieved(frame, origin) {
  const own = new URL(frame.iframe.src);
  return origin === own.origin || (origin.startsWith("https:") && own.protocol === "http:" && new URL(origin).hostname === own.hostname);
}

/**
 * Take what a frame says of itself.
 * @param {Frame} frame
 * @param {MessageEvent} event
 * @param {(type: string, data: any) => void} onMessage gets what it says of the exit
 */
export function receive(frame, event, onMessage) {
  if (event.source !== frame.iframe.contentWindow) return;
  const data = event.data, type = messageType(data);
  if (!type) return;
  if (!isBelieved(frame, event.origin)) {
    clearTimeout(frame.timer);
    return warnOnce("the frame has moved to " + event.origin + ": make a new snippet");
  }
  frame.origin = event.origin;
  if (type === "ready") {
    clearTimeout(frame.timer);
    if (!frame.iframe.title && typeof data.title === "string") frame.iframe.title = data.title;
    if (!frame.ready) {
      frame.ready = true;
      show(frame);
      dispatch(frame, "ready");
    }
  }
  if (type === "height" && typeof data.height === "number" && data.height > 0 && data.height <= 100000) {
    frame.height = Math.ceil(data.height);
    if (frame.ready) show(frame);
    dispatch(frame, "resize", { height: frame.height });
  }
  onMessage(type, data);
}
