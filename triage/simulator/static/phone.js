// The phone of the simulator: shows the talk, sends, polls. Text only ever goes in as text nodes.
"use strict";

const API = document.body.dataset.api;
const POLL_MS = 700, SOON_MS = 120, SOON_FOR_MS = 3000;
const OPTION = /^\s*\*?(\d{1,2})\*?(?:\s*[.):=]|\s*[-\u2013]\s|\s)\s*(\S.*?)\s*$/;
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  audio: "M8 5v14l11-7z",
  location: "M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7zm0 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  contact: "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm0 2c-4.4 0-8 2.2-8 5v2h16v-2c0-2.8-3.6-5-8-5z",
  file: "M6 2h8l5 5v15H6zm7 1.8V8h4.2zM8.5 12v1.5h8V12zm0 3.5V17h8v-1.5z",
};
const $ = (id) => document.getElementById(id);
const phone = $("phone"), talk = $("talk"), text = $("text"), chips = $("chips");
let who = $("person").value, channel = "whatsapp", revision = 0, lines = new Map();
let timer = 0, soonUntil = 0, round = 0, typing = null;

// --- small pieces -------------------------------------------------------------------------
function make(tag, className, words) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (words !== undefined) node.textContent = words;
  return node;
}
function shape(path, className, box = "0 0 24 24") {
  const svg = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
function words(body) {
  const box = make("div", "words");
  if (channel !== "whatsapp") { box.textContent = body; return box; }
  for (const part of body.split(/(\*[^*\s](?:[^*\n]*[^*\s])?\*|(?<![\w_])_[^_\s](?:[^_\n]*[^_\s])?_(?![\w_]))/)) {
    if (/^\*.+\*$/.test(part)) box.append(make("strong", "", part.slice(1, -1)));
    else if (/^_.+_$/.test(part)) box.append(make("em", "", part.slice(1, -1)));
    else if (part) box.append(part);
  }
  return box;
}
const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
const day = (iso) => new Date(iso).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });

function toast(message) {
  $("toast").textContent = message;
  $("toast").hidden = false;
  setTimeout(() => { $("toast").hidden = true; }, 3500);
}

// --- one message --------------------------------------------------------------------------
function ticks(status) {
  const names = { received: "sent", delivered: "delivered", read: "read", failed: "not delivered" };
  const both = status === "delivered" || status === "read";
  const path = both ? "M1 6l3.5 4L11 2M7 9l1 1 6.5-8" : status === "failed" ? "M8 1v6M8 9.5v.1" : "M3 6l3.5 4L13 2";
  const svg = shape(path, `ticks ${status}`, "0 0 16 11");
  svg.removeAttribute("aria-hidden");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", names[status] || status);
  return svg;
}
function thing(kind, label) {
  const row = make("div", "thing");
  row.append(shape(SHAPES[kind]));
  if (kind === "audio") {
    let path = "";
    for (let i = 0; i < 26; i++) { const h = 3 + ((i * 7 + 5) % 11) * 1.7; path += `M${i * 5} ${11 - h / 2}h2.4v${h}h-2.4z`; }
    row.append(shape(path, "wave", "0 0 130 22"), make("span", "unseen", label));
  } else row.append(make("span", "", label));
  return row;
}
function attachment(file) {
  if (/^image\/(jpeg|png|gif)$/.test(file.type)) {
    const picture = make("img", "picture");
    picture.alt = "Photo";
    picture.src = `${API}media/${encodeURIComponent(file.id)}`;
    picture.addEventListener("load", toEnd);
    return picture;
  }
  if (file.type.startsWith("audio/")) return thing("audio", "Voice note");
  if (file.type === "text/vcard") return thing("contact", "Sample Clinic");
  return thing("file", file.type === "application/pdf" ? "Report.pdf" : "File");
}
function bubble(line) {
  if (line.kind === "note") return make("p", "note", line.text);
  const box = make("div", `bubble ${line.kind}`);
  box.append(make("span", "unseen", line.kind === "mine" ? "You: " : "CancerFax: "));
  for (const file of line.files) box.append(attachment(file));
  if (line.place) box.append(thing("location", line.place));
  if (line.text) box.append(words(line.text));
  const meta = make("div", "meta");
  meta.append(make("time", "", clock(line.at)));
  if (line.kind === "mine" && (channel === "whatsapp" || line.status === "failed")) meta.append(ticks(line.status));
  if (line.kind === "theirs" && line.status === "failed") box.classList.add("held");
  box.append(meta);
  return box;
}

// --- the talk -----------------------------------------------------------------------------
function toEnd() { talk.scrollTop = talk.scrollHeight; }

