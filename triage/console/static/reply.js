// Answering a person: drafts are put into the box, letters are counted as networks bill them, time is
// shown as it runs out, Ctrl+Enter sends. Every form works without this file; the server checks all.
"use strict";
(() => {
  const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const TWICE = new Set("^{}\\[~]|€\f");

  // As `triage.content.segments` counts: no character is split between two segments.
  function segments(text) {
    const letters = Array.from(text);
    const odd = [...new Set(letters.filter((one) => !BASIC.has(one) && !TWICE.has(one)))];
    const costs = letters.map((one) => (odd.length ? one.length : TWICE.has(one) ? 2 : 1));
    const units = costs.reduce((sum, cost) => sum + cost, 0);
    const [alone, split] = odd.length ? [70, 67] : [160, 153];
    let count = 1;
    if (units > alone) {
      let left = split;
      for (const cost of costs) {
        if (cost > left) { count += 1; left = split; }
        left -= cost;
      }
    }
    return { count, odd };
  }

  function tell(box) {
    const told = document.getElementById(box.getAttribute("aria-describedby"));
    const most = Number(box.dataset.most), length = Array.from(box.value).length;
    if (!told) return;
    told.dataset.before ??= told.textContent;
    let words = `${length.toLocaleString("en")} of ${most.toLocaleString("en")} characters`;
    let dear = false;
    if (box.dataset.count === "sms" && length) {
      const { count, odd } = segments(box.value);
      words += `, ${count} SMS segment${count === 1 ? "" : "s"}`;
      dear = odd.length > 0;
      if (dear) words += `. Not in the plain alphabet, so it costs about twice: ${odd.slice(0, 8).join(" ")}`;
    }
    told.textContent = length ? `${words}.` : told.dataset.before;
    told.classList.toggle("over", length > most);
    told.classList.toggle("dear", dear && length <= most);
  }

  function begin(select) {
    const box = document.getElementById(select.dataset.draftFor);
    const text = select.selectedOptions[0]?.dataset.text;
    if (!box || !text) return;
    const untouched = !box.value.trim() || box.value === box.dataset.drafted;
    box.value = untouched ? text : `${box.value.trimEnd()}\n\n${text}`;
    box.dataset.drafted = untouched ? text : "";
    tell(box);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  function left(ms) {
    const minutes = Math.ceil(ms / 60000), hours = Math.floor(minutes / 60);
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
  }

  // The clock may be a simulated one: what counts is the time by which the page was made.
  const section = document.getElementById("reply");
  const skew = section?.dataset.now ? Date.parse(section.dataset.now) - Date.now() : 0;
  function countDown() {
    for (const time of document.querySelectorAll("#reply time[data-until]")) {
      const ms = Date.parse(time.dateTime) - (Date.now() + skew);
      time.dataset.at ??= time.textContent;
      if (ms > 0) {
        time.textContent = `${time.dataset.at} (${left(ms)} left)`;
        continue;
      }
      time.textContent = `${time.dataset.at} (over)`;
      if (time.dataset.closes) close(time.closest("details"));
    }
  }

  function close(way) {
    const button = way.querySelector("form[method=post] button");
    if (!button || button.disabled) return;
    button.disabled = true;
    const told = document.createElement("p");
    told.className = "problem";
    told.textContent = "The 24 hours are over. Open the lead again to send a template.";
    button.closest("form").append(told);
  }

  for (const button of document.querySelectorAll("#reply [data-only-without-script]")) button.hidden = true;
  for (const box of document.querySelectorAll("#reply textarea[data-count]")) tell(box);
  countDown();
  setInterval(countDown, 15000);

  section?.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) tell(event.target);
  });
  section?.addEventListener("change", (event) => {
    if (event.target.matches("select[data-draft-for]")) begin(event.target);
  });
  section?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[method=post]");
    if (!form || !event.target.matches("textarea, input")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  });
})();
