// The page: six phones side by side (or one at a time on a narrow screen), kept alive by one stream of events.
"use strict";

import { ask, key, make, size } from "./dom.js";
import { Phone } from "./phone.js";
import { Stage } from "./stage.js";
import { say, speak, switchTongue, tongue } from "./words.js";

const POLL_EVERY = 2000;
const NARROW = matchMedia("(max-width: 760px)");
const THEMES = ["system", "light", "dark"];
const phones = new Map();
const part = (id) => document.getElementById(id);
let shown = null;
let sampleFiles = null;
let isConnected = false;
let announcing = null;

const stage = new Stage({ fail: (why) => announce(say("failed", { why })), tell: announce, changed: followStage, sure });

async function samples() {
  sampleFiles ??= (await ask("/local/stage/samples")) || [];
  return sampleFiles;
}

function addPhone(person) {
  const phone = new Phone(person, { look, sheet, samples, changed: (who) => drawTabs(who) });
  phones.set(person.id, phone);
  part("phones").append(phone.root);
  const tab = key("tab", undefined, () => show(person.id, true));
  tab.setAttribute("role", "tab");
  tab.id = `tab-${person.id}`;
  tab.setAttribute("aria-controls", phone.root.id);
  const avatar = make("span", "avatar", person.first_name.slice(0, 1).toUpperCase());
  avatar.style.background = phone.colour;
  avatar.setAttribute("aria-hidden", "true");
  tab.append(avatar, make("span", "name", person.title || person.first_name), make("span", "count"));
  part("tabs").append(tab);
  phone.tab = tab;
  if (shown === null) show(person.id);
  applyWidth();
}

/** On a narrow screen this phone alone is seen; on a wide one it is brought into sight. */
function show(id, byHand = false) {
  shown = id;
  const phone = phones.get(id);
  for (const other of phones.values()) {
    const isIt = other === phone;
    other.root.classList.toggle("shown", isIt);
    other.isShown = !NARROW.matches || isIt;
    other.tab.setAttribute("aria-selected", String(isIt));
    other.tab.tabIndex = isIt ? 0 : -1;
  }
  phone.root.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "smooth" });
  if (byHand) {
    phone.read();
    if (NARROW.matches) phone.toEnd();
    else phone.focus();
  }
}

function applyWidth() { for (const phone of phones.values()) phone.isShown = !NARROW.matches || phone.id === shown; }

function drawTabs(fresh) {
  let all = 0;
  for (const phone of phones.values()) {
    const count = phone.tab.querySelector(".count");
    count.hidden = !phone.unread;
    count.textContent = phone.unread || "";
    phone.tab.classList.toggle("their-turn", Boolean(phone.isTheirs));
    phone.tab.setAttribute("aria-label", [phone.name, phone.unread ? say("unread", { n: phone.unread }) : "",
      phone.isTheirs ? say("turn") : ""].filter(Boolean).join(", "));
    all += phone.unread;
  }
  const title = say(stage.view ? "title" : "titleAlone");
  part("title").textContent = title;
  document.title = all ? `(${all}) ${title}` : title;
  if (fresh) part("told").textContent = say("toldNew", { name: fresh.name });
}

let wasPreparing = false;
function followStage(view) {
  // What greets everybody in a new office is nothing to be read up on.
  const isPreparing = view.tour.state === "preparing" || view.bot.state === "starting";
  if (wasPreparing && !isPreparing && !view.maklumat.length) for (const phone of phones.values()) phone.read();
  wasPreparing = isPreparing;
  const turns = new Set(view.maklumat.filter((m) => m.phase !== "cancelled")
    .flatMap((m) => m.steps.filter((step) => step.state === "current").flatMap((step) => step.holder_ids)));
  for (const phone of phones.values()) phone.setTurn(turns.has(phone.id));
  const { tour } = view;
  const isPlaying = tour.state === "playing" || tour.state === "paused";
  for (const phone of phones.values()) {
    const isActing = isPlaying && tour.person === phone.id;
    if (isActing && phone.pointed === null) show(phone.id);
    const message_id = tour.pointing?.message_id ?? null;
    const next = isActing ? { message_id, label: tour.pointing?.label ?? null, writes: Boolean(tour.pointing) && !message_id } : null;
    if (JSON.stringify(next) !== JSON.stringify(phone.pointed)) phone.point(next);
  }
  drawTabs();
  drawLine();
}

function drawLine() {
  if (announcing) return;
  const line = part("line");
  const view = stage.view;
  let words = say(isConnected ? "connected" : "lost");
  let isWell = isConnected;
  if (isConnected && view?.telegram.state === "down") { words = say("telegramDown"); isWell = false; }
  else if (isConnected && view?.bot.state === "starting") { words = say("botStarting"); isWell = false; }
  else if (isConnected && view?.bot.state === "stopped") { words = say("botStopped"); isWell = false; }
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("well", isWell);
}

