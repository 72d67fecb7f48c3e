// The day's list of families, and who is inside, for the desk without a network: encrypted on the tablet under a key that
// cannot be taken out of the browser, gone at sign-out, at the sign-in page (hub.js) and at the day's end.

const BASE = "desk";
const desk = document.getElementById("desk");
const NOTHING = { families: [], inside: [], now: null };
let held = null; // { families, inside, now: when the server was last heard }
let ahead = 0; // milliseconds by which the server's clock was ahead of the tablet's

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(BASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, ask) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = ask(base.transaction("kept", mode).objectStore("kept"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    base.close();
  }
}

function tokyoDay() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
}

// Seals what the server gave; a list of those inside alone takes the place of the one before.
async function keep(list) {
  const all = { families: list.families ?? (await load()), inside: list.inside, now: list.now };
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(all)));
  ahead = Date.parse(list.now) - Date.now();
  const kept = { key, iv, sealed, day: list.day, site: list.site, ahead };
  await within("readwrite", (store) => store.put(kept, "list"));
  held = all;
}

function forget() {
  held = null;
  globalThis.deskQueue.forgetNames();
  return within("readwrite", (store) => store.clear()).catch(() => undefined);
}

// Answers what is kept for this site and day, or nothing; what is of another day is thrown away.
async function all() {
  const kept = await within("readonly", (store) => store.get("list")).catch(() => undefined);
  if (!kept) return NOTHING;
  ahead = kept.ahead;
  if (kept.day !== tokyoDay()) {
    await forget();
    return NOTHING;
  }
  if (kept.site !== Number(desk.dataset.site)) return NOTHING;
  if (!held) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, kept.key, kept.sealed);
    held = JSON.parse(new TextDecoder().decode(text));
  }
  return held;
}

// Whether families are kept for this site and day: without them those inside alone are not enough.
async function knows() {
  return (await all()) !== NOTHING;
}

async function load() {
  return (await all()).families;
}

// The instant by the server's clock, as far as it was known last. At once: a tap waits for nothing.
function instant() {
  return new Date(Date.now() + ahead).toISOString();
}

// The same folding as programs/kernel/kana.py: hiragana, large kana, narrow small letters, no marks between.
const SMALL = "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096";
const LARGE = "\u3042\u3044\u3046\u3048\u304a\u3064\u3084\u3086\u3088\u308f\u304b\u3051";
const BETWEEN = /[\s\u200b-\u200d\ufe00-\ufe0f\-‐‑‒–—―−\u30fc\uff0d\uff70\ufe63~\u301c\uff5e\u30fb\uff65·\u30a0]+/gu;

function fold(text) {
  const again = foldOnce(text);
  return again === text ? text : fold(again); // a mark dropped can let its neighbours compose
}

function foldOnce(text) {
  const wide = text.replace(BETWEEN, "").normalize("NFKC").toLowerCase().replace(BETWEEN, "");
  return [...wide].map((mark) => {
    const code = mark.codePointAt(0);
    const kana = code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : mark;
    const at = SMALL.indexOf(kana);
    return at < 0 ? kana : LARGE[at];
  }).join("");
}

async function find(text, most = 12) {
  const typed = fold(text.trim().replace(/(?<=[\u3041-\u3093\u30fc])[a-z\uff41-\uff5a]{1,3}$/u, ""));
  if (!typed) return [];
  return (await load()).filter((one) => one.keys.some((key) => key.startsWith(typed))).slice(0, most);
}

async function byCard(code) {
  const token = /([A-Za-z0-9_-]{22})\/?$/.exec(code)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const mark = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return (await load()).filter((one) => one.card === mark);
}

// --- rows ---------------------------------------------------------------------------------------

function row(one, inside) {
  const item = document.getElementById("desk-row").content.cloneNode(true).firstElementChild;
  item.querySelector("[data-called]").textContent = one.called;
  item.querySelector("[data-kana]").textContent = one.kana;
  item.querySelector("[data-number]").textContent = one.number;
  item.querySelector("[data-usual]").textContent = one.usual;
  item.querySelector("[data-noted]").hidden = !one.noted;
  const button = item.querySelector("button");
  const here = inside.find((other) => other.key === one.key);
  if (here) taken(item, here.waits ? "[data-taken]" : "[data-here]");
  else button.addEventListener("click", () => arrive(one, item));
  return item;
}

function taken(item, how) {
  const button = item.querySelector("button");
  button.replaceWith(item.querySelector(how).content.cloneNode(true));
  item.classList.add("desk-row-waiting");
}

function arrive(one, item, nonce = crypto.randomUUID()) {
  if (!globalThis.deskQueue.add({ url: one.url, number: one.number, fields: { nonce, at: instant() } })) return;
  taken(item, "[data-taken]");
  item.dispatchEvent(new Event("desk-taken", { bubbles: true }));
}

// Show what the tablet knows itself; says so where it knows nothing.
async function show(found, rows) {
  const { inside } = await globalThis.deskInside.now();
  const list = document.createElement("ul");
  list.className = "row-list desk-list";
  list.append(...rows.map((one) => row(one, inside)));
  const none = document.getElementById("desk-none").content.cloneNode(true);
  found.replaceChildren(rows.length ? list : none);
}

// A card held up is the arrival itself, as with a network; nonce: that of a tap that may have got through.
async function showCard(found, code, nonce) {
  const rows = await byCard(code);
  await show(found, rows);
  const item = found.querySelector("li");
  if (rows.length === 1 && item.querySelector("button")) arrive(rows[0], item, nonce);
}

globalThis.deskList = { all, keep, forget, knows, load, find, show, showCard, fold, instant };
if (desk) load();
if (desk) window.setInterval(load, 60000); // throws yesterday's list away on a tablet left on
