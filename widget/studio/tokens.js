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
/** @type {MadeTheme | undefined} */
let theme;

const tokenControls = all("[data-token]").map((control) => /** @type {Control} */ (control));
const pickers = all("[data-picks]").map((control) => /** @type {HTMLInputElement} */ (control));

/** Fields of the theme's question, by the names that the state has for them.
 * @returns {Record<string, string>} */
function themeFields() {
  const names = ["name", "start", "brand", ...tokenControls.map(tokenOf)];
  return Object.fromEntries(names.filter((name) => state.has(name)).map((name) => [name, state.get(name) || ""]));
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
    if (control !== document.activeElement) control.value = text;
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

/** @param {MadeTheme} answer */
function showTheme(answer) {
  theme = answer;
  made = answer;
  showTokens(answer.tokens);
  showPairs(answer.pairs);
  showVerdict(answer.pairs);
  for (const id of ["download-toml", "download-tokens"]) byId(id).setAttribute("aria-disabled", String(!answer.files));
  followPreview();
  dressMeasures();
}

/** Mark the control whose token a sentence names.
 * @param {string} problem */
function markProblem(problem) {
  for (const control of tokenControls) {
    // The name alone: "color.light.exit" begins "color.light.exit-text", too.
    const named = new RegExp("(^|\\s)" + tokenOf(control).replaceAll(".", "\\.") + "(\\s|:|$)").test(problem);
    control.setAttribute("aria-invalid", String(named));
  }
}

const askTheme = makeAsker("studio/theme", "theme-problem", showTheme, markProblem);

/** @param {Event} event */
function takeToken(event) {
  const control = /** @type {Control} */ (event.target);
  if (pickers.includes(/** @type {HTMLInputElement} */ (control))) keep({ [control.dataset.picks || ""]: control.value });
  if (control.dataset.token) keep({ [tokenOf(control)]: control.value.trim() + (control.dataset.unit || "") });
}

/** Begin anew from a theme or a brand's colour: what was changed by hand belongs to the old beginning.
 * @param {Record<string, string>} values */
function begin(values) {
  for (const control of tokenControls) state.delete(tokenOf(control));
  keep({ start: "", brand: "", ...values });
}

/** Mend one pair after the other: a mended colour may mend, or break, another pair. */
async function fixAll() {
  for (let round = 0; round < 60 && theme; round++) {
    const failed = theme.pairs.find((pair) => !pair.passes);
    if (!failed) break;
    for (const [token, colour] of Object.entries(failed.fixes)) state.set(token, colour);
    const response = await fetch(here + "studio/theme?" + new URLSearchParams(themeFields()));
    if (!response.ok) break;
    showTheme(await response.json());
  }
  keep({});
  const left = theme ? theme.pairs.filter((pair) => !pair.passes).length : 0;
  // The button that has the focus is gone once all pass.
  /** @type {HTMLElement} */ (byId("contrasts").firstElementChild).focus();
  say(left ? left + " pairs could not be mended by themselves" : "All pairs can be told apart now");
}

function startTokens() {
  const form = byId("looks");
  form.addEventListener("input", takeToken);
  const start = /** @type {HTMLSelectElement} */ (byId("start")), brand = /** @type {HTMLInputElement} */ (byId("brand"));
  start.onchange = () => begin({ start: start.value === "default" ? "" : start.value });
  brand.oninput = () => /^#[0-9a-f]{6}$/i.test(brand.value.trim()) && begin({ brand: brand.value.trim().toLowerCase() });
  brand.onchange = () => begin({ brand: brand.value.trim().toLowerCase() });
  const picker = /** @type {HTMLInputElement} */ (byId("brand-picker"));
  picker.oninput = () => begin({ brand: picker.value });
  const name = /** @type {HTMLInputElement} */ (byId("name"));
  name.oninput = () => keep({ name: name.value.trim() === "my-theme" ? "" : name.value.trim() });
  byId("fix-all").onclick = fixAll;
  byId("reset-tokens").onclick = () => {
    for (const control of tokenControls) state.delete(tokenOf(control));
    keep({});
    say("As it began");
  };
}

function followTokens() {
  if (!isTheming()) return;
  const start = /** @type {HTMLSelectElement} */ (byId("start")), brand = /** @type {HTMLInputElement} */ (byId("brand"));
  start.value = shownTheme();
  const named = { brand: state.get("brand") || "", name: state.get("name") || "my-theme" };
  for (const [id, value] of Object.entries(named)) {
    const input = /** @type {HTMLInputElement} */ (byId(id));
    if (input !== document.activeElement) input.value = value;
  }
  const picker = /** @type {HTMLInputElement} */ (byId("brand-picker"));
  picker.value = /^#[0-9a-f]{6}$/.test(named.brand) ? named.brand : picker.defaultValue;
  askTheme(themeFields());
}
