// What the page around chose: everything stands in the fragment of the frame's address, which no
// server sees.

/**
 * @typedef {object} FrameOptions
 * @property {boolean} framed another page shows this one
 * @property {boolean} embedded that page has the exit in its corner, and the first sentences
 * @property {string} destination where leaving leads
 * @property {string} fallback where it leads if the destination does not answer
 * @property {string[]} keys lower-case names of the keys that leave
 * @property {string} scheme light, dark, or empty for the device's
 * @property {number} level of the topmost heading, 1 to 6
 * @property {string} open identifier of the question to open
 * @property {boolean} switched the visitor came by the switch of languages
 */

/**
 * The address if it is one of the web, so that no other scheme (javascript:) gets through.
 * @param {string | null} address
 * @param {string} preset
 */
function webAddress(address, preset) {
  return /^https?:\/\/[^/]/i.test(address || "") ? /** @type {string} */ (address) : preset;
}

/**
 * @param {HTMLAnchorElement} exit the link that holds the presets
 * @returns {FrameOptions}
 */
export function readOptions(exit) {
  const given = new URLSearchParams(location.hash.slice(1));
  const framed = parent !== self;
  const keys = given.get("keys");
  const scheme = given.get("scheme") || "";
  const level = given.get("heading") || "";
  return {
    framed: framed,
    embedded: framed && given.get("embed") === "1",
    destination: webAddress(given.get("href"), exit.href),
    fallback: webAddress(given.get("fallback"), exit.dataset.fallback || exit.href),
    keys: (keys === null ? "shift escape" : keys).toLowerCase().split(/\s+/),
    scheme: /^(light|dark)$/.test(scheme) ? scheme : "",
    level: /^[1-6]$/.test(level) ? +level : framed ? 2 : 1,
    open: given.get("open") || "",
    switched: given.has("switched"),
  };
}
