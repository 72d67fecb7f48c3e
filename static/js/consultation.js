// The tally: the topic tapped first becomes the main one; the choice of it appears when there are several.

function setUp(area) {
  const chosen = [...area.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  const wrapper = area.querySelector("[data-main-topic]");
  const select = wrapper?.querySelector("select");
  if (!select) return;
  const all = [...select.options].map((option) => option.cloneNode(true));
  if (select.value) chosen.sort((a, b) => (b === select.value) - (a === select.value));

  function show() {
    const main = chosen.includes(select.value) ? select.value : chosen[0] || "";
    select.replaceChildren(...all.filter((option) => chosen.includes(option.value)).map((option) => option.cloneNode(true)));
    select.value = main;
    wrapper.hidden = chosen.length < 2;
  }

  area.addEventListener("change", (event) => {
    const box = event.target;
    if (box === select || box.type !== "checkbox") return;
    if (box.checked) chosen.push(box.value);
    else chosen.splice(chosen.indexOf(box.value), 1);
    show();
  });
  show();
}

for (const area of document.querySelectorAll("[data-topics]")) setUp(area);
