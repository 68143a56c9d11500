/**
 * Join the other tabs of the same site. Whatever is said on this channel means that one was left.
 * @param {() => void} onLeave
 * @returns {() => void} tells the others that this one is being left
 */
export function joinTabs(onLeave) {
  const channel = new BroadcastChannel("quick-exit");
  channel.onmessage = onLeave;
  return () => channel.postMessage("leave");
}
