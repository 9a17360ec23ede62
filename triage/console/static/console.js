// What makes the console quicker for whoever has a keyboard and a script. Every page works without it.
"use strict";

// data-copy="text": put it on the clipboard and say so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1500);
});

// data-key="n": that letter presses the button or follows the link, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus(); else target.click();
});

// data-sure="question": asked before a form is sent that cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.sure || event.target.dataset.sure;
  if (question && !window.confirm(question)) event.preventDefault();
});
