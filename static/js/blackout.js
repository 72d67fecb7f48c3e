// Blacking out: what is selected in the record's text goes into the box of words, line breaks and all.

const text = document.querySelector("[data-mark-text]");
const box = document.querySelector("[data-mark-form] [name=words]");

if (text && box) {
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
    const words = chosen.toString().replace(/\r\n?/g, "\n");
    if (!words.includes("■■■■")) box.value = words.trim();
  });
}
