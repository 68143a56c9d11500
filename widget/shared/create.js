/**
 * An element, not yet on the page; also where `<form name="createElement">` of the host stands in the
 * place of the document's own method.
 * @template {string} Name
 * @param {Name} name
 * @returns {Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : HTMLElement}
 */
export function create(name) {
  return /** @type {any} */ (Document.prototype.createElement.call(document, name));
}
