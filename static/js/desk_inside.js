// Who is inside as far as the tablet knows without a network: those of the list it was given last, with
// the arrivals and without the departures that wait here. On the kept page also the list for an evacuation.

const paper = document.getElementById("evacuation"); // on the kept page alone
const list = document.getElementById("desk-inside-list");
const leftList = document.getElementById("desk-left-list");

function hour(text) {
  const at = new Date(text);
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" }).format(at);
  return shown.replace(/^0/, "");
}

const dayOf = (text) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" }).format(new Date(text));

// Today's taps of this site alone: one tablet may serve several sites, and taps wait for days.
const site = document.getElementById("desk")?.dataset.site;
function waitingHere() {
  const today = dayOf(globalThis.deskList.instant());
  const here = globalThis.deskQueue.waiting().filter((tap) => tap.url.includes(`/sites/${site}/`));
  return here.filter((tap) => !tap.fields.at || dayOf(tap.fields.at) === today);
}

const householdOf = (tap) => /\/check-in\/(\d+)\//.exec(tap.url)?.[1];
const keyOf = (tap) => (householdOf(tap) ? `h${householdOf(tap)}` : tap.fields.nonce);

function sum(fields, prefix) {
  const numbers = Object.entries(fields).filter(([name]) => name.startsWith(prefix));
  return numbers.reduce((total, [, value]) => total + (Number(value) || 0), 0);
}

// What is known of an arrival that waits here: a family's words from the list, a guest's from the form.
function arrived(tap, families) {
  const [key, at] = [keyOf(tap), hour(tap.fields.at)];
  const known = families.find((one) => one.key === key);
  const rest = { key, at, number: tap.number, waits: tap.fields.nonce };
  if (known) return { ...rest, called: known.called, kana: known.kana, people: known.usual, count: known.people };
  if (householdOf(tap)) return { ...rest, called: tap.number, people: "", count: 1 };
  if (tap.fields.names) return { ...rest, called: tap.fields.names, people: tap.kind, count: sum(tap.fields, "count"), helper: true };
  const [adults, children] = [sum(tap.fields, "adult_"), sum(tap.fields, "child_")];
  const words = (paper?.dataset.people ?? "").replace("{adults}", adults).replace("{children}", children);
  return { ...rest, called: tap.fields.label || tap.number, people: words, count: adults + children };
}

// As names are called: by kana, the nameless after them, helpers last.
function inTurn(one, other) {
  const rank = ({ helper, kana }) => (helper ? 2 : Number(!kana));
  return rank(one) - rank(other) || (one.kana ?? "").localeCompare(other.kana ?? "", "ja");
}

// { inside, left: those whose departure waits here, now: when the server was last heard }
async function now() {
  const { families, inside, now: heard } = await globalThis.deskList.all();
  const here = new Map(inside.map((one) => [one.key, one]));
  const left = new Map();
  for (const tap of waitingHere()) {
    if (!tap.leaves) {
      const key = keyOf(tap);
      if (!here.has(key)) here.set(key, arrived(tap, families));
      left.delete(key);
    } else if (here.has(tap.leaves)) {
      left.set(tap.leaves, { ...here.get(tap.leaves), left: hour(tap.fields.at), waits: tap.fields.nonce });
      here.delete(tap.leaves);
    }
  }
  return { inside: [...here.values()].sort(inTurn), left: [...left.values()].sort(inTurn), heard };
}

// Who a key is, in the words of the server: a family, a helper whom it let in, or an arrival's number.
function whoIs(key) {
  const [, kind, number] = /^(helper|h)(\d+)$/.exec(key) ?? [];
  if (!kind) return { arrival: key };
  return kind === "h" ? { household: number } : { helper: number };
}

// A departure waits like an arrival; who left is told by the key of the row. False where there is no room for it.
function leave(one, url) {
  const { deskList, deskQueue } = globalThis;
  if (waitingHere().some((tap) => tap.leaves === one.key && !cameAgain(tap))) return true;
  const fields = { nonce: crypto.randomUUID(), at: deskList.instant(), ...whoIs(one.key) };
  return deskQueue.add({ url, number: one.number, leaves: one.key, helper: Boolean(one.helper), fields });
}

