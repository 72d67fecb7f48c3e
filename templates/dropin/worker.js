{% load static %}// Keeps the desk usable while the network or the server is away. It keeps pages without names only;
// the list of families is kept by the desk itself, encrypted (desk_list.js).

const ASSETS = "desk-assets";
const PAGES = "desk-pages";
const FILES = [
  "{% static 'vendor/bootstrap/bootstrap.min.css' %}",
  "{% static 'css/tokens.css' %}",
  "{% static 'css/hub.css' %}",
  "{% static 'css/components.css' %}",
  "{% static 'css/forms.css' %}",
  "{% static 'css/print.css' %}",
  "{% static 'css/reception.css' %}",
  "{% static 'icons.svg' %}",
  "{% static 'favicon.svg' %}",
  "{% static 'js/stepper.js' %}",
  "{% static 'js/desk_queue.js' %}",
  "{% static 'js/desk_list.js' %}",
  "{% static 'js/desk_inside.js' %}",
  "{% static 'js/desk_camera.js' %}",
  "{% static 'js/reception.js' %}",
  "{% static 'vendor/barcode-detector/ponyfill.js' %}",
  "{% static 'vendor/barcode-detector/zxing_reader.wasm' %}",
];
const DESK = /^(\/dropin\/(?:sites\/\d+\/)?)(?:inside\/print\/)?$/; // the desk, and its list for an evacuation
const PATIENCE = 6000; // milliseconds: a network that answers no sooner is as good as none

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), tidy()]));
});

async function tidy() {
  const cache = await caches.open(ASSETS);
  const wanted = new Set(FILES.map((file) => new URL(file, self.location).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && DESK.test(url.pathname)) event.respondWith(page(event.request, url));
  else if (url.pathname.startsWith("{% get_static_prefix %}")) event.respondWith(file(event.request));
});

async function page(request, url) {
  const answer = await soon(request);
  if (answer && answer.status < 500) return answer;
  return (await kept(DESK.exec(url.pathname)[1])) ?? answer ?? Response.error();
}

// The page of the site that is asked for; without one in the address that of the site used last.
async function kept(path) {
  const cache = await caches.open(PAGES);
  const pages = await cache.keys();
  const last = pages.findLast((one) => path === "/dropin/" || new URL(one.url).pathname === `${path}alone/`);
  return last && cache.match(last);
}

function soon(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([fetch(request).catch(() => undefined), late]);
}

async function file(request) {
  return (await fetch(request).catch(() => undefined)) ?? (await caches.match(request)) ?? Response.error();
}
