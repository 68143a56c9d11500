// Theme files: saved, handed in, shared. Saving is refused while a pair fails.

/** Say why there is no file, where somebody sees it who has just pressed for one.
 * @param {string} problem */
function tellFiles(problem) {
  showProblem("files-problem", problem);
  byId("files-problem").scrollIntoView({ block: "nearest" });
}

/** @param {string} ending of the file's name */
function save(ending) {
  const doubt = askTheme.doubt || made?.refusal;
  if (doubt) return tellFiles("Not saved: " + doubt);
  const files = made?.files || {},
    name = Object.keys(files).find((one) => one.endsWith(ending)) || "";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([files[name]], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  showProblem("files-problem", "");
  say("Saved as " + name);
}

/** A theme's name from a file's. @param {string} file */
function nameOf(file) {
  return (
    file
      .toLowerCase()
      .replace(/\..*$/, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "my-theme"
  );
}

/** @type {File | undefined} the file that was chosen last */
let opened;

/** @param {File} file */
async function takeFile(file) {
  opened = file;
  const fields = {
    name: nameOf(file.name),
    kind: (/\.([^.]*)$/.exec(file.name)?.[1] || "").toLowerCase(),
  };
  const { answer, problem, retryAfter } = await askServer("studio/upload", fields, {
    method: "POST",
    body: file,
  });
  if (opened !== file) return;
  if (problem === BUSY) setTimeout(() => opened === file && takeFile(file), retryAfter);
  if (problem)
    return tellFiles(
      problem === UNANSWERED ? "The server does not answer; try the file again." : problem,
    );
  showProblem("files-problem", "");
  const values = Object.entries(answer.tokens).map(([token, value]) => [token, String(value)]);
  startAgain(THEME_NAMES, { ...Object.fromEntries(values), name: answer.name });
  say(file.name + " is open");
}

/**
 * Put text on the clipboard, and say so.
 * @param {string} text
 * @param {string} words
 */
async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    say(words);
    return true;
  } catch {
    // No clipboard on plain http (beyond one's own machine), or it was not allowed.
    return false;
  }
}

async function share() {
  writeAddress();
  if (!(await copy(location.href, "The address is copied; it holds all of it")))
    say("Copy the address of this page: it holds all of it");
}

/** @param {HTMLElement} button with the id of what it copies */
async function copyCode(button) {
  const doubt = doubtOfSnippet();
  if (doubt) return say("Not copied: " + doubt);
  const place = byId(button.dataset.copy || "");
  if (await copy(place.textContent || "", "Copied")) {
    const words = button.textContent;
    if (words !== "Copied ✓") {
      button.textContent = "Copied ✓";
      setTimeout(() => (button.textContent = words), 4000);
    }
    return;
  }
  getSelection()?.selectAllChildren(place);
  say("It is selected: copy it with Ctrl+C or Cmd+C");
}

function startFiles() {
  byId("download-toml").onclick = () => save(".toml");
  byId("download-tokens").onclick = () => save(".tokens.json");
  byId("share").onclick = share;
  const upload = /** @type {HTMLInputElement} */ (byId("upload"));
  upload.onchange = () => {
    if (upload.files?.length) takeFile(upload.files[0]);
    // So that the same file, mended, can be chosen again.
    upload.value = "";
  };
  for (const button of all("[data-copy]")) button.onclick = () => copyCode(button);
}
