import { attempt } from "../shared/attempt.js";
import { create } from "../shared/create.js";
import { messageType } from "../shared/messages.js";
import { warnOnce } from "./settings.js";

/** @type {Map<HTMLIFrameElement, (event?: MessageEvent) => void>} the frames on the page, each with what
 * receives a message, and forgets the frame without one */
export const frames = new Map();

// An origin, and before it the same host lifted to https.
const LIFTED = /^https:(\/\/[^:]+)(:\d+)?http:\1(:\d+)?$/;

/**
 * Take a frame that stands in the page, or that was made, into care: nothing is moved or loaded.
 * @param {Element} element
 * @param {HTMLIFrameElement} iframe
 * @param {string} scheme color-scheme of the frame: another than its page's would paint an opaque box
 * @param {(type: string, data: any) => void} onMessage gets what it says of the exit
 */
export function adoptFrame(element, iframe, scheme, onMessage) {
  // Who has answered; until then anybody is greeted.
  let answered = "*", ready = false, /** @type {number} */ timer;

  /** @param {string} type @param {object} [detail] */
  function dispatch(type, detail) {
    element.dispatchEvent(new CustomEvent("quick-exit:" + type, { bubbles: true, detail }));
  }

  /** @param {string} property @param {string} value */
  function setStyle(property, value) {
    iframe.style.setProperty(property, value, "important");
  }

  /** Fold the frame away if it does not answer. @param {number} delay ms */
  function greet(delay) {
    clearTimeout(timer);
    attempt(() => /** @type {Window} */ (iframe.contentWindow).postMessage({ quickexit: 1, type: "hello" }, answered));
    // Where its script may not run, it is whole without.
    if (/scripts|null/.test(String(iframe.getAttribute("sandbox")))) timer = setTimeout(() => {
      ready = false;
      setStyle("display", "none");
      dispatch("error");
    }, delay);
  }

  frames.set(iframe, event => {
    if (!event) return clearTimeout(timer);
    if (event.source !== iframe.contentWindow) return;
    const { data, origin } = event, type = messageType(data), own = new URL(iframe.src).origin;
    if (!type) return;
    if (type === "ready") clearTimeout(timer);
    if (origin !== own && !LIFTED.test(origin + own)) return warnOnce("the frame has moved to " + origin);
    answered = origin;
    if (type === "ready") {
      if (!iframe.title) iframe.title = data.title;
      setStyle("display", "block");
      if (!ready) dispatch(type);
      ready = true;
    }
    // Never less than what the snippet keeps: nothing below moves up.
    if (type === "height" && typeof data.height === "number" && data.height > 0 && data.height <= 100000) {
      const height = Math.ceil(data.height);
      setStyle("min-height", height + "px");
      dispatch("resize", { height });
    }
    onMessage(type, data);
  });
  iframe.addEventListener("load", () => greet(10000));
  // A strict policy forbids the attribute, but not to say the same here.
  iframe.style.cssText = iframe.getAttribute("style") + ";display:block!important;width:100%;border:0;color-scheme:" + scheme;
  greet(20000);
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
  iframe.referrerPolicy = "no-referrer";
  iframe.src = address;
  iframe.setAttribute("part", "quick-exit");
  return iframe;
}

/** Give a message to each frame that is on the page, and forget the others.
 * @param {MessageEvent} [event] */
export function tellFrames(event) {
  frames.forEach((receive, iframe) => {
    if (iframe.isConnected) return event && receive(event);
    receive();
    frames.delete(iframe);
  });
}
