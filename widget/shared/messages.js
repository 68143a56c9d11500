// What the frame and its host say to each other: one envelope, and in it the types `hello` (host to
// frame), `ready`, `height`, `key` and `leave` (frame to host).

/**
 * The type of a received envelope; undefined for anything else.
 * @param {any} data
 * @returns {string | false | undefined}
 */
export function messageType(data) {
  return data && data.quickexit === 1 && data.type;
}
