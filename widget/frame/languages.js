/** Show another language in the place of this one: no entry of the history, and what the host asked
 * for, which stands in the fragment, goes along.
 * @param {boolean} switched the visitor has just come by it */
export function startLanguages(switched) {
  document.querySelectorAll("nav a").forEach((/** @type {any} */ link) => {
    link.onclick = (/** @type {Event} */ event) => {
      event.preventDefault();
      location.replace(link.href + (location.hash || "#").replace(/&switched|$/, "&switched"));
    };
  });
  // The focus was on a link of the page before.
  if (switched)
    /** @type {any} */ (document.querySelector("nav summary")).focus({ preventScroll: true });
}
