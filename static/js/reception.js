// The reception desk: find while typing, card readers, focus that returns, and taps that wait for the network.
// Without this file every form of the page still works.

const desk = document.getElementById("desk");
const form = document.getElementById("desk-search");
const box = document.getElementById("desk-q");
const found = document.getElementById("found");
const scan = document.getElementById("desk-scan");

const CARD = /(?:^|[^A-Za-z0-9_-])[A-Za-z0-9_-]{22}\/?$/; // a reader types after what stands there already

function narrow(text) {
  return text.normalize("NFKC").trim();
}

function isCard(text) {
  return CARD.test(narrow(text)) || /^https?:\/\//.test(narrow(text));
}

// --- find ---------------------------------------------------------------------------------------

let waiting = 0;
let asked = "";

function find() {
  const text = box.value.trim();
  if (text === asked || isCard(text)) return;
  asked = text;
  window.htmx.ajax("GET", desk.dataset.searchUrl, {
    source: found, target: found, swap: "innerHTML", values: { q: text },
  });
}

function findSoon() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(find, 180);
}

function submit(event) {
  event.preventDefault();
  window.clearTimeout(waiting);
  const text = box.value;
  if (isCard(text)) sendCard(narrow(text));
  else {
    asked = "";
    find();
  }
}

function sendCard(code) {
  const values = { code, nonce: crypto.randomUUID?.() ?? "" };
  asked = box.value = "";
  const list = document.createElement("ul");
  list.className = "row-list desk-list";
  const row = document.createElement("li");
  list.append(row);
  found.replaceChildren(list);
  window.htmx.ajax("POST", scan.action, { source: scan, target: row, swap: "outerHTML", values });
}

// --- focus --------------------------------------------------------------------------------------

function returnFocus() {
  if (box && !document.querySelector("details[open] > .menu-panel")) box.focus({ preventScroll: true });
}

// A search that is still under way must not take away the row that was tapped.
function beforeTap(event) {
  const source = event.detail.requestConfig.elt;
  if (!(source instanceof HTMLElement) || !(source.matches("[data-tap]") || source === scan)) return;
  window.clearTimeout(waiting);
  window.htmx.trigger(found, "htmx:abort");
}

function afterTap(event) {
  const source = event.detail.requestConfig.elt;
  if (!(source instanceof HTMLElement) || !(source.matches("[data-tap]") || source === scan)) return;
  box.value = asked = "";
  returnFocus();
}

// A reader types wherever the focus is; letters outside any field go to the box.
function catchKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
  const at = document.activeElement;
  if (at && at !== document.body && at !== document.getElementById("main")) {
    if (["INPUT", "TEXTAREA", "SELECT"].includes(at.tagName) || at.isContentEditable) return;
  }
  box.focus({ preventScroll: true });
}

// --- taps that the network lost: kept here until the server has taken each of them ---------------

const STORE = "reception-unsent";
const note = document.getElementById("desk-unsent");

function unsent() {
  try {
    return JSON.parse(window.localStorage.getItem(STORE) || "[]");
  } catch {
    return [];
  }
}

function keep(taps) {
  window.localStorage.setItem(STORE, JSON.stringify(taps));
  show(taps);
}

function show(taps) {
  const refused = taps.filter((tap) => tap.refused);
  const count = taps.length - refused.length;
  const texts = [];
  if (count) texts.push(note.dataset.text.replace("{n}", String(count)));
  if (refused.length) texts.push(note.dataset.refused.replace("{numbers}", refused.map((tap) => tap.number).join(", ")));
  const words = note.querySelector("span");
  if (!texts.length && !note.hidden) texts.push(note.dataset.sent);
  words.textContent = texts.join(" ");
  note.dataset.state = taps.length ? "waiting" : "sent";
  note.querySelector("button").hidden = Boolean(count);
  note.hidden = !texts.length;
}

// What was sent or refused is put away by hand; what still waits never is.
function acknowledge() {
  keep(unsent().filter((tap) => !tap.refused));
  note.hidden = unsent().length === 0;
  returnFocus();
}

function lost(event) {
  const source = event.detail.requestConfig.elt;
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (!(source instanceof HTMLElement) || !source.matches("[data-queue]") || (status > 0 && status < 500)) return;
  const tap = {
    url: source.getAttribute("action"),
    nonce: source.querySelector("[name=nonce]").value,
    number: source.dataset.queue,
    at: new Date().toISOString(),
  };
  keep([...unsent().filter((other) => other.nonce !== tap.nonce), tap]);
  source.closest("li").classList.add("desk-row-waiting");
}

let sending = false;

async function sendUnsent() {
  if (sending) return;
  sending = true;
  for (const tap of unsent().filter((one) => !one.refused)) {
    const answer = await send(tap);
    if (answer === "wait") break;
    const rest = unsent().filter((other) => other.nonce !== tap.nonce);
    keep(answer === "refused" ? [...rest, { ...tap, refused: true }] : rest);
    if (answer !== "refused") turnGreen(tap, answer);
    document.body.dispatchEvent(new Event("visits-changed"));
  }
  sending = false;
}

// The row that waited on this page becomes the row that the server answers.
function turnGreen(tap, row) {
  const waited = found.querySelector(`input[name=nonce][value="${CSS.escape(tap.nonce)}"]`);
  if (waited) window.htmx.swap(waited.closest("li"), row, { swapStyle: "outerHTML" });
}

// Answers the green row, or "refused" (a person must look at it), or "wait": the network or the session is gone.
async function send(tap) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ nonce: tap.nonce, at: tap.at });
  try {
    const answer = await fetch(tap.url, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) return await answer.text();
    return [404, 422].includes(answer.status) ? "refused" : "wait";
  } catch {
    return "wait";
  }
}

function leave(event) {
  if (unsent().some((tap) => !tap.refused)) event.preventDefault();
}

// Enter that ends a conversion of kana never submits.
function guardComposition(event) {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}

if (desk) {
  form.addEventListener("submit", submit);
  box.addEventListener("input", findSoon);
  box.addEventListener("keydown", guardComposition);
  note.querySelector("button").addEventListener("click", acknowledge);
  document.addEventListener("keydown", catchKeys);
  document.addEventListener("htmx:beforeRequest", beforeTap);
  document.addEventListener("htmx:afterRequest", afterTap);
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", lost);
  window.addEventListener("online", sendUnsent);
  window.addEventListener("beforeunload", leave);
  window.setInterval(sendUnsent, 10000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.body.dispatchEvent(new Event("desk-seen"));
  });
  asked = box.value.trim();
  show(unsent());
  box.select();
}

if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print());
