// The draft of a day's log is kept on the server while it is being written; without this, its button does.

const SAVE_AFTER_MS = 1500;
const form = document.getElementById("log-form");
const said = form?.querySelector("[data-kept-at]");
let timer;
let dirty = false;
let stopped = false; // somebody else was first: only the button shows both versions
let sending = false;

function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

async function keep() {
  if (stopped || sending || !dirty) return;
  sending = true;
  dirty = false;
  try {
    const answer = await fetch(form.dataset.keepUrl, { method: "POST", body: new FormData(form) });
    if (answer.status === 409) {
      stopped = true;
      say(form.dataset.overtaken);
    } else if (answer.ok && !answer.redirected) {
      const kept = await answer.json();
      form.elements.version.value = kept.version;
      say(form.dataset.kept);
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    dirty = true;
    say(form.dataset.notKept);
  } finally {
    sending = false;
  }
  if (dirty && !stopped) later(SAVE_AFTER_MS * 4);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

function changed(event) {
  dirty = true;
  if (!event.isComposing) later(SAVE_AFTER_MS);
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // A save on its way would raise the version under the one that the button sends.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!sending) {
      dirty = false;
      return;
    }
    event.preventDefault();
    const wait = setInterval(() => {
      if (sending) return;
      clearInterval(wait);
      dirty = false;
      form.requestSubmit(event.submitter ?? undefined);
    }, 50);
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