function draw(changed) {
  const low = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  let grew = false;
  for (const line of changed) {
    const node = bubble(line), known = lines.get(line.id);
    if (known) { node.classList.add("still"); known.node.replaceWith(node); }
    else { talk.append(node); grew = true; }
    lines.set(line.id, { line, node });
  }
  if (!changed.length) return;
  $("empty").hidden = lines.size > 0;
  arrange();
  if (low || grew) toEnd();
}
function arrange() {
  for (const old of talk.querySelectorAll(".day")) old.remove();
  let before = null, date = "";
  for (const { line, node } of lines.values()) {
    if (day(line.at) !== date) {
      date = day(line.at);
      node.before(make("p", "day", date));
      before = null;
    }
    node.classList.toggle("first", !before || before.line.kind !== line.kind);
    node.classList.add("last");
    if (before && before.line.kind === line.kind) before.node.classList.remove("last");
    before = { line, node };
  }
  offer();
}
function offer() {
  const last = [...lines.values()].map((known) => known.line).filter((line) => line.kind !== "note").pop();
  chips.replaceChildren();
  if (!last || last.kind !== "theirs" || last.status === "failed") return;
  let next = 1;  // options count up from 1 (0 is "a person"): "24 hours" is no option
  for (const row of last.text.split("\n")) {
    const found = OPTION.exec(row);
    if (!found || ![0, next].includes(Number(found[1]))) continue;
    next = Math.max(next, Number(found[1]) + 1);
    const label = found[2].replace(/[*_]/g, ""), chip = make("button");
    chip.type = "button";
    chip.append(make("b", "", found[1]), " ", label);
    chip.addEventListener("click", () => { text.focus(); send({ text: found[1], label }); });
    chips.append(chip);
  }
}
function compose(busy) {
  $("presence").textContent = busy ? "typing\u2026" : channel === "sms" ? "Text message" : "online";
  if (busy && !typing) {
    typing = make("div", "bubble theirs first last typing");
    typing.setAttribute("aria-hidden", "true");
    typing.append(make("i"), make("i"), make("i"));
  }
  if (busy) { talk.append(typing); toEnd(); } else if (typing) { typing.remove(); typing = null; }
}

// --- speaking to the web app --------------------------------------------------------------
async function poll() {
  clearTimeout(timer);
  const mine = round;
  try {
    const query = new URLSearchParams({ who, channel, after: revision });
    const answer = await fetch(`${API}thread?${query}`);
    const data = await answer.json();
    if (mine !== round) return;
    if (!answer.ok) throw new Error(data.error);
    if (data.revision < revision) { open(); return; }
    compose(false);
    draw(data.messages);
    compose(data.busy);
    revision = data.revision;
    $("time").textContent = clock(data.now);
    if ($("shift")) $("shift").textContent = shifted(data.shift_hours);
  } catch {
    if (mine === round) $("presence").textContent = "connecting\u2026";
  }
  if (mine === round) timer = setTimeout(poll, Date.now() < soonUntil ? SOON_MS : POLL_MS);
}
function shifted(hours) {
  if (!hours) return "now";
  const days = Math.floor(hours / 24), rest = hours % 24;
  return `+${days ? `${days} d ` : ""}${rest ? `${rest} h` : ""}`.trim();
}
async function post(path, data) {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  const said = await answer.json();
  if (!answer.ok) toast(said.error || "That did not work.");
  soonUntil = Date.now() + SOON_FOR_MS;
  poll();
  return answer.ok;
}
async function send(message) {
  chips.replaceChildren();
  showAttach(false);
  let sent = false;
  try { sent = await post("send", { who, channel, ...message }); } catch { toast("The web app does not answer."); }
  if (!sent) offer();  // what could be tapped before still can
  return sent;
}
function open() {
  round += 1;
  revision = 0;
  lines = new Map();
  compose(false);
  talk.replaceChildren($("empty"));
  $("empty").hidden = false;
  chips.replaceChildren();
  poll();
}

// --- what a thumb can do ------------------------------------------------------------------
function choose(wanted) {
  channel = wanted;
  phone.dataset.channel = wanted;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.dataset.channel === wanted;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  open();
}
function showAttach(on) {
  $("attach").hidden = !on;
  $("open-attach").setAttribute("aria-expanded", String(on));
  if (on) toEnd();
}
function showTools(on) {
  $("tools").classList.toggle("open", on);
  $("open-tools").setAttribute("aria-expanded", String(on));
  (on ? $("close-tools") : $("open-tools")).focus();
}
function grow() {
  text.rows = Math.min(5, Math.max(1, text.value.split("\n").length, Math.ceil(text.value.length / 30)));
}

for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => choose(tab.dataset.channel));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = [...document.querySelectorAll("[role=tab]")].find((one) => one !== tab && !one.disabled);
    if (other) { choose(other.dataset.channel); other.focus(); }
  });
}
$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = text.value;
  if (!body.trim()) return;
  text.value = "";
  grow();
  if (!(await send({ text: body })) && !text.value) text.value = body;
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});
text.addEventListener("input", grow);
$("person").addEventListener("change", (event) => {
  who = event.target.value;
  const can = event.target.selectedOptions[0].dataset.channels.split(" ");
  $("tab-sms").disabled = !can.includes("sms");
  choose(can.includes(channel) ? channel : "whatsapp");
});
$("open-attach").addEventListener("click", () => showAttach($("attach").hidden));
for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => {
    if (button.dataset.sample === "photo") $("file").click();
    else send({ sample: button.dataset.sample });
  });
}
$("file").addEventListener("change", () => {
  const file = $("file").files[0], reader = new FileReader();
  if (!file) return;
  reader.addEventListener("load", () => {
    const data = String(reader.result).replace(/^[^,]*,/, "");
    send({ text: text.value, media: [{ content_type: file.type, data }] });
    text.value = "";
    $("file").value = "";
  });
  reader.readAsDataURL(file);
});
$("duplicate").addEventListener("click", () => send({ duplicate: true }));
for (const button of document.querySelectorAll("[data-add], [data-reset]")) {
  button.addEventListener("click", () => {
    const { add, reset } = button.dataset;
    post("clock", reset ? { reset: true } : { add: Number(add) }).catch(() => toast("The web app does not answer."));
  });
}
$("open-tools").addEventListener("click", () => showTools(true));
$("close-tools").addEventListener("click", () => showTools(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { showAttach(false); if ($("tools").classList.contains("open")) showTools(false); }
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
open();
