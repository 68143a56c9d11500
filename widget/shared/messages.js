// What the frame, its host and the other tabs say to each other: one envelope, and in it the types
// `ready`, `height`, `key` and `leave`.

/**
 * The type of a received envelope; undefined for anything else.
 * @param {any} data
 * @returns {string | undefined}
 */
export function messageType(data) {
  return data && data.quickexit === 1 ? data.type : undefined;
}
