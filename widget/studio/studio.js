// Tabs, and the start of everything.

const tabs = all("[role=tab]");

function showTab() {
  const shownTab = isTheming() ? "tab-theme" : "tab-snippet";
  for (const tab of tabs) {
    const chosen = tab.id === shownTab;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(tab.getAttribute("aria-controls") || "").hidden = !chosen;
  }
}

/** @param {HTMLElement} tab */
function chooseTab(tab) {
  keep({ tab: tab.id === "tab-theme" ? "theme" : "" });
}

/** Arrows move between tabs, as the pattern asks (WAI-ARIA Authoring Practices, "Tabs").
 * @param {KeyboardEvent} event */
function moveBetweenTabs(event) {
  if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const other = tabs.find((tab) => tab !== event.target);
  if (!other) return;
  event.preventDefault();
  chooseTab(other);
  other.focus();
}

for (const tab of tabs) {
  tab.onclick = () => chooseTab(tab);
  tab.onkeydown = moveBetweenTabs;
}
for (const kind of ["input", "change"]) document.addEventListener(kind, takeChoice);
for (const form of all("form")) form.addEventListener("submit", (event) => event.preventDefault());
byId("reset-choices").onclick = () => {
  startAgain([...SNIPPET_CHOICES, "heights"]);
  say("As at the start");
};
/** @type {HTMLElement} */ (document.querySelector(".skip")).onclick = (event) => {
  // The fragment of the address is the state's.
  event.preventDefault();
  byId("work").focus();
};

document.documentElement.dataset.ready = "";
startTokens();
startFiles();
startMeasuring(showRoom);
followers.push(showTab, followSnippet, showChoices, followPreview, followTokens);
tellFollowers();
