// The reception desk: find while typing, card readers, focus that returns, and what goes on without a network
// (desk_queue.js, desk_list.js). Without these files every form of the server's page still works.

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
  if (alone) return void findHere(text);
  ask("GET", desk.dataset.searchUrl, { source: found, target: found, swap: "innerHTML", values: { q: text } });
}

function ask(method, address, how) {
  window.htmx.ajax(method, address, how).catch(() => undefined); // told by an event of its own (lost)
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

let lastCode = "";

function sendCard(code) {
  lastCode = code;
  if (alone) {
    box.value = "";
    return void findHere(code);
  }
  const values = { code, nonce: crypto.randomUUID?.() ?? "" };
  asked = box.value = "";
  const list = document.createElement("ul");
  list.className = "row-list desk-list";
  const row = document.createElement("li");
  list.append(row);
  found.replaceChildren(list);
  ask("POST", scan.action, { source: scan, target: row, swap: "outerHTML", values });
}

// --- focus --------------------------------------------------------------------------------------

function returnFocus() {
  if (box && !document.querySelector("details[open] > .menu-panel")) box.focus({ preventScroll: true });
}

const isTap = (source) => source instanceof HTMLElement && (source.matches("[data-tap]") || source === scan);
let textAtTap = "";

// A search that is still under way must not take away the row that was tapped.
function beforeTap(event) {
  if (!isTap(event.detail.requestConfig.elt)) return;
  window.clearTimeout(waiting);
  window.htmx.trigger(found, "htmx:abort");
  textAtTap = box.value;
}

// Who types the next name already keeps it.
function afterTap(event) {
  if (!isTap(event.detail.requestConfig.elt) || box.value !== textAtTap) return;
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

// --- without a network ---------------------------------------------------------------------------

const away = document.getElementById("desk-away"); // says that the tablet works from its own list
const alone = Boolean(desk && desk.dataset.alone); // the page that the worker keeps, not the server's

async function findHere(text, nonce) {
  const { deskList } = globalThis;
  away.hidden = false;
  if (isCard(text)) await deskList.showCard(found, narrow(text), nonce);
  else await deskList.show(found, await deskList.find(text));
}

// A search or a tap that got no answer goes on from what the tablet has itself.
function lost(event) {
  const source = event.detail.requestConfig.elt;
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (!(source instanceof HTMLElement) || (status > 0 && status < 500)) return;
  if (source === found) findHere(box.value);
  const { code, nonce } = event.detail.requestConfig.parameters;
  if (source === scan) findHere(code || lastCode, nonce || undefined);
  if (source.matches("[data-queue]")) keepTap(source);
  if (source.matches("[data-leave-url]")) keepLeaving(source);
}

function keepLeaving(source) {
  const { leaves: key, number, leaveUrl, helper } = source.dataset;
  const waits = globalThis.deskInside.leave({ key, number, helper: helper === "yes" }, leaveUrl);
  if (waits) source.closest("li").classList.add("desk-row-waiting");
}

// A helper's leaving is a form without htmx: without a network it waits like the others.
function keepHelperLeaving(event) {
  if (!event.target.matches("[data-helper]") || navigator.onLine) return;
  event.preventDefault();
  keepLeaving(event.target);
}

function keepTap(source) {
  const nonce = source.querySelector("[name=nonce]").value;
  const fields = { nonce, at: globalThis.deskList.instant() };
  const waits = globalThis.deskQueue.add({ url: source.getAttribute("action"), number: source.dataset.queue, fields });
  if (waits) source.closest("li").classList.add("desk-row-waiting");
}

function sendUnsent() {
  globalThis.deskQueue.send((tap, row) => {
    away.hidden = true;
    turnGreen(tap, row);
    document.body.dispatchEvent(new Event("visits-changed"));
  });
}

// The row that waited on this page becomes the row that the server answers.
function turnGreen(tap, row) {
  const { nonce } = tap.fields;
  const waited = found.querySelector(`input[name=nonce][value="${CSS.escape(nonce)}"]`);
  if (waited && row) window.htmx.swap(waited.closest("li"), row, { swapStyle: "outerHTML" });
}

// The kept page gives way to the server's as soon as that answers again, but not under an evacuation.
async function backToServer() {
  if (globalThis.deskInside.evacuating()) return;
  const answer = await fetch(desk.dataset.pingUrl, { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok) window.location.replace(desk.dataset.deskUrl);
}

// A number as people type it, full width or with its unit behind it. NaN for anything else.
function whole(text) {
  const [, digits] = /^(\d{1,4})\p{Script=Han}?$/u.exec(text.normalize("NFKC").replace(/[\s,]/g, "")) ?? [];
  return digits === undefined ? NaN : Number(digits);
}

// Puts plain digits into the numbers of a form; whether each can be read and lies within its limits.
function numbersAreFine(form, fields) {
  return [...form.querySelectorAll("[data-min]")].every((input) => {
    if (!input.value.trim()) return input.getAttribute("aria-required") !== "true";
    const number = whole(input.value);
    fields[input.name] = String(number);
    return number >= Number(input.dataset.min) && number <= Number(input.dataset.max);
  });
}

// What a form for people without registration says, arrival by arrival; none where something is missing.
function guestsOf(fields) {
  const people = Object.keys(fields).some((name) => /^(adult|child)_/.test(name) && fields[name] !== "0");
  return people && fields.residence ? [fields] : [];
}

// Helpers: each line of the names is one entry.
function helpersOf(fields) {
  const names = [...new Set((fields.names ?? "").split("\n").map((name) => name.trim()).filter(Boolean))];
  return names.every((name) => [...name].length <= 60) ? names.map((name) => ({ ...fields, names: name })) : [];
}

const textsAreFine = (form) =>
  [...form.querySelectorAll("[data-most]")].every(({ value, dataset }) => [...value].length <= Number(dataset.most));

// Such a form waits like a tap. ``nameless``: what a helper is called once names leave the tablet.
function keepForm(event) {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const fine = numbersAreFine(form, fields) && textsAreFine(form);
  const arrivals = !fine ? [] : form.elements.names ? helpersOf(fields) : guestsOf(fields);
  form.querySelector("[data-missing]").hidden = arrivals.length > 0;
  if (!arrivals.length) return;
  const { deskInside, deskQueue, deskList } = globalThis;
  const [url, at] = [form.getAttribute("action"), deskList.instant()];
  const kind = form.querySelector("[name=kind]:checked")?.labels[0].textContent.trim();
  const taps = arrivals.map((one) => {
    const nonce = crypto.randomUUID();
    const nameless = one.names && `${kind} ${deskInside.hour(at)} ${nonce.slice(0, 4)}`;
    const number = nameless ?? `${form.dataset.queueForm} ${deskInside.hour(at)}`;
    return { url, number, kind, nameless, helper: Boolean(one.names), fields: { ...one, nonce, at } };
  });
  if (!deskQueue.add(...taps)) return;
  form.reset();
  form.closest("details").open = false;
  returnFocus();
}

// Who is inside, as the tablet would have to know it if the network went this moment.
async function keepInside() {
  const { deskList } = globalThis;
  const query = (await deskList.knows()) ? "?only=inside" : ""; // a new day, or another site: all of it
  const answer = await fetch(desk.dataset.listUrl + query);
  if (answer.ok && !answer.redirected) await deskList.keep(await answer.json());
}

let insideSoon = 0;

function keepInsideSoon() {
  if (desk.dataset.ready !== "yes" || document.hidden) return;
  window.clearTimeout(insideSoon);
  insideSoon = window.setTimeout(() => keepInside().catch(() => undefined), 800);
}

// The worker and its page, and the day's list: got while there is a network.
async function prepare() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  await navigator.serviceWorker.register(desk.dataset.workerUrl, { scope: desk.dataset.workerScope });
  const pages = await caches.open("desk-pages");
  await pages.add(desk.dataset.aloneUrl);
  const answer = await fetch(desk.dataset.listUrl);
  if (answer.ok && !answer.redirected) await globalThis.deskList.keep(await answer.json());
  desk.dataset.ready = "yes";
}

// Enter that ends a conversion of kana never submits.
function guardComposition(event) {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}

function work() {
  form.addEventListener("submit", submit);
  box.addEventListener("input", findSoon);
  box.addEventListener("keydown", guardComposition);
  document.addEventListener("keydown", catchKeys);
  document.addEventListener("desk-card", (event) => sendCard(narrow(event.detail)));
  found.addEventListener("desk-taken", () => {
    box.value = asked = "";
    returnFocus();
  });
  asked = box.value.trim();
  box.select();
}

function workWithServer() {
  document.addEventListener("submit", keepHelperLeaving);
  document.addEventListener("htmx:beforeRequest", beforeTap);
  document.addEventListener("htmx:afterRequest", afterTap);
  for (const name of ["sendError", "timeout", "responseError"]) document.addEventListener(`htmx:${name}`, lost);
  window.addEventListener("online", sendUnsent);
  window.setInterval(sendUnsent, 10000);
  document.body.addEventListener("visits-changed", keepInsideSoon);
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && isTap(event.detail.requestConfig.elt) && keepInsideSoon());
  window.setInterval(keepInsideSoon, 120000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.body.dispatchEvent(new Event("desk-seen"));
  });
  sendUnsent();
  prepare().catch(() => undefined); // without worker or storage the desk works as long as the network does
}

function workAlone() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-queue-form]")) keepForm(event);
  });
  window.addEventListener("online", backToServer);
  window.setInterval(backToServer, 10000);
}

if (desk) {
  work();
  if (alone) workAlone();
  else workWithServer();
}

if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print());
