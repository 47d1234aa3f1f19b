// One phone: an official's chat with the bot, drawn from /local/chats/<id> and moved through it.
"use strict";

import { bubble } from "./bubbles.js";
import { ask, closesByItself, key, make, post, size, summary, told } from "./dom.js";
import { say, speak } from "./words.js";

const TOAST_FOR = 6000;
const COLOURS = ["#1f6fa8", "#2a7a4b", "#9a4f1d", "#6d46a8", "#a8325f", "#2b6f78", "#5d6a1e"];
const NEAR_THE_END = 90;

export class Phone {
  /** `hooks`: look(photo), sheet(files, phone), samples(), changed(): what lies outside one phone. */
  constructor(person, hooks) {
    this.person = person;
    this.id = person.id;
    this.hooks = hooks;
    this.drawn = new Map();
    this.view = null;
    this.replyTo = null;
    this.editing = null;
    this.readUpTo = null;
    this.unread = 0;
    this.divider = null;
    this.toasted = new Set();
    this.isLoading = false;
    this.isStale = false;
    this.isShown = true;
    this.pointed = null;
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.root.dataset.person = person.id;
    this.root.id = `phone-${person.id}`;
    this.chat = this.part(".chat");
    this.box = this.part("textarea");
    const avatar = this.part(".avatar");
    avatar.textContent = person.first_name.slice(0, 1).toUpperCase();
    avatar.style.background = this.colour = COLOURS[person.id % COLOURS.length];
    this.part("h2").textContent = this.part("h2").title = person.title || person.full_name;
    this.part(".title").textContent = person.title ? person.full_name : "";
    this.listen();
    this.translate();
  }

  get name() { return this.person.title ? `${this.person.full_name} (${this.person.title})` : this.person.full_name; }
  part(selector) { return this.root.querySelector(selector); }
  path(deed) { return `/local/chats/${this.id}/${deed}`; }

