/**
 * A style sheet to adopt.
 * @param {string} css minified
 */
export function createSheet(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/**
 * Give a shadow root its style, also where sheets cannot be adopted and the host forbids inline
 * style: then what stands before the first at-rule is set one by one.
 * @param {ShadowRoot} root
 * @param {string} css minified
 */
export function addStyle(root, css) {
  try {
    root.adoptedStyleSheets = [createSheet(css)];
  } catch (error) {
    css.replace(/@.*/, "").replace(/([^{]+)\{([^}]+)\}/g, (rule, selector, declarations) => {
      const nodes = /** @type {any} */ (selector === ":host" ? [root.host] : root.querySelectorAll(selector));
      nodes.forEach((/** @type {HTMLElement} */ node) => (node.style.cssText += ";" + declarations));
      return "";
    });
  }
}
