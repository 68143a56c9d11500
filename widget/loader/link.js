import { warnOnce } from "./settings.js";

// Of the page itself: no plain link beside the control (by a rule and not by its attribute, so that a saved or
// prerendered copy still shows it), and on paper the address of the questions in
// the place of the frame, which would be cut off.
export const STYLE = 'a[data-quick-exit]{display:none!important}@media print{[data-quick-exit-faq] iframe,::part(quick-exit){position:fixed!important;visibility:hidden!important}[data-quick-exit-faq] a[href*="/faq/"]::after{content:" " attr(href)}}';

/** Say once what lies over the link, where nobody could press it before the script came.
 * @param {HTMLElement} link */
export function nameWhatCovers(link) {
  const { x, y, width, height } = link.getBoundingClientRect(), hit = document.elementFromPoint(x + width / 2, y + height / 2);
  if (width && !link.contains(hit)) warnOnce("the link lies below " + /** @type {Element} */ (/** @type {Element} */ (hit).cloneNode()).outerHTML);
}
