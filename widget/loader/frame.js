import { warnOnce } from "./settings.js";

// An origin, and before it the same host lifted to https.
const LIFTED = /^https:(.+)(:\d+)?http:\1(:\d+)?$/;

/** In whole px; false for what is no height. @param {any} height as a message says it */
function validHeight(height) {
  return height === +height && height > 0 && height <= 100000 && Math.ceil(height);
}

/**
 * Take a frame that stands in the page, or that was made, into care: nothing is moved or loaded.
 * @param {Element} element
 * @param {HTMLIFrameElement} iframe
 * @param {string} scheme color-scheme of the frame: another than its page's would paint an opaque box
 * @returns {(event: MessageEvent) => any} to be called with each message to the page; gives true where the
 * frame has said it
 */
export function adoptFrame(element, iframe, scheme) {
  let ready = false,
    /** @type {number} */ timer;

  /** @param {string} type @param {object} [detail] */
  function dispatch(type, detail) {
    element.dispatchEvent(new CustomEvent("quick-exit:" + type, { bubbles: true, detail }));
  }

  /** @param {string} style declarations */
  function setStyle(style) {
    iframe.style.cssText += ";" + style + "!important";
  }

  /** Fold the frame away if it does not answer. @param {number} delay ms */
  function greet(delay) {
    clearTimeout(timer);
    /** @type {Window} */ (iframe.contentWindow).postMessage({ quickexit: 1, type: "hello" }, "*");
    // Where its script may not run, it is whole without.
    if (/scripts|null/.test(/** @type {string} */ (iframe.getAttribute("sandbox"))))
      timer = setTimeout(() => {
        // The page may have taken it away meanwhile.
        if (!iframe.isConnected) return;
        ready = false;
        setStyle("display:none");
        dispatch("error");
      }, delay);
  }

  iframe.addEventListener("load", () => greet(10000));
  // A strict policy forbids the attribute, but not to say the same here.
  setStyle(
    iframe.getAttribute("style") +
      ";display:block!important;width:100%;border:0;color-scheme:" +
      scheme,
  );
  greet(20000);

  return (event) => {
    const { data, origin } = event,
      type = data && event.source === iframe.contentWindow && data.quickexit === 1 && data.type,
      own = new URL(iframe.src).origin;
    if (!type) return;
    clearTimeout(timer);
    if (origin !== own && !LIFTED.test(origin + own)) return warnOnce("moved to " + origin);
    if (type === "ready") {
      if (!iframe.title) iframe.title = data.title;
      setStyle("display:block");
      if (!ready) dispatch(type);
      ready = true;
    }
    // Never less than what the snippet keeps: nothing below moves up.
    const height = type === "height" && validHeight(data.height);
    if (height) {
      setStyle("min-height:" + height + "px");
      dispatch("resize", { height });
    }
    return true;
  };
}
