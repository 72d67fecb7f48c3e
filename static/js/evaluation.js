// The sheet of the yearly evaluation: saves a text 800 ms after the last key, keeps what could not be
// saved on this device, and says so. Without it every box has its own save button.

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5000;
const PREFIX = "draft:evaluation:"; // hub.js and forms.js forget drafts at sign-out by this beginning

const sheet = document.querySelector(".sheet[data-person]");
const banner = document.getElementById("unsaved");
const timers = new WeakMap();
const sending = new WeakMap();
const unsaved = new Set();
let outdated = false; // the form token of this page is that of a session that ended

const boxOf = (form) => form.querySelector("textarea[name=text]");
const noneOf = (form) => form.querySelector("input[name=none_applicable]");
const footOf = (form) => document.getElementById(form.dataset.foot);
const versionOf = (form) => footOf(form).querySelector("input[name=version]");
const keyOf = (form) => `${PREFIX}${sheet.dataset.person}:${form.getAttribute("action")}`;
const stateOf = (form) => JSON.stringify([boxOf(form).value, Boolean(noneOf(form)?.checked)]);

function keep(form) {
  const kept = { text: boxOf(form).value, none: Boolean(noneOf(form)?.checked), version: versionOf(form).value };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(kept));
  } catch {
    // Storage is full or closed: the text still stands in the box.
  }
}

function forget(form) {
  localStorage.removeItem(keyOf(form));
}

function later(form, wait) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), wait));
}

function save(form) {
  clearTimeout(timers.get(form));
  if (footOf(form).hasAttribute("data-conflict")) return;
  if (outdated) renewToken().then(() => send(form));
  else send(form);
}

function send(form) {
  sending.set(form, stateOf(form));
  window.htmx.trigger(form, "autosave");
}

// Signing in again in another tab changes the form token: the new one stands in a fresh copy of this page.
async function renewToken() {
  try {
    const answer = await fetch(window.location.pathname);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector(`.sheet[data-person="${sheet.dataset.person}"] [name=csrfmiddlewaretoken]`);
    if (!token) return;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token.value }));
    outdated = false;
  } catch {
    // No network: the next try asks again.
  }
}

function changed(event) {
  const form = event.target.form;
  if (!form?.matches("[data-autosave]")) return;
  fit(boxOf(form));
  unsaved.add(form);
  keep(form);
  if (!event.isComposing) later(form, event.type === "change" ? 0 : SAVE_AFTER_MS);
}

function composed(event) {
  const form = event.target.form;
  if (form?.matches("[data-autosave]")) later(form, SAVE_AFTER_MS);
}

const formOf = (event) => (event.detail.requestConfig?.elt ?? event.detail.elt)?.closest?.("form[data-autosave]");

function show(text) {
  banner.textContent = text;
  banner.hidden = false;
}

function failed(event) {
  const form = formOf(event);
  if (!form) return;
  show(banner.dataset.text);
  later(form, RETRY_AFTER_MS);
}

// Only an answer of the saving screen is put under the box; a sign-in page is not.
function beforeSwap(event) {
  const form = formOf(event);
  if (!form || event.detail.xhr.getResponseHeader("X-Saved")) return;
  event.detail.shouldSwap = false;
  outdated = true;
  const expired = event.detail.xhr.status < 400;
  show(expired ? banner.dataset.signIn : banner.dataset.text);
  if (expired) later(form, RETRY_AFTER_MS);
}

function answered(event) {
  const form = formOf(event);
  if (!form || event.detail.xhr.status !== 200 || !event.detail.xhr.getResponseHeader("X-Saved")) return;
  const same = sending.get(form) === stateOf(form);
  const stored = footOf(form).dataset.stored;
  if (same && stored !== undefined) boxOf(form).value = stored;
  if (same) {
    unsaved.delete(form);
    forget(form);
  } else {
    keep(form);
  }
  if (!unsaved.size) banner.hidden = true;
}

const sizesItself = CSS.supports("field-sizing", "content");

function fit(box) {
  if (!sizesItself && box.scrollHeight > box.clientHeight) box.style.height = `${box.scrollHeight + 4}px`;
}

// What could not be saved last time stands in its box again; if somebody was first, saving shows both.
function restore(form) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(keyOf(form)));
  } catch {
    return;
  }
  if (!kept) return;
  if (kept.text === boxOf(form).value && kept.none === Boolean(noneOf(form)?.checked)) return forget(form);
  boxOf(form).value = kept.text;
  if (noneOf(form)) noneOf(form).checked = kept.none;
  versionOf(form).value = kept.version;
  unsaved.add(form);
  later(form, SAVE_AFTER_MS);
}

function warn(event) {
  if (unsaved.size) event.preventDefault();
}

// Leaving the box, or any other form of the page, saves at once.
function left(event) {
  const form = event.target.form;
  if (form?.matches("[data-autosave]") && unsaved.has(form)) save(form);
}

function submitted(event) {
  if (event.target.matches("[data-autosave]")) {
    unsaved.delete(event.target);
    forget(event.target);
  }
}

if (sheet && banner) {
  document.documentElement.classList.add("scripted");
  sheet.addEventListener("input", changed);
  sheet.addEventListener("change", changed);
  sheet.addEventListener("compositionend", composed);
  sheet.addEventListener("focusout", left);
  sheet.addEventListener("submit", submitted);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:beforeSwap", beforeSwap);
  document.addEventListener("htmx:afterSwap", answered);
  window.addEventListener("beforeunload", warn);
  window.addEventListener("online", () => unsaved.forEach(save));
  for (const form of sheet.querySelectorAll("form[data-autosave]")) restore(form);
}
