import { isModified } from "../exit/keys.js";
import { setting } from "./settings.js";

function isSingle() {
  return setting("history") === "single";
}

/**
 * Follow a plain link within the site without a new history entry (`history="single"`), so that
 * Back after leaving finds no earlier page of the visit.
 * @param {MouseEvent} event a click that nobody on the page has handled
 */
export function followInPlace(event) {
  if (!isSingle()) return;
  /** @type {any} */
  const link = event.composedPath().find((node) => /** @type {Element} */ (node).localName === "a");
  const other = event.defaultPrevented || event.button || event.shiftKey || isModified(event);
  if (
    !other &&
    link &&
    link.origin === location.origin &&
    !link.target &&
    !link.hasAttribute("download")
  ) {
    event.preventDefault();
    location.replace(link.href);
  }
}

/** @type {typeof history.pushState | undefined} */
let push;

/** The same for client-side routers, which prevent the click and call `pushState`. */
export function replaceInRouters() {
  if (push || !isSingle()) return;
  push = history.pushState;
  history.pushState = (...entry) =>
    (isSingle() ? history.replaceState : /** @type {any} */ (push)).apply(history, entry);
}
