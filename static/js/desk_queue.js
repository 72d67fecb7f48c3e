// Arrivals and departures that the network lost or that were tapped without one: kept here until the server
// has each of them. A tap is { url, fields, number, leaves: the key of who left, for a departure }; its time is
// the tablet's own, and a repeat is harmless by its nonce.

const STORE = "reception-unsent";
const note = document.getElementById("desk-unsent");

function all() {
  try {
    return JSON.parse(window.localStorage.getItem(STORE) || "[]");
  } catch {
    return [];
  }
}

// What may become of a tap, and the words for arrivals and for departures.
const FATES = [["refused", "refused", "refusedLeave"], ["clash", "clash", "clashLeave"]];

const settled = (tap) => tap.refused || tap.clash;
const waiting = () => all().filter((tap) => !settled(tap));

function keep(taps) {
  window.localStorage.setItem(STORE, JSON.stringify(taps));
  show();
  document.dispatchEvent(new Event("desk-queue"));
}

const without = (nonce) => all().filter((tap) => tap.fields.nonce !== nonce);

function add(tap) {
  keep([...without(tap.fields.nonce), tap]);
}

// Takes back what has not been sent.
function drop(nonce) {
  keep(without(nonce));
}

// What guests were called goes with the day's list (desk_list.js; hub.js at sign-out); that they came stays.
function forgetNames() {
  const taps = all();
  if (!taps.some((tap) => tap.fields.label)) return;
  keep(taps.map((tap) => ({ ...tap, fields: { ...tap.fields, label: "" } })));
}

function numbers(taps) {
  return taps.map((tap) => tap.number).join(", ");
}

function show() {
  const taps = all();
  const count = waiting().length;
  const texts = [];
  if (count) texts.push(note.dataset.text.replace("{n}", String(count)));
  for (const [fate, arrivals, departures] of FATES) {
    for (const [words, some] of [[arrivals, (tap) => !tap.leaves], [departures, (tap) => tap.leaves]]) {
      const met = taps.filter((tap) => tap[fate] && some(tap));
      if (met.length) texts.push(note.dataset[words].replace("{numbers}", numbers(met)));
    }
  }
  if (!texts.length && !note.hidden) texts.push(note.dataset.sent);
  note.querySelector("span").textContent = texts.join(" ");
  note.dataset.state = taps.length ? "waiting" : "sent";
  note.querySelector("button").hidden = Boolean(count);
  note.hidden = !texts.length;
}

// What was sent, refused or found taken already is put away by hand; what still waits never is.
function acknowledge() {
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
    for (const tap of waiting()) if (!(await sendOne(tap, arrived))) break;
  } finally {
    sending = false;
  }
}

async function sendOne(tap, arrived) {
  const answer = await post(tap);
  if (answer.wait) return false;
  const rest = without(tap.fields.nonce);
  keep(answer.refused || answer.clash ? [...rest, { ...tap, ...answer.mark }] : rest);
  if (!answer.refused) arrived(tap, answer.row);
  return true;
}

// "refused": a person must look at it; "wait": the network, the server or the session is gone.
async function post(tap) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  try {
    const answer = await fetch(tap.url, { method: "POST", body: new URLSearchParams(tap.fields), headers });
    if ([404, 422].includes(answer.status)) return { refused: true, mark: { refused: true } };
    const home = new URL(answer.url).pathname === window.location.pathname; // a page's form leads back here
    if (!answer.ok || (answer.redirected && !home)) return { wait: true };
    const clash = answer.headers.get("X-Visit") === "taken";
    return { clash, mark: { clash }, row: answer.redirected ? "" : await answer.text() };
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
