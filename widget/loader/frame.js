import { attempt } from "../shared/attempt.js";
import { create } from "../shared/create.js";
import { messageType } from "../shared/messages.js";
import { addStyle } from "../shared/style.js";
import { warnOnce } from "./settings.js";

/**
 * @typedef {object} Frame
 * @property {Element} element
 * @property {HTMLIFrameElement} iframe
 * @property {string} origin of who has answered; until then anybody is greeted
 * @property {boolean} [ready]
 * @property {number} [timer]
 */

/** @type {Map<HTMLIFrameElement, Frame>} the frames on the page */
export const frames = new Map();

/** @param {Frame} frame @param {string} type @param {object} [detail] */
function dispatch(frame, type, detail) {
  frame.element.dispatchEvent(new CustomEvent("quick-exit:" + type, { bubbles: true, detail }));
}

/** @param {Frame} frame @param {string} property @param {string} value */
function setStyle({ iframe }, property, value) {
  iframe.style.setProperty(property, value, "important");
}

/** Greet the frame, and fold it away if it says nothing.
 * @param {Frame} frame @param {number} delay ms */
function greet(frame, delay) {
  clearTimeout(frame.timer);
  attempt(() => /** @type {Window} */ (frame.iframe.contentWindow).postMessage({ quickexit: 1, type: "hello" }, frame.origin));
  // Where its script may not run, it is whole without.
  if (/scripts|^$/.test(frame.iframe.sandbox.value)) frame.timer = setTimeout(() => {
    frame.ready = false;
    setStyle(frame, "display", "none");
    dispatch(frame, "error");
  }, delay);
}

/**
 * Take a frame that stands in the page, or that was made, into care: nothing is moved or loaded.
 * @param {Element} element
 * @param {HTMLIFrameElement} iframe
 * @param {string} scheme color-scheme of the frame: another than its page's would paint an opaque box
 */
export function adoptFrame(element, iframe, scheme) {
  const frame = { element, iframe, origin: "*" };
  frames.set(iframe, frame);
  iframe.addEventListener("load", () => greet(frame, 10000));
  // A strict policy forbids the attribute, but not to say the same here.
  iframe.style.cssText = iframe.getAttribute("style") + ";display:block!important;width:100%;border:0;frame-sizing:content-height;color-scheme:" + scheme;
  greet(frame, 20000);
}

/**
 * Put a frame into an element's shadow root, below the element's own words.
 * @param {Element} element
 * @param {string} address
 */
export function makeFrame(element, address) {
  const root = element.shadowRoot || element.attachShadow({ mode: "open" }), iframe = create("iframe");
  root.textContent = "";
  root.append(create("slot"), iframe);
  iframe.title = element.getAttribute("data-title") || "";
  iframe.referrerPolicy = "no-referrer";
  iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation");
  iframe.src = address;
  addStyle(root, ":host(:not([hidden])){display:block!important}@media print{iframe{display:none!important}}");
  return iframe;
}

/** Forget the frames that are gone. */
export function forgetFrames() {
  frames.forEach((frame, iframe) => {
    if (iframe.isConnected) return;
    clearTimeout(frame.timer);
    frames.delete(iframe);
  });
}

/** The same host, lifted to https.
 * @param {string} own @param {string} origin */
function isLifted(own, origin) {
  const port = /^https?|:\d+$/g;
  return /^http:/.test(own) && /^https:/.test(origin) && own.replace(port, "") === origin.replace(port, "");
}

/**
 * Take what a frame says of itself.
 * @param {Frame} frame
 * @param {MessageEvent} event
 * @param {(type: string, data: any) => void} onMessage gets what it says of the exit
 */
export function receive(frame, event, onMessage) {
  const { iframe } = frame, { data, origin } = event;
  if (event.source !== iframe.contentWindow) return;
  const type = messageType(data), own = new URL(iframe.src).origin;
  if (!type) return;
  if (type === "ready") clearTimeout(frame.timer);
  if (origin !== own && !isLifted(own, origin)) return warnOnce("the frame has moved to " + origin);
  frame.origin = origin;
  if (type === "ready") {
    if (!iframe.title) iframe.title = data.title;
    setStyle(frame, "display", "block");
    if (!frame.ready) dispatch(frame, type);
    frame.ready = true;
  }
  // Never less than what the snippet keeps: nothing below moves up.
  if (type === "height" && typeof data.height === "number" && data.height > 0 && data.height <= 100000) {
    const height = Math.ceil(data.height);
    setStyle(frame, "min-height", height + "px");
    dispatch(frame, "resize", { height });
  }
  onMessage(type, data);
}
