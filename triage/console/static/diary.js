// In the diary: j and k go from call to call.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
  if (event.target.closest("input, textarea, select")) return;
  const calls = [...document.querySelectorAll("[data-entry]")];
  if (!calls.length) return;
  const here = calls.indexOf(document.activeElement);
  const next = event.key === "j" ? here + 1 : here < 0 ? calls.length - 1 : here - 1;
  calls[Math.max(0, Math.min(next, calls.length - 1))].focus();
});
