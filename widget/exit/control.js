// The control in the corner. There is one on a page, so what belongs to it stands in this module.

import { attempt } from "../shared/attempt.js";
import { create } from "../shared/create.js";
import { addStyle } from "../shared/style.js";
import { leaving } from "./leave.js";

/** The plain element in whose open shadow root the control stands.
 * @type {HTMLElement} */
export let controlHost;
/** The control itself.
 * @type {HTMLAnchorElement} */
export let controlLink;

let /** @type {HTMLElement} */ box,
  /** @type {HTMLElement} */ status,
  /** @type {Element[]} modal dialogs in the order in which they were opened */ dialogs = [],
  /** It stands before the body and not in it. */ inFront = false,
  /** @type {number | undefined} */ announcement;

/** Make the control, not yet on the page.
 * @param {(event: Event) => void} onLeave */
export function createControl(onLeave) {
  controlHost = create("div");
  controlHost.dataset.quickExitControl = "";
  // A landmark: screen readers list it, although the control is the last in the body.
  controlHost.role = "region";
  const root = controlHost.attachShadow({ mode: "open" });
  box = root.appendChild(create("div"));
  controlLink = box.appendChild(create("a"));
  status = box.appendChild(create("span"));
  box.tabIndex = -1;
  controlLink.dataset.quickExit = "";
  controlLink.rel = "noreferrer";
  controlLink.dir = status.dir = "auto";
  controlLink.onclick = onLeave;
  // A hand that slips would drag the link, and no click comes.
  controlLink.draggable = false;
  status.setAttribute("role", "status");
  addStyle(root, __CONTROL_STYLE__);
}

/** What makes everything outside it inert (the newest modal dialog, or what fills the screen), else
 * the body. */
function findPlace() {
  attempt(() => {
    dialogs = [...new Set([...dialogs, ...document.querySelectorAll("dialog:modal")])].filter(
      (dialog) => dialog.matches("dialog:modal"),
    );
  });
  return (
    dialogs[dialogs.length - 1] ||
    document.fullscreenElement ||
    (!inFront && document.body) ||
    document.documentElement
  );
}

/**
 * Put right what the host has changed: attributes, place, layer. The control is the last child of the
 * body, where React 18 does not trip over it when it hydrates the whole document, and goes before the
 * body for good where it would be out of reach there.
 * @param {boolean} [again] something may have come behind it or was lifted above it: it is put into its place
 *   anew, and with that on top of the top layer
 */
export function placeControl(again) {
  if (leaving) return;
  const place = findPlace(),
    focused = /** @type {any} */ (controlHost.shadowRoot).activeElement;
  ["inert", "aria-hidden"].forEach((name) => controlHost.removeAttribute(name));
  // Chromium would not move what stands there already.
  if (again) controlHost.remove();
  if (controlHost.parentNode !== place) {
    place.insertBefore(controlHost, place === document.documentElement ? document.body : null);
  }
  // Lift it above everything: throws, or gives false, where the browser cannot.
  const lifted = attempt(() => {
    // Set only if it differs: setting it is a change that settles anew.
    if (controlHost.popover !== "manual") controlHost.popover = "manual";
    if (!controlHost.matches(":popover-open")) controlHost.showPopover();
    return controlHost.matches(":popover-open");
  });
  if (
    place === document.body &&
    !(lifted && controlLink.getClientRects().length && !place.matches("[inert],[aria-hidden=true]"))
  ) {
    return bringToFront();
  }
  // Firefox gives keys to nobody while the body has no box and nothing has the focus.
  const hidden = attempt(
    () => document.activeElement === document.body && !document.body.getClientRects().length,
  );
  if (focused || hidden) (focused || box).focus({ preventScroll: true });
}

/** Stand before the body: first in the order of the Tab key, and untouched by what the host does to it. */
export function bringToFront() {
  inFront = true;
  placeControl();
}

/** @param {any} looks listed colours and lengths by property; anything else is ignored */
export function applyLook(looks) {
  ["backgroundColor", "color", "borderColor", "borderRadius", "minHeight"].forEach((name) => {
    // The browser refuses what is no colour and no length.
    if (/^(#|rgb\([^/]*$|\d+px)/.test(looks[name]))
      /** @type {any} */ (controlLink.style)[name] = looks[name];
  });
}

/** @param {string} [phrase] none: nothing to announce any more */
export function announce(phrase) {
  clearTimeout(announcement);
  // Not at once: a capital letter is typed with Shift, too.
  announcement = setTimeout(() => {
    status.textContent = /** @type {any} */ (phrase);
    if (phrase) announcement = setTimeout(announce, 5000);
  }, 150);
}

/**
 * Stay in the corner of what is seen while the page is pinched, at the same size. Throws where the
 * browser does not tell what is seen.
 * @param {string} end "start" or "end", in the direction in which the page is read
 * @param {number} offset px from the top, cut at a third of the window's height
 */
export function trackViewport(end, offset) {
  const view = /** @type {VisualViewport} */ (visualViewport);
  // First what `zoom` of the host makes of a pixel is undone.
  box.style.cssText =
    "zoom:" +
    (1 / /** @type {any} */ (controlHost).currentCSSZoom || 1) +
    ";direction:" +
    getComputedStyle(document.documentElement).direction +
    ";justify-items:" +
    end +
    ";width:" +
    view.width * view.scale +
    "px;transform:translate(" +
    view.offsetLeft +
    "px," +
    (view.offsetTop + Math.min(offset, innerHeight / 3) / view.scale) +
    "px) scale(" +
    1 / view.scale +
    ")";
}

/** @param {DOMRect} box @param {PointerEvent} event */
export function isInside(box, event) {
  return (
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom
  );
}
