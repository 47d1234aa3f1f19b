// Where an official writes: words, an answer to a message, other words for one's own, files, commands.
"use strict";

import { ask, closesByItself, key, make, post, size, summary } from "./dom.js";
import { say } from "./words.js";

const TALLEST = 120;
const LONGEST = 4096;
const LONGEST_CAPTION = 1024;
const LINE = 34;

/** The lower part of a phone. `phone` does what is written here; `hooks`: sheet(files, phone), samples(). */
export class Composer {
  constructor(phone, hooks) {
    this.phone = phone;
    this.hooks = hooks;
    this.replyTo = null;
    this.editing = null;
    this.box = this.part("textarea");
    this.part(".write").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
      if (event.key === "Escape") this.about(null, null);
    });
    this.box.addEventListener("input", () => this.fit());
    this.part(".quoting button").addEventListener("click", () => this.about(null, null));
    this.shutCommands = this.opens(".slash", ".commands");
    this.shutSamples = this.opens(".clip", ".samples", () => this.drawSamples());
    this.part(".files").addEventListener("change", (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) this.hooks.sheet(files, this.phone);
    });
    this.listenToDrags();
  }

  part(selector) { return this.phone.part(selector); }

  /** A key that opens and shuts a list; returns what shuts it. */
  opens(keySelector, listSelector, before = () => true) {
    const [press, list] = [this.part(keySelector), this.part(listSelector)];
    const shut = closesByItself(list, press);
    press.addEventListener("click", async () => {
      if (!list.hidden) { shut(); return; }
      if (await before() === false) return;
      list.hidden = false;
      press.setAttribute("aria-expanded", "true");
      list.querySelector("button")?.focus();
    });
    return shut;
  }

  listenToDrags() {
    const { root } = this.phone;
    const drop = this.part(".drop");
    let depth = 0;
    const isOfFiles = (event) => [...event.dataTransfer.types].includes("Files");
    root.addEventListener("dragenter", (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      depth += 1;
      drop.hidden = false;
    });
    root.addEventListener("dragover", (event) => { if (isOfFiles(event)) event.preventDefault(); });
    root.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); drop.hidden = depth === 0; });
    root.addEventListener("drop", (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      depth = 0;
      drop.hidden = true;
      const files = [...event.dataTransfer.files];
      if (files.length) this.hooks.sheet(files, this.phone);
    });
  }

  translate() {
    this.part(".drop p").textContent = say("dropHere");
    this.samplesKnown = false;
  }

  fit() {
    // Words of more than a line take the whole width; else a narrow phone shows two of them a line.
    this.part(".write").classList.toggle("tall", this.box.value.length > LINE || this.box.value.includes("\n"));
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, TALLEST)}px`;
  }

  focus() { this.box.focus({ preventScroll: true }); }

  /** What the next words are: an answer to a message, other words for one's own, or neither. */
  about(answered, edited) {
    if (edited && this.editing !== edited.id) this.box.value = edited.text;
    if (!edited && this.editing) this.box.value = "";
    this.replyTo = answered ? answered.id : null;
    this.editing = edited ? edited.id : null;
    const about = answered || edited;
    this.part(".quoting").hidden = !about;
    if (!about) return;
    this.part(".quoting strong").textContent = say(edited ? "change" : "replyTo");
    this.part(".quoting p").textContent = summary(about);
    this.fit();
    this.focus();
  }

  send() {
    const text = this.box.value;
    const { replyTo, editing } = this;
    if (!text.trim()) return;
    this.phone.do(async () => {
      if (editing) await post(this.phone.path("edit"), { message_id: editing, text: text.slice(0, LONGEST) });
      else for (const part of inParts(text)) await post(this.phone.path("say"), { text: part, reply_to: replyTo });
      this.clear();
      this.phone.wantsEnd = !editing;
    });
  }

  clear() {
    this.about(null, null);
    this.box.value = "";
    this.fit();
  }

  /** Files go out as photo, document or voice; several of them make an album. */
  attach(files, kind, caption) {
    const form = new FormData();
    form.append("kind", kind);
    form.append("caption", caption.slice(0, LONGEST_CAPTION));
    if (this.replyTo) form.append("reply_to", this.replyTo);
    for (const file of files) form.append("file", file, file.name);
    this.phone.do(async () => {
      await ask(this.phone.path("attach"), { method: "POST", body: form });
      this.clear();
      this.phone.wantsEnd = true;
    });
  }

  drawCommands(commands) {
    const list = this.part(".commands");
    const content = JSON.stringify(commands);
    if (list.dataset.content === content) return;
    list.dataset.content = content;
    list.replaceChildren(...commands.map((command) => {
      const row = key("", undefined, () => {
        this.shutCommands();
        this.box.value = `/${command.command} `;
        this.focus();
      });
      row.append(make("b", "", `/${command.command}`), make("span", "", command.description));
      return row;
    }));
    this.part(".slash").hidden = !commands.length;
  }

  /** The sample files to choose from; without any, the computer's own are offered at once. */
  async drawSamples() {
    const samples = await this.hooks.samples();
    if (!samples.length) { this.part(".files").click(); return false; }
    if (this.samplesKnown) return true;
    this.samplesKnown = true;
    const own = key("own", say("fromComputer"), () => { this.shutSamples(); this.part(".files").click(); });
    const rows = samples.map((sample) => {
      const row = key("", undefined, () => { this.shutSamples(); this.phone.do(() => this.take(sample)); });
      row.append(make("b", "", sample.name), make("span", "", size(sample.size)));
      return row;
    });
    this.part(".samples").replaceChildren(own, make("p", "", say("samples")), ...rows);
    return true;
  }

  async take(sample) {
    const content = await (await fetch(sample.url)).blob();
    this.hooks.sheet([new File([content], sample.name, { type: sample.mime })], this.phone);
  }
}

// What is too long for one message goes as several, as Telegram's own apps send it: cut where a line or a word ends.
function inParts(text) {
  const parts = [];
  let rest = text;
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST);
    const end = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
    parts.push(head.slice(0, end > 0 ? end : LONGEST));
    rest = rest.slice(parts.at(-1).length).trimStart();
  }
  return [...parts, rest].filter((part) => part.trim());
}
