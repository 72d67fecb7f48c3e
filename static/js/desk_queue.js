// Arrivals and departures that the network lost or that were tapped without one: kept here until the server
// has each of them. A tap is { url, fields, number, leaves: the key of who left, for a departure }; its time is
// the tablet's own, and a repeat is harmless by its nonce.

const STORE = "reception-unsent";
const REFUSED = [400, 404, 413, 422];
const note = document.getElementById("desk-unsent");

function all() {
  try {
    return JSON.parse(window.localStorage.getItem(STORE)).filter((tap) => tap?.fields?.nonce);
  } catch {
    return [];
  }
}

// The words for what became of taps: data-refused, data-clash, and the same for departures and for helpers.
const KINDS = [
  ["", (tap) => !tap.helper && !tap.leaves],
  ["Leave", (tap) => !tap.helper && tap.leaves],
  ["Helper", (tap) => tap.helper],
];

const settled = (tap) => tap.refused || tap.clash;
const waiting = () => all().filter((tap) => !settled(tap));

function keep(taps) {
  window.localStorage.setItem(STORE, JSON.stringify(taps));
  show();
  document.dispatchEvent(new Event("desk-queue"));
}

const without = (nonce) => all().filter((tap) => tap.fields.nonce !== nonce);

let full = false; // a tap found no room: said until one does, or until somebody has read it

// Keeps taps until the server has them; false where the tablet has no room, which it says.
function add(...taps) {
  const known = new Set(taps.map((tap) => tap.fields.nonce));
  try {
    keep([...all().filter((tap) => !known.has(tap.fields.nonce)), ...taps]);
    full = false;
  } catch {
    full = true;
  }
  show();
  return !full;
}

// Takes back what has not been sent.
function drop(nonce) {
  keep(without(nonce));
}

// What guests and helpers were called goes with the day's list (desk_list.js; hub.js at sign-out); that they came
// stays, a helper's coming under the kind and hour.
function forgetNames() {
  const taps = all();
  if (!taps.some((tap) => tap.fields.label || tap.fields.names !== tap.nameless)) return;
  keep(taps.map((tap) => ({ ...tap, fields: { ...tap.fields, label: "", names: tap.nameless } })));
}

function numbers(taps) {
  return taps.map((tap) => tap.number).join(", ");
}

function show() {
  const taps = all();
  const count = waiting().length;
  const texts = full ? [note.dataset.full] : [];
  if (count) texts.push(note.dataset.text.replace("{n}", String(count)));
  for (const fate of ["refused", "clash"]) {
    for (const [kind, some] of KINDS) {
      const met = taps.filter((tap) => tap[fate] && some(tap));
      if (met.length) texts.push(note.dataset[fate + kind].replace("{numbers}", numbers(met)));
    }
  }
  if (!texts.length && !note.hidden) texts.push(note.dataset.sent);
  note.querySelector("span").textContent = texts.join(" ");
  note.dataset.state = full || taps.length ? "waiting" : "sent";
  note.querySelector("button").hidden = Boolean(count);
  note.hidden = !texts.length;
}

// What was sent, refused or found taken already is put away by hand; what still waits never is.
function acknowledge() {
  full = false;
  keep(waiting());
  note.hidden = all().length === 0;
  document.getElementById("desk-q").focus({ preventScroll: true });
}

let sending = false;

// Tell the page of each tap that arrived: the row that the server answers, or nothing.
async function send(arrived) {
  if (sending) return;
  sending = true;
  try {
    for (const tap of waiting()) if (!comingWaits(tap) && !(await sendOne(tap, arrived))) break;
  } finally {
    sending = false;
  }
}

// Whether a departure is that of an arrival which the server could not take yet: that goes first.
function comingWaits(tap) {
  const taps = waiting();
  const before = taps.slice(0, taps.findIndex((one) => one.fields.nonce === tap.fields.nonce));
  return Boolean(tap.leaves) && before.some((one) => !one.leaves && globalThis.deskInside.keyOf(one) === tap.leaves);
}

async function sendOne(tap, arrived) {
  const answer = await post(tap);
  if (answer.wait) return answer.goOn;
  const rest = without(tap.fields.nonce);
  keep(answer.refused || answer.clash ? [...rest, { ...tap, ...answer.mark }] : rest);
  if (!answer.refused) arrived(tap, answer.row);
  return true;
}

// "refused": a person must look at it; "wait": the network, the server or the session is gone, or the server
// fell over this very tap: then the others go on.
async function post(tap) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  try {
    const answer = await fetch(tap.url, { method: "POST", body: new URLSearchParams(tap.fields), headers });
    if (REFUSED.includes(answer.status)) return { refused: true, mark: { refused: true } };
    if (!answer.ok || answer.redirected) return { wait: true, goOn: answer.status === 500 }; // to the sign-in page
    const clash = answer.headers.get("X-Visit") === "taken";
    return { clash, mark: { clash }, row: await answer.text() };
  } catch {
    return { wait: true };
  }
}

globalThis.deskQueue = { all, waiting, add, drop, send, show, forgetNames };

if (note) {
  note.querySelector("button").addEventListener("click", acknowledge);
  window.addEventListener("beforeunload", (event) => {
    if (waiting().length && !navigator.serviceWorker?.controller) event.preventDefault();
  });
  show();
}
