// Links between our pages stay inside the session and in the browser's history, and every
// link takes the shared choices along. The theme on the screen is told to the server.

const PAGES = new Set();
let shared = [];

function inside(anchor) {
  if (anchor.origin !== location.origin || anchor.hasAttribute("download")) return false;
  return PAGES.has(anchor.pathname.split("/").pop());
}

function withShared(anchor) {
  const target = new URL(anchor.href);
  const here = new URLSearchParams(location.search);
  if (!target.search)
    for (const name of shared)
      if (here.has(name)) target.searchParams.set(name, here.get(name));
  return target;
}

function closeSidebarOnPhone() {
  if (window.innerWidth > 768) return;
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

// Names in figures are links of a drawing, which keep their address in another place.
function anchorOf(event) {
  const node = event.composedPath().find((one) => one.localName === "a" && one.href);
  if (!node || node.href.baseVal === undefined) return node;
  const anchor = document.createElement("a");
  anchor.href = node.href.baseVal;
  return anchor;
}

// A cell of a shown sheet: it is turned to where it is drawn, else the server is asked for it.
let wanted = "";
let askForCell = () => {};

function turnTo(id) {
  const cell = document.getElementById(id);
  if (!cell) return false;
  for (const one of document.querySelectorAll(".cx-found")) one.classList.remove("cx-found");
  cell.classList.add("cx-found");
  const before = document.activeElement;
  const show = () => { // looked for anew each time: a new run may have drawn another in its place
    const there = document.getElementById(id);
    there?.scrollIntoView({ block: "center", inline: "center" });
    // what is still folded takes no focus, so the link may have it yet; who moved on keeps it
    if ([document.body, before].includes(document.activeElement)) there?.focus({ preventScroll: true });
  };
  show();
  for (const wait of [500, 1100, 2200]) setTimeout(show, wait); // what unfolds moves the page
  wanted = "";
  return true;
}

function turnToCell(id) {
  if (turnTo(id)) return;
  wanted = id;
  askForCell(id);
}

// Whoever clicked before this script was there, or opens a link that names a cell, has it in the
// address.
function turnToCellOfAddress() {
  if (!location.hash.startsWith("#cell-")) return;
  const id = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
  turnToCell(id);
}

function follow(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const anchor = anchorOf(event);
  if (!anchor) return;
  const cell = anchor.hash.startsWith("#cell-");
  if (!cell && !inside(anchor)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (cell) return turnToCell(anchor.hash.slice(1));
  history.pushState({}, "", withShared(anchor));
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  closeSidebarOnPhone();
}

// The menu is a list whose entries stand in groups, which reading aids cannot make sense of;
// and what scrolls has to be reached with the keyboard.
function mendForReadingAids() {
  const menu = '[data-testid="stSidebarNavItems"]';
  for (const part of document.querySelectorAll(`${menu}, ${menu} li`)) part.setAttribute("role", "none");
  for (const part of document.querySelectorAll("pre")) part.tabIndex = 0;
}

// A file that could not be made is said by the browser alone; a new run says why.
let failedBefore = 0;

function tellFailures(setTriggerValue) {
  const failed = document.querySelectorAll('[data-testid="stDownloadButtonError"]').length;
  if (failed > failedBefore) setTriggerValue("failed", failed);
  failedBefore = failed;
}

function darkOnScreen() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app ? getComputedStyle(app).colorScheme.includes("dark") : false;
}

export default function ({ data, setStateValue, setTriggerValue }) {
  PAGES.clear();
  for (const page of data.pages.split(" ")) PAGES.add(page);
  shared = data.shared.split(" ");
  askForCell = (id) => setTriggerValue("cell", id);
  document.documentElement.lang = data.lang;
  sayInLanguage(data.lang);
  printWell();
  mendForReadingAids();
  window.cxzyMending?.disconnect();
  window.cxzyMending = new MutationObserver(() => {
    mendForReadingAids();
    tellFailures(setTriggerValue);
    if (wanted) turnTo(wanted);
  });
  window.cxzyMending.observe(document.body, { childList: true, subtree: true });
  if (window.cxzyFollow) document.removeEventListener("click", window.cxzyFollow, true);
  window.cxzyFollow = follow;
  document.addEventListener("click", follow, true);
  const shown = darkOnScreen() ? "dark" : "light";
  document.documentElement.dataset.theme = shown;
  if (shown !== data.theme) setStateValue("theme", shown);
  turnToCellOfAddress();
}
