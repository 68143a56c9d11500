import { isModified } from "./keys.js";

/**
 * Follow a plain link within the site without a new history entry (`history="single"`), so that
 * Back after leaving finds no earlier page of the visit.
 * @param {MouseEvent} event a click that nobody on the page has handled
 */
export function followInPlace(event) {
  /** @type {any} */
  const link = event.composedPath().find(node => /** @type {Element} */ (node).localName === "a");
  const other = event.defaultPrevented || event.button || event.shiftKey || isModified(event);
  if (!other && link && link.origin === location.origin && !link.target && !link.hasAttribute("download")) {
    event.preventDefault();
    location.replace(link.href);
  }
}

/** @type {typeof history.pushState | undefined} */
let push;

/**
 * The same for client-side routers, which prevent the click and call `pushState`.
 * @param {() => boolean} isSingle asked at each call
 */
export function replaceInRouters(isSingle) {
  if (push) return;
  push = history.pushState;
  history.pushState = (...entry) => (isSingle() ? history.replaceState : /** @type {any} */ (push)).apply(history, entry);
}