  listen() {
    this.part(".write").addEventListener("submit", (event) => { event.preventDefault(); this.say(this.box.value); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.say(this.box.value);
      }
      if (event.key === "Escape") this.put(null, null);
    });
    this.box.addEventListener("input", () => this.fitBox());
    this.part(".quoting button").addEventListener("click", () => this.put(null, null));
    this.part(".start").addEventListener("click", () => {
      if (this.view?.is_blocked) this.do(() => post(this.path("unblock"), {}));
      else this.say("/start");
    });
    this.part(".alert button").addEventListener("click", () => { this.part(".alert").hidden = true; });
    this.part(".block").addEventListener("click", () => {
      this.shutMenu();
      this.do(() => post(this.path(this.view?.is_blocked ? "unblock" : "block"), {}));
    });
    this.shutMenu = this.opens(".more", ".menu");
    this.shutCommands = this.opens(".slash", ".commands");
    this.shutSamples = this.opens(".clip", ".samples", () => this.drawSamples());
    this.part(".files").addEventListener("change", (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) this.hooks.sheet(files, this);
    });
    this.chat.addEventListener("click", (event) => {
      const folded = event.target.closest("blockquote.expandable");
      if (folded) folded.classList.toggle("open");
      event.target.closest(".spoiler")?.classList.add("open");
    });
    this.chat.addEventListener("keydown", (event) => this.walk(event));
    this.chat.addEventListener("scroll", () => {
      this.clings = this.isAtEnd();
      this.part(".down").hidden = this.clings;
    }, { passive: true });
    // When what stands above grows, the last message stays in sight.
    new ResizeObserver(() => { if (this.clings !== false) this.toEnd(); }).observe(this.chat);
    this.part(".down").addEventListener("click", () => this.toEnd("smooth"));
    for (const sign of ["pointerdown", "focusin"]) this.root.addEventListener(sign, () => this.read());
    this.listenToDrags();
  }

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
    const drop = this.part(".drop");
    let depth = 0;
    const isOfFiles = (event) => [...event.dataTransfer.types].includes("Files");
    this.root.addEventListener("dragenter", (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      depth += 1;
      drop.hidden = false;
    });
    this.root.addEventListener("dragover", (event) => { if (isOfFiles(event)) event.preventDefault(); });
    this.root.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); drop.hidden = depth === 0; });
    this.root.addEventListener("drop", (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      depth = 0;
      drop.hidden = true;
      const files = [...event.dataTransfer.files];
      if (files.length) this.hooks.sheet(files, this);
    });
  }

  // Arrows walk over the bubbles; Enter (or R) on one answers it.
  walk(event) {
    const all = [...this.chat.querySelectorAll(".message")];
    const at = all.indexOf(document.activeElement.closest?.(".message"));
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (!all.length) return;
      const to = at < 0 ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
      event.preventDefault();
      if (to >= all.length) this.box.focus();
      else all[Math.max(0, to)].focus();
    } else if ((event.key === "Enter" || event.key.toLowerCase() === "r") && event.target === all[at]) {
      event.preventDefault();
      const message = this.view.messages.find((m) => String(m.id) === all[at].dataset.message);
      if (message) this.put(message, null);
    }
  }

  translate() {
    speak(this.root);
    this.root.setAttribute("aria-label", say("phoneOf", { name: this.name }));
    this.part(".drop p").textContent = say("dropHere");
    this.drawn.clear();
    this.chat.replaceChildren();
    this.samplesKnown = false;
    if (this.view) this.draw(this.view);
  }

  /** Where this phone's holder goes on: the words, or the button that begins it all. */
  focus() { (this.part(".write").hidden ? this.part(".start") : this.box).focus({ preventScroll: true }); }

  fitBox() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 120)}px`;
  }

  async do(deed) {
    this.divider = null;
    try { await deed(); } catch (error) { this.toast(say("failed", { why: error.message })); }
    await this.load();
  }

  say(text) {
    if (!text.trim()) return;
    const { replyTo, editing } = this;
    this.do(async () => {
      if (editing) await post(this.path("edit"), { message_id: editing, text });
      else await post(this.path("say"), { text, reply_to: replyTo });
      this.box.value = "";
      this.fitBox();
      this.put(null, null);
      this.wantsEnd = !editing;
    });
  }

  /** Files go out as photo, document or voice; several of them make an album. */
  attach(files, kind, caption) {
    const form = new FormData();
    form.append("kind", kind);
    form.append("caption", caption);
    if (this.replyTo) form.append("reply_to", this.replyTo);
    for (const file of files) form.append("file", file, file.name);
    this.do(async () => {
      await ask(this.path("attach"), { method: "POST", body: form });
      this.put(null, null);
      this.wantsEnd = true;
    });
  }

  async tap(button, message) {
    if (button.url) { if (/^https?:/.test(button.url)) window.open(button.url, "_blank", "noopener"); return; }
    if (button.copy_text) {
      try { await navigator.clipboard.writeText(button.copy_text); this.toast(say("copied")); } catch { this.toast(button.copy_text); }
      return;
    }
    this.do(() => post(this.path("tap"), { data: button.data, message_id: message.id }));
  }

  toast(text, mustBeClosed) {
    if (mustBeClosed) {
      this.part(".alert p").textContent = text;
      this.part(".alert").hidden = false;
      this.part(".alert button").focus({ preventScroll: true });
      return;
    }
    const toast = this.part(".toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.hidden = true; }, TOAST_FOR);
  }

  /** What the next words are: an answer to a message, other words for one's own, or neither. */
  put(answered, edited) {
    if (edited && this.editing !== edited.id) this.box.value = edited.text;
    if (!edited && this.editing) this.box.value = "";
    this.replyTo = answered ? answered.id : null;
    this.editing = edited ? edited.id : null;
    const about = answered || edited;
    this.part(".quoting").hidden = !about;
    if (!about) return;
    this.part(".quoting strong").textContent = say(edited ? "change" : "replyTo");
    this.part(".quoting p").textContent = summary(about);
    this.fitBox();
    this.box.focus();
  }

  isAtEnd() { return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR_THE_END; }
  toEnd(behavior = "auto") { this.chat.scrollTo({ top: this.chat.scrollHeight, behavior }); }

  /** Whoever holds this phone has seen what came. */
  read() {
    const newest = this.view?.messages.at(-1);
    this.readUpTo = newest ? newest.id : 0;
    if (this.unread === 0) return;
    this.unread = 0;
    this.drawCount();
    this.hooks.changed();
  }

  drawCount() {
    const count = this.part(".count");
    count.hidden = !this.unread;
    count.textContent = this.unread;
    count.title = say("unread", { n: this.unread });
    count.setAttribute("aria-label", count.title);
    this.root.classList.toggle("fresh", this.unread > 0);
  }

  setTurn(isTheirs) {
    this.isTheirs = isTheirs;
    this.part(".turn").hidden = !isTheirs;
    this.root.classList.toggle("their-turn", isTheirs);
  }

  /** The story shows who acts and what will be pressed or written. */
  point(pointing) {
    this.pointed = pointing;
    this.root.classList.toggle("acting", Boolean(pointing));
    if (pointing) this.read();
    this.box.placeholder = pointing?.writes ? say("writing") : say("write");
    for (const key of this.chat.querySelectorAll(".keys .aimed")) key.classList.remove("aimed");
    if (pointing?.writes) this.toEnd();
    if (!pointing?.label) return;
    const rows = pointing.message_id
      ? this.chat.querySelectorAll(`[data-message="${pointing.message_id}"] .keys button`)
      : this.chat.querySelectorAll(".keys button");
    const aimed = [...rows].reverse().find((key) => key.textContent.endsWith(pointing.label));
    if (aimed) {
      aimed.classList.add("aimed");
      aimed.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }
  }

  // A change that comes while the chat is being fetched is not lost: it is fetched once more.
  async load() {
    if (this.isLoading) { this.isStale = true; return; }
    this.isLoading = true;
    try {
      do {
        this.isStale = false;
        this.draw(await ask(`/local/chats/${this.id}`));
      } while (this.isStale);
    } catch { /* the line above shows that the server is away */ } finally { this.isLoading = false; }
  }

  draw(view) {
    const isFirst = this.view === null;
    const knownTaps = new Set((this.view?.taps || []).map((tap) => tap.id));
    this.view = view;
    this.root.classList.toggle("blocked", view.is_blocked);
    this.part(".block").textContent = say(view.is_blocked ? "unblock" : "block");
    this.part(".start").hidden = view.is_started && !view.is_blocked;
    this.part(".start").textContent = say(view.is_blocked ? "unblock" : "start");
    this.part(".write").hidden = view.is_blocked || !view.is_started;
    this.drawCommands(view.commands);
    this.count(view, isFirst);
    this.drawMessages(view, isFirst);
    this.drawTaps(view, isFirst, knownTaps);
    if (this.pointed) this.point(this.pointed);
    if (this.clings !== false || isFirst || this.wantsEnd) this.toEnd();
    this.wantsEnd = false;
    this.part(".down").hidden = this.isAtEnd();
  }

  // What a person has not seen: the bot's messages since the phone was last touched.
  count(view, isFirst) {
    const newest = view.messages.at(-1)?.id ?? 0;
    const isHeld = this.isShown && document.hasFocus() && this.root.contains(document.activeElement);
    if (isFirst || newest < this.readUpTo || isHeld) this.readUpTo = newest;
    const before = this.unread;
    const fresh = view.messages.filter((message) => message.from_bot && message.id > this.readUpTo);
    this.unread = fresh.length;
    if (this.unread && !before) this.divider = fresh[0].id;
    if (!view.messages.some((message) => message.id === this.divider)) this.divider = null;
    this.drawCount();
    if (this.unread !== before) this.hooks.changed(this.unread > before ? this : null);
  }

  // Keys ("1 12 13": the messages of one bubble) and what stands there; what has not changed stays as it is.
  rows(view) {
    const rows = [];
    let day = "";
    for (let at = 0; at < view.messages.length; at += 1) {
      const album = [view.messages[at]];
      const group = album[0].media_group_id;
      while (group && view.messages[at + 1]?.media_group_id === group) album.push(view.messages[at += 1]);
      const date = told(album[0].date, "date");
      if (date !== day) { day = date; rows.push({ name: `day ${date}`, note: told(album[0].date, "day") }); }
      if (album.some((message) => message.id === this.divider)) rows.push({ name: "new", note: say("newHere"), isNew: true });
      rows.push({ name: album.map((message) => message.id).join(" "), album });
    }
    if (!rows.length) rows.push({ name: "empty", note: say("empty", { name: view.bot.first_name }), isEmpty: true });
    return rows;
  }

  drawMessages(view, isFirst) {
    const seen = new Set();
    let before = null;
    for (const row of this.rows(view)) {
      seen.add(row.name);
      const content = JSON.stringify(row);
      const known = this.drawn.get(row.name);
      let node = known && known.content === content ? known.node : null;
      if (!node) {
        node = row.album ? bubble(row.album, this.person, this.hands()) : note(row);
        if (row.album && !isFirst) node.classList.add(known ? "changed" : "arriving");
        if (known) known.node.replaceWith(node);
        this.drawn.set(row.name, { content, node });
      }
      const expected = before ? before.nextSibling : this.chat.firstChild;
      if (node !== expected) this.chat.insertBefore(node, expected);
      before = node;
    }
    for (const [name, { node }] of this.drawn) if (!seen.has(name)) { node.remove(); this.drawn.delete(name); }
  }

  hands() {
    return {
      reply: (message) => this.put(message, null),
      edit: (message) => this.put(null, message),
      tap: (button, message) => this.tap(button, message),
      look: (photo) => this.hooks.look(photo),
      goTo: (id) => {
        const target = [...this.drawn].find(([name]) => name.split(" ").includes(String(id)))?.[1].node;
        if (!target) return;
        target.scrollIntoView({ block: "center", behavior: "smooth" });
        target.classList.remove("changed", "arriving");
        requestAnimationFrame(() => target.classList.add("changed"));
      },
    };
  }

  // A tap that waits shows on its button; what it was answered with is shown once, whoever pressed.
  drawTaps(view, isFirst, knownTaps) {
    for (const waiting of this.chat.querySelectorAll(".waits")) waiting.classList.remove("waits");
    for (const tap of view.taps) {
      if (!tap.is_answered) {
        const place = `[data-message="${tap.message_id}"] button[data-data="${CSS.escape(tap.data)}"]`;
        this.chat.querySelector(place)?.classList.add("waits");
      } else if (!this.toasted.has(tap.id)) {
        this.toasted.add(tap.id);
        const isNew = !isFirst || knownTaps.has(tap.id);
        if (tap.text && isNew) this.toast(tap.text, tap.show_alert);
      }
    }
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
        this.box.focus();
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
    const list = this.part(".samples");
    const own = key("own", say("fromComputer"), () => { this.shutSamples(); this.part(".files").click(); });
    list.replaceChildren(own, make("p", "", say("samples")), ...samples.map((sample) => {
      const row = key("", undefined, () => {
        this.shutSamples();
        this.do(async () => {
          const content = await (await fetch(sample.url)).blob();
          this.hooks.sheet([new File([content], sample.name, { type: sample.mime })], this);
        });
      });
      row.append(make("b", "", sample.name), make("span", "", size(sample.size)));
      return row;
    }));
    return true;
  }
}

function note(row) {
  if (row.isEmpty) return make("p", "empty", row.note);
  return make("p", row.isNew ? "day new" : "day", row.note);
}
