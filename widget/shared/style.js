/**
 * Give a shadow root, or the page, a style of ours, also where sheets cannot be adopted and the host
 * forbids inline style: then what stands before the first at-rule is set one by one.
 * @param {ShadowRoot | Document} root
 * @param {string} css minified
 */
export function addStyle(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch (error) {
    css.replace(
      /@.*|(.*?){(.*?)}/g,
      /** @type {any} */ (
        (
          /** @type {string} */ _rule,
          /** @type {string} */ selector,
          /** @type {string} */ style,
        ) =>
          /** @type {any} */ (
            selector === ":host"
              ? [/** @type {ShadowRoot} */ (root).host]
              : root.querySelectorAll(selector)
          ).forEach((/** @type {HTMLElement} */ node) => (node.style.cssText += ";" + style))
      ),
    );
  }
}
