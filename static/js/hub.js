// Behaviour shared by every page. Every page works without it.

const typing = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));

function focusSearchOnSlash(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const box = document.querySelector("[data-search-box]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function closeMenusOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
}

function closeMenusOutside(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function focusErrors(root) {
  const summary = root.querySelector("[data-focus-on-load]");
  if (summary) summary.focus();
}

function act(event) {
  const trigger = event.target instanceof Element ? event.target.closest("[data-print], [data-copy]") : null;
  if (!trigger) return;
  if (trigger.hasAttribute("data-print")) window.print();
  const copied = trigger.getAttribute("data-copy");
  if (copied && navigator.clipboard) navigator.clipboard.writeText(copied).then(() => say(trigger));
}

function say(trigger) {
  const live = document.getElementById("live-region");
  if (live) live.textContent = trigger.getAttribute("data-done-text") || "";
}

document.addEventListener("keydown", focusSearchOnSlash);
document.addEventListener("keydown", closeMenusOnEscape);
document.addEventListener("click", closeMenusOutside);
document.addEventListener("click", act);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
// The session ended: the sign-in page is no part of this page. Loading it anew leads there and back.
// The sheet of the evaluation keeps what is unsaved and looks after itself.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig?.elt?.closest("[data-autosave]")) return;
  if (xhr.status !== 403 && !xhr.responseURL?.includes("/accounts/")) return;
  event.detail.shouldSwap = false;
  window.location.reload();
});
// Refused forms come back as 422 and conflicts as 409: both carry the page to show.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// The desk's list of families leaves the tablet with the person (desk_list.js), and with it what guests and helpers
// whose arrival waits were called (desk_queue.js): that they came stays.
const UNSENT = "reception-unsent";
function forgetDesk() {
  indexedDB.deleteDatabase("desk");
  try {
    const taps = JSON.parse(window.localStorage.getItem(UNSENT) || "[]");
    for (const { fields, nameless } of taps) Object.assign(fields, { label: undefined, names: nameless });
    if (taps.length) window.localStorage.setItem(UNSENT, JSON.stringify(taps));
  } catch {
    // nothing that could be read waits here
  }
}
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-forget-drafts]")) forgetDesk();
});
if (document.querySelector("main.entrance")) forgetDesk();
focusErrors(document);
