// A card held before the tablet's camera: the browser's own reader, or the one kept here where it has none.
// Nothing of the picture leaves the tablet; the code goes the way of a USB reader (reception.js).

const opener = document.getElementById("desk-camera-open");
const dialog = document.getElementById("desk-camera");
const video = dialog?.querySelector("video");
const said = dialog?.querySelector("[data-said]");
const PAUSE = 200; // milliseconds between two looks

let stream = null;
let readers = null;

function script(address) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

// The class that reads codes: native where it knows QR codes, otherwise the one of static/vendor.
async function reader() {
  const native = globalThis.BarcodeDetector;
  if (native && (await native.getSupportedFormats()).includes("qr_code")) return native;
  await script(dialog.dataset.readerUrl);
  const { BarcodeDetector, prepareZXingModule } = globalThis.BarcodeDetectionAPI;
  prepareZXingModule({ overrides: { locateFile: () => dialog.dataset.wasmUrl } });
  return BarcodeDetector;
}

async function open() {
  said.textContent = dialog.dataset.waiting;
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    if (!dialog.open) return stop(); // closed while the browser asked for leave
    video.srcObject = stream;
    await video.play();
    readers ??= reader();
    const Reader = await readers;
    said.textContent = dialog.dataset.ready;
    await look(new Reader({ formats: ["qr_code"] }));
  } catch (problem) {
    readers = null;
    said.textContent = problem.name === "NotAllowedError" ? dialog.dataset.refused : dialog.dataset.broken;
  }
}

async function look(eyes) {
  while (dialog.open) {
    const [code] = await eyes.detect(video);
    if (code && dialog.open) return take(code.rawValue);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function take(text) {
  dialog.close();
  document.dispatchEvent(new CustomEvent("desk-card", { detail: text }));
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = video.srcObject = null;
}

if (opener && navigator.mediaDevices?.getUserMedia) {
  opener.hidden = false;
  opener.addEventListener("click", open);
  dialog.addEventListener("close", stop);
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
}
