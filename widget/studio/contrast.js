// Every pair of colours that must be told apart, with its contrast, and the nearest colour that mends it.

/**
 * @typedef {object} Pair
 * @property {"light" | "dark"} scheme
 * @property {string} front token
 * @property {string} back token
 * @property {[string, string]} colours of front and back
 * @property {number} ratio
 * @property {number} least
 * @property {string} what
 * @property {boolean} passes
 * @property {Record<string, string>} fixes the change that lets it pass: colours by token; none where it passes
 */

/** @param {string} token */
function roleOf(token) {
  return token.replace(/^color\.[a-z]+\./, "").replace(/-/g, " ");
}

/** @param {Pair} pair */
function makePair(pair) {
  const front = make("span"),
    swatch = make("span", "swatch", front);
  [front.style.backgroundColor, swatch.style.backgroundColor] = pair.colours;
  const words = make(
    "span",
    "",
    make("strong", "", roleOf(pair.front)),
    " on " + roleOf(pair.back),
    make("br"),
    make("span", "about", pair.what),
  );
  const verdict = make("span", pair.passes ? "pass" : "fail", pair.passes ? "✓ passes" : "✕ fails");
  const ratio = make("span", "ratio", pair.ratio.toFixed(2) + " of " + pair.least + " ", verdict);
  const row = make("li", "", swatch, words, ratio);
  if (!pair.passes) row.append(makeFix(pair.fixes));
  return row;
}

/** @param {Record<string, string>} fixes */
function makeFix(fixes) {
  const words = Object.entries(fixes)
    .map(([token, colour]) => roleOf(token) + " to " + colour)
    .join(", ");
  const button = /** @type {HTMLButtonElement} */ (make("button", "", "Set " + words));
  button.type = "button";
  button.onclick = () => {
    keep(fixes);
    say("Set " + words);
    // The row is about to be made anew, without the button that has the focus.
    /** @type {HTMLElement} */ (byId("contrasts").firstElementChild).focus();
  };
  return button;
}

/** @param {Pair[]} pairs */
function showPairs(pairs) {
  const parts = ["light", "dark"].flatMap((one) => {
    const list = make("ul", "", ...pairs.filter((pair) => pair.scheme === one).map(makePair));
    return [make("h2", "", one === "light" ? "Light" : "Dark"), list];
  });
  byId("pairs").replaceChildren(...parts);
}

/**
 * Say whether all can be told apart, and offer to mend what cannot.
 * @param {Pair[]} pairs
 */
function showVerdict(pairs) {
  const failed = pairs.filter((pair) => !pair.passes),
    least = Math.min(...pairs.map((pair) => pair.ratio / pair.least));
  byId("verdict").classList.toggle("fails", failed.length > 0);
  const words = failed.length
    ? "✕ " +
      failed.length +
      " of " +
      pairs.length +
      " pairs of colours cannot be told apart. Such a theme is not built, nor can it be saved."
    : "✓ All " +
      pairs.length +
      " pairs of colours can be told apart" +
      (least < 1.1 ? ", some just so." : ".");
  if (byId("verdict-words").textContent !== words) byId("verdict-words").textContent = words;
  byId("fix-all").hidden = !failed.length;
}

/** Take the verdict back: it is not one on what is chosen.
 * @param {boolean} isRefused else the question is open */
function withdrawVerdict(isRefused) {
  byId("verdict").classList.remove("fails");
  byId("verdict-words").textContent = isRefused
    ? "Not checked: what is chosen is refused."
    : "Not checked yet.";
  byId("fix-all").hidden = true;
}
