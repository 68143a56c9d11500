/**
 * An envelope to post, of the form that messages.js reads.
 * @param {"hello" | "ready" | "height" | "key" | "leave"} type
 * @param {object} [fields] what the type carries beside its name
 */
export function createMessage(type, fields) {
  return Object.assign({ quickexit: 1, type: type }, fields);
}
