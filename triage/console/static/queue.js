// The queue by keyboard, and fresh while somebody looks at it. Everything works without this file:
// ticks and the button are a form, and the page is fresh when it is loaded again.
"use strict";

(() => {
  const EVERY_MS = 10000;
  const box = document.getElementById("queue");
  const counts = document.getElementById("counts");
  const news = document.getElementById("news");
  const howMany = document.getElementById("how-many");
  const plainTitle = document.title.replace(/^\(\d+\) /, "");
  if (!box) return;

  const part = () => box.firstElementChild;
  const rows = () => [...box.querySelectorAll("tr.lead")];
  const linkOf = (row) => row.querySelector(".person a");
  const tickOf = (row) => row.querySelector("input[type=checkbox]");
  const reds = () => new Set((part().dataset.red || "").split(" ").filter(Boolean));

  function countTicks() {
    const count = rows().filter((row) => tickOf(row).checked).length;
    howMany.textContent = count ? `(${count})` : "";
  }
  box.addEventListener("change", countTicks);

  // --- by keyboard: the row with the focus is the one that is meant
  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest("tr.lead"));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    linkOf(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field && field.type !== "checkbox") return;
    const row = event.target.closest("tr.lead");
    const step = { j: 1, k: -1, ...(row ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
    if (step) {
      event.preventDefault();
      move(step);
    } else if (event.key === "x" && row) {
      event.preventDefault();
      tickOf(row).click();
    }
  });

  // --- fresh: ask with the version we have; mostly nothing changed and the answer is empty
  if (!box.dataset.live) return;
  let asking = false;

  function replace(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("#queue > [data-version]");
    if (!fresh) return;
    const ticked = new Set(rows().filter((row) => tickOf(row).checked).map((row) => row.dataset.lead));
    const active = document.activeElement;
    const row = active.closest("tr.lead");
    const inCounts = counts.contains(active);
    const link = !row && (inCounts || box.contains(active)) ? active.getAttribute("href") : null;
    const before = reds();
    part().replaceWith(document.adoptNode(fresh));
    counts.replaceChildren(...page.getElementById("counts").children);
    for (const one of rows()) tickOf(one).checked = ticked.has(one.dataset.lead);
    const same = row && rows().find((one) => one.dataset.lead === row.dataset.lead);
    if (same) (active.type === "checkbox" ? tickOf(same) : linkOf(same)).focus({ preventScroll: true });
    else if (link) (inCounts ? counts : box).querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    countTicks();
    tell([...reds()].filter((id) => !before.has(id)).length);
  }
  function tell(count) {
    const front = Number(part().dataset.front);
    document.title = (front ? `(${front}) ` : "") + plainTitle;
    if (count) news.textContent = count === 1 ? "A new red flag." : `${count} new red flags.`;
  }
  async function refresh() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const address = new URL(box.dataset.live, location.href);
      address.searchParams.set("seen", part().dataset.version);
      const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") location.reload(); // logged out
      else if (answer.status === 200) replace(await answer.text());
      else if (answer.status >= 400) stale();
    } catch {
      stale();
    } finally {
      asking = false;
    }
  }
  // Nobody is to trust a list that stopped: say so until an answer comes.
  function stale() {
    if (part().querySelector(".stale")) return;
    const words = document.createElement("p");
    words.className = "stale";
    words.setAttribute("role", "status");
    words.textContent = "This list could not be refreshed. Trying again …";
    part().prepend(words);
    part().dataset.version = "";
  }
  setInterval(refresh, EVERY_MS);
  document.addEventListener("visibilitychange", refresh);
})();
