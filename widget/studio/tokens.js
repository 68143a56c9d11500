// The theme that is being made: what it begins from, and each token that was changed. The server
// reads the values, gives the style and checks the contrasts.

/**
 * @typedef {object} MadeTheme
 * @property {string} name
 * @property {Record<string, string | number>} tokens
 * @property {string} css
 * @property {Pair[]} pairs
 * @property {string | null} refusal
 * @property {Record<string, string> | null} files by name; none while a pair fails
 */
const tokenControls = all("[data-token]").map((control) => /** @type {Control} */ (control));
const pickers = all("[data-picks]").map((control) => /** @type {HTMLInputElement} */ (control));
const startList = /** @type {HTMLSelectElement} */ (byId("start")),
  nameField = /** @type {HTMLInputElement} */ (byId("name"));
const brandField = /** @type {HTMLInputElement} */ (byId("brand")),
  brandPicker = /** @type {HTMLInputElement} */ (byId("brand-picker"));
const fromBrand = new Option("(brand’s colour)", "");

const TOKEN_NAMES = tokenControls.map(tokenOf);
const THEME_NAMES = ["name", "start", "brand", ...TOKEN_NAMES];

/** Fields of the theme's question, by the names that the state has for them.
 * @returns {Record<string, string>} */
function themeFields() {
  return Object.fromEntries(
    THEME_NAMES.filter((name) => state.has(name)).map((name) => [name, state.get(name) || ""]),
  );
}

/** @param {HTMLElement} control */
function tokenOf(control) {
  return control.dataset.token || "";
}

/** Values in the form that a control has: without the unit that it adds.
 * @param {Control} control @param {string | number} value */
function showToken(control, value) {
  const text = String(value);
  if (control.type !== "range") {
    showText(control, text);
    return;
  }
  control.value = text.replace("px", "");
  /** @type {HTMLElement} */ (control.nextElementSibling).textContent = text;
}

/** @param {Record<string, string | number>} tokens */
function showTokens(tokens) {
  for (const control of tokenControls) showToken(control, tokens[tokenOf(control)]);
  for (const picker of pickers) picker.value = String(tokens[picker.dataset.picks || ""]);
}

/** @param {boolean} isOffered else a press says why not */
function offerFiles(isOffered) {
  for (const id of ["download-toml", "download-tokens"])
    byId(id).setAttribute("aria-disabled", String(!isOffered));
}

/** @param {MadeTheme} answer */
function showTheme(answer) {
  made = answer;
  showTokens(answer.tokens);
  showPairs(answer.pairs);
  showVerdict(answer.pairs);
  offerFiles(Boolean(answer.files));
  showProblem("files-problem", "");
  followPreview();
}

/** @param {string} doubt @param {Record<string, string>} refused */
function doubtTheme(doubt, refused) {
  const field = refusedField(doubt, refused);
  for (const control of tokenControls) markField(control, tokenOf(control) === field);
  for (const control of [startList, brandField, nameField])
    markField(control, control.id === field);
  if (!doubt) return;
  withdrawVerdict(Object.keys(refused).length > 0);
  offerFiles(false);
}

const askTheme = new Asker({
  path: "studio/theme",
  place: "theme-problem",
  shown: ["verdict", "pairs"],
  open: "the theme is still being checked, press again in a moment.",
  onAnswer: showTheme,
  onDoubt: doubtTheme,
});

/** @param {Event} event */
function takeToken(event) {
  const control = /** @type {Control} */ (event.target);
  if (pickers.includes(/** @type {HTMLInputElement} */ (control)))
    keep({ [control.dataset.picks || ""]: control.value });
  if (control.dataset.token)
    keep({ [tokenOf(control)]: control.value.trim() + (control.dataset.unit || "") });
}

/** Begin anew from a theme or a brand's colour: what was changed by hand belongs to the old beginning.
 * @param {Record<string, string>} values */
function begin(values) {
  // What takes the place of its like is not lost: it can be chosen again as it was.
  startAgain([...TOKEN_NAMES, values.brand ? "start" : "brand"], {
    start: "",
    brand: "",
    ...values,
  });
}

/** @param {string} text @returns {string | undefined} `#rrggbb`; empty where nothing is written */
function readColour(text) {
  const colour = text
    .trim()
    .toLowerCase()
    .replace(/^#?(?=.)/, "#");
  return /^(#[0-9a-f]{6})?$/.test(colour) ? colour : undefined;
}

/** @param {string} problem with the brand's colour; empty: none */
function tellBrand(problem) {
  showProblem("brand-problem", problem);
  markField(brandField, problem !== "");
}

/** @param {boolean} isWhole whether nothing more is written: half a colour is not wrong yet, nor is it to be forgotten */
function takeBrand(isWhole) {
  const colour = readColour(brandField.value);
  if (colour === undefined && isWhole)
    tellBrand(
      "“" +
        brandField.value.trim() +
        "” is not a colour; write six of 0 to 9 and a to f, such as #005ea2. Your theme is as it was.",
    );
  if (colour === undefined || (!colour && !isWhole)) return;
  tellBrand("");
  if (colour !== (state.get("brand") || "")) begin({ brand: colour });
}

/** Mend one pair after the other: a mended colour may mend, or break, another pair. */
async function fixAll() {
  /** @type {Record<string, string>} */
  const fixes = {};
  const failed = () => made?.pairs.filter((pair) => !pair.passes) || [];
  for (let round = 0; round < 60 && failed().length; round++) {
    Object.assign(fixes, failed()[0].fixes);
    if (!(await askTheme.askNow({ ...themeFields(), ...fixes }))) break;
  }
  keep(fixes);
  // Why there is no answer, whoever asks says.
  if (askTheme.doubt) return;
  // The button that has the focus is gone once all pass.
  /** @type {HTMLElement} */ (byId("contrasts").firstElementChild).focus();
  say(
    failed().length
      ? failed().length + " pairs could not be mended by themselves"
      : "All pairs can be told apart now",
  );
}

/** Undo what was changed by hand, and say what that leaves. */
function undoChanges() {
  startAgain(TOKEN_NAMES);
  say(
    state.get("brand")
      ? "As it began: from the brand’s colour " + state.get("brand")
      : "As it began: the theme “" + shownTheme() + "”",
  );
}

function startTokens() {
  byId("looks").addEventListener("input", takeToken);
  startList.onchange = () => begin({ start: startList.value === "default" ? "" : startList.value });
  brandField.oninput = () => takeBrand(false);
  brandField.onchange = () => takeBrand(true);
  brandPicker.oninput = () => begin({ brand: brandPicker.value });
  nameField.oninput = () =>
    keep({ name: nameField.value.trim() === "my-theme" ? "" : nameField.value.trim() });
  byId("fix-all").onclick = fixAll;
  byId("reset-tokens").onclick = undoChanges;
}

/** What the theme begins from; a theme that is not there leaves the list without a choice. */
function showBeginning() {
  const brand = state.get("brand") || "",
    name = state.get("name") || "my-theme";
  if (brand) startList.prepend(fromBrand);
  else fromBrand.remove();
  startList.value = brand ? "" : state.get("start") || "default";
  showText(brandField, brand);
  showText(nameField, name);
  brandPicker.value = /^#[0-9a-f]{6}$/.test(brand) ? brand : brandPicker.defaultValue;
}

function followTokens() {
  if (!isTheming()) return;
  // A colour that was refused goes with the next change: what counts is shown.
  if (brandField !== beingWritten) tellBrand("");
  showBeginning();
  askTheme.ask(themeFields());
}
