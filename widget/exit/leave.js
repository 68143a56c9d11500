// The sequence of leaving. README.md in this folder gives the reason of each step.

import { attempt } from "../shared/attempt.js";
import { create } from "../shared/create.js";

export let leaving = false;

/** The navigation that begins is ours. */
let going = false;

/** @param {string} address */
function go(address) {
  going = true;
  if (top !== self) attempt(() => /** @type {Window} */ (top).location.replace(address));
  attempt(() => location.replace(address));
  going = false;
}

/** Blank the page; holds where a later step fails. */
export function hidePage() {
  document.documentElement.style.cssText = "display:none!important";
}

/** Tell the destination nothing of the page.
 * @param {Document} page */
function suppressReferrer(page) {
  const meta = create("meta");
  meta.name = "referrer";
  meta.content = "no-referrer";
  page.documentElement.appendChild(meta);
}

/**
 * Leave the page, once; a second call does nothing.
 * @param {string} destination
 * @param {string} fallback where to go if the destination does not answer
 * @param {string} title a neutral title for the moment between the pages
 * @param {() => void} [tell] tells the other tabs
 */
export function leave(destination, fallback, title, tell) {
  if (leaving) return;
  leaving = true;
  /** @type {any} */
  const page = Document.prototype;
  const steps = [
    hidePage,
    () => suppressReferrer(document),
    // WebKitGTK 2.50 takes the policy of the page that it moves, half of the times.
    () => suppressReferrer(/** @type {Window} */ (top).document),
    /** @type {() => void} */ (tell),
    // From the prototype: <form name="open"> hides the document's own.
    () => page.open.call(document),
    () => page.close.call(document),
    // Not before: of a page that is still loading it would leave nothing to be opened.
    () => stop(),
    // Scripts of the host still run, and could fill the new document. It must keep its box: without
    // one, Firefox ESR 153 gives keys to nobody but itself, and the sixth Escape is its Stop.
    () => (document.documentElement.style.opacity = "0"),
    // Escape is the browser's Stop: on the blank page it would cancel the navigation.
    () =>
      addEventListener(
        "keydown",
        (event) => event.key === "Escape" && event.preventDefault(),
        true,
      ),
    // A router of the host would cancel the navigation, or lead it elsewhere; Chromium 156 asks its listeners
    // before ours, and they find nothing to judge by.
    () => (NavigateEvent.prototype.preventDefault = () => {}),
    () => delete (/** @type {any} */ (NavigateEvent.prototype).destination),
    // What of the host still runs (an answer, a worker, a promise) moves nobody; Back of the browser does.
    () => (navigation.onnavigate = (event) => going || event.navigationType === "traverse"),
    () => addEventListener("pageshow", (event) => event.persisted && go(destination)),
    () => (document.title = title),
    () => go(destination),
    // Timers of the host outlive its document: one that reloads or moves the page would cancel this.
    // From the last number down, and no more than that many: 100,000 calls take 150 ms, and the request
    // waits for them. What a host has put in the place of setTimeout need not give a number.
    () => {
      for (let timer = setTimeout(() => {}), left = 1e5; timer && left--; ) clearTimeout(timer--);
    },
    // Sooner would cancel an answer that is on its way over a slow network.
    () => setTimeout(() => go(fallback), 6000),
  ];
  // By index: a host may have put something else in the place of Array.prototype.forEach.
  for (let i = 0; i < steps.length; i++) attempt(steps[i]);
}
