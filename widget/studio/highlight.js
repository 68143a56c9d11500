/** A start tag's parts: its name, then names and values of attributes. */
const TAG = /(<\/?)([a-z][a-z0-9-]*)|([a-z-]+)(?==")|("[^"]*")/g;

/**
 * Show HTML that we have made as text, with its parts in colours.
 * @param {HTMLElement} place
 * @param {string} html
 */
function showHighlighted(place, html) {
  const shown = document.createDocumentFragment();
  // Between two tags stands text, which is left as it is.
  for (const part of html.split(/(<[^>]*>)/)) {
    let from = 0;
    if (part.startsWith("<"))
      for (const found of part.matchAll(TAG)) {
        shown.append(part.slice(from, found.index));
        const kind = found[2] ? "t" : found[3] ? "n" : "v";
        shown.append(make("span", kind, found[0]));
        from = found.index + found[0].length;
      }
    shown.append(part.slice(from));
  }
  place.replaceChildren(shown);
}
