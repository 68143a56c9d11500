import { addStyle } from "../exit/control.js";
import { create } from "../shared/create.js";
import { messageType } from "../shared/messages.js";

/** @type {Map<Element, Frame>} the frames on the page, by element */
export const mounted = new Map();

/**
 * @typedef {object} Frame
 * @property {string} address
 * @property {(event: MessageEvent) => void} hear
 * @property {() => void} unmount
 */

/**
 * Put a frame into an element's shadow root. The element's content stays until the frame is ready.
 * @param {Element} element
 * @param {string} address
 * @param {string} scheme color-scheme of the frame: another than its page's would paint an opaque box
 * @param {(type: string | undefined, data: any) => void} onMessage hears what the frame says, too
 */
export function mountFrame(element, address, scheme, onMessage) {
  const root = element.shadowRoot || element.attachShadow({ mode: "open" }),
    slot = root.appendChild(create("slot")),
    iframe = create("iframe");
  // The document in the frame was ready before its load (early), or was loaded and is not (waiting).
  let height = 0, ready = false, early = false, waiting = false, timer = setTimeout(fail, 20000);

  /** @param {string} type @param {object} [detail] */
  function dispatch(type, detail) {
    element.dispatchEvent(new CustomEvent("quick-exit:" + type, { bubbles: true, detail: detail }));
  }

  function show() {
    slot.hidden = ready;
    iframe.style.cssText =
      "display:block;width:100%;border:0;frame-sizing:content-height;color-scheme:" + scheme +
      (ready ? ";visibility:visible" + (height ? ";height:" + height + "px" : "") : ";position:absolute;visibility:hidden;height:0");
  }

  function fail() {
    ready = waiting = false;
    show();
    dispatch("error");
  }

  iframe.onload = () => {
    clearTimeout(timer);
    waiting = !early;
    if (waiting) timer = setTimeout(fail, 10000);
    early = false;
  };
  iframe.title = element.getAttribute("data-title") || "Questions and answers";
  iframe.referrerPolicy = "no-referrer";
  iframe.setAttribute(
    "sandbox",
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
  );
  show();
  iframe.src = address;
  root.appendChild(iframe);
  addStyle(root, ":host(:not([hidden])){display:block!important;width:100%!important}");

  mounted.set(element, {
    address,

    hear(event) {
      if (event.source !== iframe.contentWindow || !address.startsWith(event.origin + "/")) return;
      const data = event.data, type = messageType(data);
      if (type === "ready") {
        clearTimeout(timer);
        early = !waiting;
        waiting = false;
        if (!ready) {
          ready = true;
          show();
          dispatch("ready");
        }
      }
      if (type === "height" && typeof data.height === "number" && data.height > 0 && data.height <= 100000) {
        height = Math.ceil(data.height);
        show();
        dispatch("resize", { height });
      }
      onMessage(type, data);
    },

    unmount() {
      clearTimeout(timer);
      root.textContent = "";
      mounted.delete(element);
    }
  });
}
