// The demonstration's accounts: a tap on a login id fills the form; codes are fetched when they change.
const box = document.querySelector("[data-demo-accounts]");

function fill(cell) {
  const login = document.querySelector("input[name=login]");
  const password = document.querySelector("input[name=password]");
  if (!login || !password) return;
  login.value = cell.dataset.username;
  password.value = cell.dataset.password;
  login.form.querySelector("button[type=submit]")?.focus();
}

function makeButtons() {
  if (!document.querySelector("input[name=login]")) return;
  for (const cell of box.querySelectorAll("[data-username]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-secondary";
    button.title = box.dataset.fill;
    button.append(cell.cloneNode(true));
    button.addEventListener("click", () => fill(cell));
    cell.replaceWith(button);
  }
}

async function refresh() {
  try {
    const answer = await fetch(box.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) {
      box.innerHTML = await answer.text();
      makeButtons();
    }
  } catch {
    // Offline: the next round tries again.
  }
  wait();
}

function wait() {
  const seconds = Number(box.querySelector("[data-seconds]")?.dataset.seconds || 30);
  setTimeout(refresh, (seconds + 0.3) * 1000);
}

if (box) {
  makeButtons();
  wait();
}
