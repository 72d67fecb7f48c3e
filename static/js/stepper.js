// Puts − and ＋ beside the number inputs inside .stepper; the input itself stays a plain number field.

// The script tag carries the words of the two buttons: data-less, data-more.
const words = document.querySelector("script[data-less]").dataset;

function limit(input, value) {
  const { min = input.min, max = input.max } = input.dataset;
  const low = min === "" ? -Infinity : Number(min);
  const high = max === "" ? Infinity : Number(max);
  return Math.min(high, Math.max(low, value));
}

function change(input, by) {
  const step = Number(input.step) || 1;
  input.value = String(limit(input, (Number(input.value) || 0) + by * step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function button(input, sign, by) {
  const element = document.createElement("button");
  const label = input.labels && input.labels.length ? input.labels[0].firstChild.textContent.trim() : "";
  element.type = "button";
  element.className = "btn btn-secondary stepper-btn";
  element.textContent = sign;
  element.setAttribute("aria-label", `${label} ${by < 0 ? words.less : words.more}`.trim());
  element.addEventListener("click", () => change(input, by));
  return element;
}

function dress(input) {
  if (input.closest(".stepper-box") || input.disabled || input.readOnly) return;
  const box = document.createElement("div");
  box.className = "stepper-box";
  input.before(box);
  box.append(button(input, "−", -1), input, button(input, "＋", 1));
}

function dressAll(root) {
  const numbers = "input[type=number], input[inputmode=numeric]";
  for (const input of root.querySelectorAll(`.stepper :is(${numbers})`)) dress(input);
}

dressAll(document);
document.addEventListener("htmx:afterSwap", (event) => dressAll(event.target));
