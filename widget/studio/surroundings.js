// What a page cannot be told by another: that colours are forced, that motion is to be less. These rules
// draw it, by constructed style sheets, which the frame's policy allows.

const FORCED_RULES = `
*, *::before, *::after { background-color: transparent !important; color: CanvasText !important; box-shadow: none !important;
  text-shadow: none !important; border-color: currentcolor !important; }
/* What may lie over something else; the rest lies on these, and would cut off their round corners. */
:root, .exit, .leave, [data-quick-exit] { background-color: Canvas !important; }
a, a * { color: LinkText !important; }
button { background-color: ButtonFace !important; color: ButtonText !important; border-color: ButtonBorder !important; }`;
const STILL_RULES =
  "*, *::before, *::after { transition: none !important; animation: none !important; scroll-behavior: auto !important; }";

/** @type {WeakMap<Document, Map<string, CSSStyleSheet>>} */
const sheets = new WeakMap();

/**
 * Set the rules of that name in a document of our own origin; empty: take them away.
 * @param {Document | ShadowRoot} place
 * @param {string} name
 * @param {string} rules
 */
function setRules(place, name, rules) {
  const page = place.ownerDocument || /** @type {Document} */ (place);
  const known = sheets.get(page) || new Map();
  sheets.set(page, known);
  const key = name + (place === page ? "" : "-shadow");
  let sheet = known.get(key);
  if (!sheet && rules) {
    // A sheet belongs to the document in whose window it was made.
    sheet = new /** @type {any} */ (page.defaultView).CSSStyleSheet();
    known.set(key, sheet);
    // Not pushed: Safari before 16.4 freezes the list.
    place.adoptedStyleSheets = [...place.adoptedStyleSheets, sheet];
  }
  sheet?.replaceSync(rules);
}

/**
 * The page's own rules for forced colours, which its media query keeps to itself.
 * @param {Document} page
 */
function ownForcedRules(page) {
  const rules = [...page.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const forced = rules.filter(
    (rule) =>
      "media" in rule && /forced-colors/.test(/** @type {CSSMediaRule} */ (rule).media.mediaText),
  );
  // As strong as the rules above, behind which they stand.
  return forced
    .flatMap((rule) => [.../** @type {CSSMediaRule} */ (rule).cssRules])
    .map((one) => one.cssText.replaceAll(";", " !important;"))
    .join("\n");
}