function announce(words) {
  const line = part("line");
  line.textContent = words;
  line.classList.remove("well");
  clearTimeout(announcing);
  announcing = setTimeout(() => { announcing = null; drawLine(); }, 6000);
}

function look(photo) {
  const box = part("lightbox");
  box.querySelector("img").src = photo.url;
  box.querySelector("img").alt = photo.name;
  box.querySelector("a").href = photo.url;
  box.showModal();
}

/** Asks before something is removed; true when it may. */
function sure(title, yes) {
  const dialog = part("sure");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("form > p").textContent = say("sureAbout");
  dialog.querySelector(".go").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

let sending = null;
/** Shows what is about to be sent from a phone, with room for a caption. */
function sheet(files, phone) {
  sending = { files: [...files], phone };
  const dialog = part("sheet");
  dialog.querySelector("h2").textContent = say("sendFrom", { name: phone.name });
  dialog.querySelector("textarea").value = phone.composer.box.value;
  drawSheet();
  dialog.showModal();
}

function drawSheet() {
  const { files } = sending;
  const dialog = part("sheet");
  if (!files.length) { dialog.close("no"); return; }
  dialog.querySelector("ul").replaceChildren(...files.map((file, number) => {
    const row = make("li");
    const text = make("span", "what");
    text.append(make("b", "", file.name), make("small", "", size(file.size)));
    const away = key("quiet", "✕", () => { files.splice(number, 1); drawSheet(); });
    away.setAttribute("aria-label", say("remove", { name: file.name }));
    row.append(text, away);
    return row;
  }));
  dialog.querySelector("fieldset").hidden = !files.every((file) => file.type.startsWith("image/"));
}

function sendSheet() {
  const dialog = part("sheet");
  const { files, phone } = sending;
  const areImages = files.every((file) => file.type.startsWith("image/"));
  const isVoice = files.length === 1 && ["audio/ogg", "application/ogg"].includes(files[0].type);
  const kind = areImages ? dialog.querySelector("input:checked").value : isVoice ? "voice" : "document";
  phone.composer.attach(files, kind, dialog.querySelector("textarea").value);
}

function theme() { return localStorage.getItem("theme") || "system"; }
function applyTheme() {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  part("theme").textContent = { system: "◐", light: "☀", dark: "☾" }[chosen];
  part("theme").title = say("theme", { name: say(chosen) });
  part("theme").setAttribute("aria-label", part("theme").title);
}

function translate() {
  speak(document);
  part("tongue").textContent = tongue() === "id" ? "EN" : "ID";
  part("tongue").title = say("otherTongue");
  part("tongue").setAttribute("aria-label", say("otherTongue"));
  part("tongue").lang = tongue() === "id" ? "en" : "id";
  for (const phone of phones.values()) phone.translate();
  if (stage.view) stage.draw(stage.view);
  applyTheme();
  drawTabs();
  drawLine();
}

async function refresh() {
  const people = await ask("/local/people");
  part("nobody").hidden = people.length > 0;
  for (const person of people) if (!phones.has(person.id)) addPhone(person);
  await Promise.all([...[...phones.values()].map((phone) => phone.load()), stage.load()]);
}

async function poll() {
  try { await refresh(); isConnected = true; } catch { isConnected = false; }
  drawLine();
}

let poller = null;
function listen() {
  const events = new EventSource("/local/events");
  events.onopen = () => { clearInterval(poller); poller = null; poll(); };
  events.onerror = () => {
    isConnected = false;
    drawLine();
    poller ??= setInterval(poll, POLL_EVERY);
  };
  events.onmessage = (event) => {
    const { chat, stage: isStage } = JSON.parse(event.data);
    if (isStage) stage.load().catch(() => { /* the next event, or the poll, brings it */ });
    else if (phones.has(chat)) phones.get(chat).load();
    else poll();
  };
}

part("tongue").addEventListener("click", () => { switchTongue(); translate(); });
part("theme").addEventListener("click", () => {
  localStorage.setItem("theme", THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  applyTheme();
});
part("lightbox").addEventListener("click", (event) => { if (!event.target.closest("img, a")) part("lightbox").close(); });
part("sheet").querySelector("[value=no]").addEventListener("click", () => part("sheet").close("no"));
part("sheet").querySelector("form").addEventListener("submit", sendSheet);
part("sheet").querySelector("textarea").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); part("sheet").querySelector(".go").click(); }
});
NARROW.addEventListener("change", applyWidth);
// Alt and a figure: to that phone's words.
document.addEventListener("keydown", (event) => {
  const phone = event.altKey ? [...phones.values()][Number(event.key) - 1] : undefined;
  if (!phone) return;
  event.preventDefault();
  show(phone.id, true);
  phone.focus();
});
part("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const ids = [...phones.keys()];
  const next = ids[(ids.indexOf(shown) + step + ids.length) % ids.length];
  show(next, true);
  phones.get(next).tab.focus();
});
// A file that misses every phone must not replace the page.
for (const sign of ["dragover", "drop"]) document.addEventListener(sign, (event) => event.preventDefault());

translate();
poll();
listen();