function cameAgain(departure) {
  const taps = waitingHere();
  const after = taps.slice(taps.findIndex((tap) => tap.fields.nonce === departure.fields.nonce) + 1);
  return after.some((tap) => !tap.leaves && keyOf(tap) === departure.leaves);
}

// An arrival taken back takes its departure along.
function takeBack(one) {
  const { deskQueue } = globalThis;
  if (!one.left) for (const tap of waitingHere()) if (tap.leaves === one.key) deskQueue.drop(tap.fields.nonce);
  deskQueue.drop(one.waits);
}

// --- the kept page ------------------------------------------------------------------------------

function fill(template, one) {
  const item = document.getElementById(template).content.cloneNode(true).firstElementChild;
  for (const place of item.querySelectorAll("[data-of]")) place.textContent = one[place.dataset.of] ?? "";
  return item;
}

function rowOf(one) {
  const item = fill("desk-inside-row", one);
  const [back, out] = [item.querySelector("[data-back]"), item.querySelector("[data-out]")];
  for (const button of [back, out]) button.setAttribute("aria-label", `${one.called} ${button.textContent.trim()}`);
  back.hidden = !one.waits;
  out.hidden = Boolean(one.left);
  item.querySelector("[data-unsent]").hidden = !one.waits;
  item.classList.toggle("desk-row-waiting", Boolean(one.waits));
  back.addEventListener("click", () => takeBack(one));
  out.addEventListener("click", () => leave(one, one.helper ? paper.dataset.helperLeftUrl : paper.dataset.leaveUrl));
  return item;
}

const people = (rows) => rows.reduce((total, one) => total + one.count, 0);

function text(element, values) {
  element.textContent = Object.entries(values).reduce(
    (words, [name, value]) => words.replaceAll(`{${name}}`, value), element.dataset.text);
}

async function show() {
  const { inside, left, heard } = await now();
  list.replaceChildren(...inside.map(rowOf));
  leftList.replaceChildren(...left.map(rowOf));
  for (const part of document.querySelectorAll("[data-if-left]")) part.hidden = !left.length;
  for (const part of document.querySelectorAll("[data-if-nobody]")) part.hidden = inside.length > 0;
  for (const part of document.querySelectorAll("[data-sum]")) text(part, { rows: inside.length, people: people(inside) });
  for (const part of document.querySelectorAll("[data-sum-left]")) text(part, { rows: left.length, people: people(left) });
  for (const part of document.querySelectorAll("[data-heard]")) {
    part.hidden = !heard;
    if (heard) text(part, { at: hour(heard) });
  }
  for (const part of document.querySelectorAll("[data-never-heard]")) part.hidden = Boolean(heard);
  for (const part of document.querySelectorAll("[data-printed]")) text(part, { at: hour(globalThis.deskList.instant()) });
  const onPaper = inside.map((one) => fill("evacuation-row", one));
  for (const row of onPaper) row.lastElementChild.remove(); // the hour of leaving
  paper.querySelector("[data-inside]").replaceChildren(...onPaper);
  paper.querySelector("[data-left]").replaceChildren(...left.map((one) => fill("evacuation-row", one)));
}

const evacuating = () => document.body.classList.contains("evacuating");

async function evacuate() {
  await show();
  document.body.classList.add("evacuating");
  window.scrollTo(0, 0);
  window.print();
}

globalThis.deskInside = { now, leave, evacuating, hour, keyOf };

if (paper) {
  document.addEventListener("desk-queue", show);
  document.getElementById("desk-evacuate").addEventListener("click", evacuate);
  paper.querySelector("[data-print-list]").addEventListener("click", () => window.print());
  paper.querySelector("[data-close-list]").addEventListener("click", () => document.body.classList.remove("evacuating"));
  if (window.location.pathname.endsWith("/inside/print/")) window.addEventListener("load", evacuate);
  else show();
  window.setInterval(show, 60000); // the day's end takes the list away
}
