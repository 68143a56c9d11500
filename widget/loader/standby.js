// Stands in for embed.js where every release of a line was withdrawn. It leaves the page as it is:
// the plain link, and the element's own words.

import { attempt } from "../shared/attempt.js";

// A strict policy of the host forbids the link's style attribute, and the link stood in the flow
// until the script came. Set by script, a style fixes it in the corner. Firefox has then forgotten
// what the attribute said.
attempt(() =>
  document.querySelectorAll("a[data-quick-exit]").forEach((link) => {
    /** @type {HTMLElement} */ (link).style.cssText =
      link.getAttribute("style") ||
      "position:fixed!important;top:12px;inset-inline-end:12px;z-index:2147483647;padding:11px 16px;border:2px solid;background:#fff;color:#000;font:bold 16px/20px sans-serif";
  }),
);

attempt(() =>
  console.warn("quick-exit: this release was withdrawn; the page keeps its own link and words"),
);
