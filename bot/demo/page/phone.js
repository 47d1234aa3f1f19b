// One phone: an official's chat with the bot, drawn from /local/chats/<id> and moved through it.
"use strict";

import { bubble } from "./bubbles.js";
import { Composer } from "./composer.js";
import { ask, make, post, told } from "./dom.js";
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
    const avatar = this.part(".avatar");
    avatar.textContent = person.first_name.slice(0, 1).toUpperCase();
    avatar.style.background = this.colour = COLOURS[person.id % COLOURS.length];
    this.part("h2").textContent = this.part("h2").title = person.title || person.full_name;
    this.part(".title").textContent = person.title ? person.full_name : "";
    this.composer = new Composer(this, hooks);
    this.listen();
    this.translate();
  }

  get name() { return this.person.title ? `${this.person.full_name} (${this.person.title})` : this.person.full_name; }
  part(selector) { return this.root.querySelector(selector); }
  path(deed) { return `/local/chats/${this.id}/${deed}`; }

  listen() {
    this.part(".start").addEventListener("click", () => {
      if (this.view?.is_blocked) this.do(() => post(this.path("unblock"), {}));
      else this.do(() => post(this.path("say"), { text: "/start" }));
    });
    this.part(".alert button").addEventListener("click", () => { this.part(".alert").hidden = true; });
    const shutMenu = this.composer.opens(".more", ".menu");
    this.part(".block").addEventListener("click", () => {
      shutMenu();
      this.do(() => post(this.path(this.view?.is_blocked ? "unblock" : "block"), {}));
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
  }

  // Arrows walk over the bubbles; Enter (or R) on one answers it.
  walk(event) {
    const all = [...this.chat.querySelectorAll(".message")];
    const at = all.indexOf(document.activeElement.closest?.(".message"));
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (!all.length) return;
      const to = at < 0 ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
      event.preventDefault();
      if (to >= all.length) this.composer.focus();
      else all[Math.max(0, to)].focus();
    } else if ((event.key === "Enter" || event.key.toLowerCase() === "r") && event.target === all[at]) {
      event.preventDefault();
      const message = this.view.messages.find((m) => String(m.id) === all[at].dataset.message);
      if (message) this.composer.about(message, null);
    }
  }

  translate() {
    speak(this.root);
    this.root.setAttribute("aria-label", say("phoneOf", { name: this.name }));
    this.composer.translate();
    this.drawn.clear();
    this.chat.replaceChildren();
    if (this.view) this.draw(this.view, true);
  }

  /** Where this phone's holder goes on: the words, or the button that begins it all. */
  focus() { (this.part(".write").hidden ? this.part(".start") : this.composer).focus({ preventScroll: true }); }

  async do(deed) {
    this.divider = null;
    try { await deed(); } catch (error) { this.toast(say("failed", { why: error.message })); }
    await this.load();
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
    this.composer.box.placeholder = pointing?.writes ? say("writing") : say("write");
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

  draw(view, isFirst = this.view === null) {
    const knownTaps = new Set((this.view?.taps || []).map((tap) => tap.id));
    this.view = view;
    this.root.classList.toggle("blocked", view.is_blocked);
    this.part(".block").textContent = say(view.is_blocked ? "unblock" : "block");
    this.part(".start").hidden = view.is_started && !view.is_blocked;
    this.part(".start").textContent = say(view.is_blocked ? "unblock" : "start");
    this.part(".write").hidden = view.is_blocked || !view.is_started;
    this.composer.drawCommands(view.commands);
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
        if (known) exchange(known.node, node);
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
      reply: (message) => this.composer.about(message, null),
      edit: (message) => this.composer.about(null, message),
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
}

// A bubble that changes under somebody's keyboard keeps the keyboard.
function exchange(old, node) {
  const isHeld = old.contains(document.activeElement);
  old.replaceWith(node);
  if (isHeld) (node.querySelector(".keys button") || node).focus({ preventScroll: true });
}

function note(row) {
  if (row.isEmpty) return make("p", "empty", row.note);
  return make("p", row.isNew ? "day new" : "day", row.note);
}
