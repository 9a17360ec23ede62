// The page of one lead stays fresh while somebody looks at it. It works without this file.
"use strict";
(() => {
  const isLive = (event) => event.target.id === "live";

  // A page in the background asks for nothing; one that is seen again asks at once.
  document.addEventListener("htmx:before:request", (event) => {
    if (isLive(event) && document.hidden) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    const live = document.querySelector("#live[hx-get]");
    if (live && !document.hidden) live.dispatchEvent(new Event("fresh"));
  });

  // Nobody is to trust a talk that stopped: say so until an answer comes.
  function stale(words) {
    const told = document.getElementById("stale");
    if (told && told.textContent !== words) told.textContent = words;
  }
  const LOST = "New messages could not be fetched. Trying again …";
  document.addEventListener("htmx:before:response", (event) => {
    if (isLive(event)) stale(event.detail.ctx.response.status >= 400 ? LOST : "");
  });
  document.addEventListener("htmx:error", (event) => { if (isLive(event)) stale(LOST); });

  // Who follows a link to a message sees the message, not the end of the talk.
  function showAimedAt() {
    if (!location.hash.startsWith("#m-")) return;
    document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  }
  window.addEventListener("hashchange", showAimedAt);
  showAimedAt();
})();
