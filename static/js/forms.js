// Behaviour of forms. Every form works without it; nothing here checks what is typed.

const RELEASE_AFTER_MS = 8000;
const SAVE_AFTER_MS = 400;
const DRAFT_PREFIX = "draft:";

// --- Enter that ends a conversion of the input method is not a submit --------------------------

function keepConversionEnter(event) {
  const converting = event.isComposing || event.keyCode === 229; // Safari only tells by 229
  if (event.key === "Enter" && converting && event.target instanceof HTMLInputElement) event.preventDefault();
}

// --- one submit at a time ------------------------------------------------------------------------

const buttonsOf = (form) =>
  [...form.elements].filter((element) => element.matches("button:not([type=button]):not([type=reset]), input[type=submit]"));

function hold(form) {
  form.dataset.submitting = "true";
  for (const button of buttonsOf(form)) {
    if (button.disabled) continue;
    button.disabled = true;
    button.dataset.held = "true";
    button.setAttribute("aria-busy", "true");
  }
  setTimeout(() => release(form), RELEASE_AFTER_MS);
}

function release(form) {
  delete form.dataset.submitting;
  for (const button of buttonsOf(form)) {
    if (button.dataset.held !== "true") continue;
    button.disabled = false;
    delete button.dataset.held;
    button.removeAttribute("aria-busy");
  }
}

function submitOnce(event) {
  const form = event.target;
  const method = event.submitter?.getAttribute("formmethod") || form.getAttribute("method") || "get";
  if (event.defaultPrevented || method.toLowerCase() !== "post") return;
  if (form.dataset.submitting === "true") {
    event.preventDefault();
    return;
  }
  form.dataset.submitting = "true";
  // Later, so that the pressed button's own name and value are still sent.
  setTimeout(() => (event.defaultPrevented ? release(form) : hold(form)));
}

// --- date boxes ----------------------------------------------------------------------------------

function fillToday(event) {
  const button = event.target.closest?.("[data-today]");
  const boxes = button?.closest("[data-date-boxes]");
  if (!boxes) return;
  for (const box of boxes.querySelectorAll("[data-date-part]")) {
    box.value = button.dataset[box.dataset.datePart];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// A link of the error summary to a group of boxes goes to its first control.
function enterGroup(event) {
  const link = event.target.closest?.(".form-errors a[href^='#']");
  const group = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!group || group.matches("input, select, textarea, button")) return;
  event.preventDefault();
  group.querySelector("input, select, textarea, button")?.focus();
}

// --- drafts of forms marked data-keep-draft="<key, unlike for every person>" ---------------------
// data-draft-given: the form shows what was sent; nothing is laid over it.
// Texts: data-draft-notice, data-draft-discard. A field with data-no-draft is left out.

const keyOf = (form) => DRAFT_PREFIX + form.dataset.keepDraft;
const timers = new WeakMap();

const draftable = (field) =>
  field.name &&
  !field.disabled &&
  !field.hasAttribute("data-no-draft") &&
  !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type);

const tickable = (field) => field.type === "checkbox" || field.type === "radio";

const nameOf = (field) => (tickable(field) ? `${field.name}=${field.value}` : field.name);

function valueOf(field) {
  if (tickable(field)) return field.checked;
  if (field.multiple) return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

function setValue(field, value) {
  if (tickable(field)) field.checked = value === true;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
}

function snapshot(form) {
  return [...form.elements].filter(draftable).map((field) => [nameOf(field), valueOf(field)]);
}

function readDraft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function writeDraft(key, draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage is full or closed: the form goes on without a draft.
  }
}

function saveSoon(event) {
  const form = event.target.form;
  if (!form?.dataset.keepDraft || event.isComposing) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => writeDraft(keyOf(form), { fields: snapshot(form), sent: false }), SAVE_AFTER_MS));
}

function markSent(event) {
  const form = event.target;
  if (form.hasAttribute("data-forget-drafts")) return forgetDrafts(() => true);
  if (!form.dataset.keepDraft || event.defaultPrevented) return;
  clearTimeout(timers.get(form));
  writeDraft(keyOf(form), { fields: snapshot(form), sent: true });
}

function forgetDrafts(which) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT_PREFIX));
  for (const key of keys) if (which(key)) sessionStorage.removeItem(key);
}

// A sent draft has arrived when the next page is neither an error, nor a step of signing in (the
// password, then the code), nor the form again.
function dropArrived() {
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
  if (status >= 400 || document.querySelector("main.entrance, input[type=password]")) return;
  const shown = new Set([...document.querySelectorAll("form[data-keep-draft]")].map(keyOf));
  forgetDrafts((key) => readDraft(key)?.sent && !shown.has(key));
}

function restore(form) {
  const draft = readDraft(keyOf(form));
  // A form that was sent comes back from the server with everything typed in it.
  if (!draft || "draftGiven" in form.dataset || form.querySelector("[aria-invalid=true]")) return;
  if (JSON.stringify(draft.fields) === JSON.stringify(snapshot(form))) return;
  const waiting = [...draft.fields];
  for (const field of [...form.elements].filter(draftable)) {
    const at = waiting.findIndex(([saved]) => saved === nameOf(field));
    if (at >= 0) setValue(field, waiting.splice(at, 1)[0][1]);
  }
  showNotice(form);
}

function showNotice(form) {
  const notice = document.createElement("div");
  notice.className = "alert alert-info d-flex flex-wrap align-items-center gap-2";
  notice.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = form.dataset.draftNotice || "";
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-outline-secondary";
  discard.textContent = form.dataset.draftDiscard || "×";
  discard.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    form.reset();
    notice.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  notice.append(words, discard);
  form.prepend(notice);
}

function ready(root) {
  for (const button of root.querySelectorAll("[data-today]")) button.hidden = false;
  for (const form of root.querySelectorAll("form[data-keep-draft]")) restore(form);
}

document.addEventListener("keydown", keepConversionEnter);
document.addEventListener("submit", submitOnce);
document.addEventListener("submit", markSent);
document.addEventListener("click", fillToday);
document.addEventListener("click", enterGroup);
document.addEventListener("input", saveSoon);
document.addEventListener("change", saveSoon);
document.addEventListener("htmx:afterSwap", (event) => ready(event.target));
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
dropArrived();
ready(document);
