// One phone per person, drawn from /local/ and moved through it. What the bot wrote arrives as HTML that
// bot/demo/phones/rendering.py has already made safe; everything else here is set as text, never as HTML.
"use strict";

const POLL_EVERY = 2000;
const TOAST_FOR = 5000;
const phones = new Map();
const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const COLOURS = ["#2b78c2", "#2d8a4e", "#b3632b", "#7a4fb5", "#b23a6b", "#3a8f97", "#6d7a2b"];

async function ask(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) {
    let reason = response.statusText;
    try { reason = (await response.json()).error || reason; } catch { /* not JSON: the status says enough */ }
    throw new Error(reason);
  }
  return response.json();
}

function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

function summary(message) {
  const file = message.document || message.photo || message.voice;
  return message.text.split("\n")[0] || (file ? file.name : "");
}

class Phone {
  constructor(person) {
    this.id = person.id;
    this.drawn = new Map();
    this.replyTo = null;
    this.isFirstDraw = true;
    this.isLoading = false;
    this.isStale = false;
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.root.dataset.person = person.id;
    this.chat = this.part(".chat");
    this.box = this.part("textarea");
    const avatar = this.part(".avatar");
    avatar.textContent = person.first_name.slice(0, 1).toUpperCase();
    avatar.style.background = COLOURS[person.id % COLOURS.length];
    this.part("h2").textContent = person.full_name;
    this.part(".title").textContent = person.title || "";
    this.root.setAttribute("aria-label", `Ponsel ${person.full_name}`);
    this.listen();
    document.getElementById("phones").append(this.root);
  }

  part(selector) { return this.root.querySelector(selector); }
  path(deed) { return `/local/chats/${this.id}/${deed}`; }

  listen() {
    this.part(".write").addEventListener("submit", (event) => { event.preventDefault(); this.say(this.box.value); });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.say(this.box.value); }
      if (event.key === "Escape") this.quote(null);
    });
    this.box.addEventListener("input", () => this.fitBox());
    this.part(".files").addEventListener("change", (event) => this.attach(event.target, "document"));
    this.part(".photos").addEventListener("change", (event) => this.attach(event.target, "photo"));
    this.part(".quoting button").addEventListener("click", () => this.quote(null));
    this.part(".start").addEventListener("click", () => this.say("/start"));
    this.part(".alert button").addEventListener("click", () => { this.part(".alert").hidden = true; });
    this.part(".menu").addEventListener("click", () => {
      const list = this.part(".commands");
      list.hidden = !list.hidden;
    });
    this.part(".block").addEventListener("click", () => this.do(async () => {
      await post(this.path(this.isBlocked ? "unblock" : "block"), {});
    }));
    this.chat.addEventListener("click", (event) => {
      const folded = event.target.closest("blockquote.expandable");
      if (folded) folded.classList.toggle("open");
    });
  }

  fitBox() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 120)}px`;
  }

  async do(deed) {
    try { await deed(); } catch (error) { this.toast(`Gagal: ${error.message}`); }
    await this.load();
  }

  say(text) {
    if (!text.trim()) return;
    const replyTo = this.replyTo;
    this.do(async () => {
      await post(this.path("say"), { text, reply_to: replyTo });
      this.box.value = "";
      this.fitBox();
      this.quote(null);
      this.isPinnedDown = true;
    });
  }

  attach(input, wanted) {
    const files = [...input.files];
    input.value = "";
    if (!files.length) return;
    const isVoice = files.length === 1 && files[0].type === "audio/ogg";
    const form = new FormData();
    form.append("kind", files.length > 1 ? "album" : isVoice ? "voice" : wanted);
    form.append("caption", this.box.value);
    if (this.replyTo) form.append("reply_to", this.replyTo);
    for (const file of files) form.append("file", file, file.name);
    this.do(async () => {
      await ask(this.path("attach"), { method: "POST", body: form });
      this.box.value = "";
      this.fitBox();
      this.quote(null);
      this.isPinnedDown = true;
    });
  }

  async tap(key, button, message) {
    if (button.url) { if (/^https?:/.test(button.url)) window.open(button.url, "_blank", "noopener"); return; }
    if (button.copy_text) {
      try { await navigator.clipboard.writeText(button.copy_text); this.toast("Disalin."); } catch { this.toast(button.copy_text); }
      return;
    }
    key.classList.add("waits");
    this.do(async () => {
      const tap = await post(this.path("tap"), { data: button.data, message_id: message.id });
      const answer = await ask(`/local/taps/${tap.id}?wait=20`);
      key.classList.remove("waits");
      if (!answer.is_answered) this.toast("Bot belum menjawab.");
      else if (answer.text) this.toast(answer.text, answer.show_alert);
    }).finally(() => key.classList.remove("waits"));
  }

  toast(text, mustBeClosed) {
    if (mustBeClosed) {
      this.part(".alert p").textContent = text;
      this.part(".alert").hidden = false;
      return;
    }
    const toast = this.part(".toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => { toast.hidden = true; }, TOAST_FOR);
  }

  quote(message) {
    this.replyTo = message ? message.id : null;
    this.part(".quoting").hidden = !message;
    if (message) {
      this.part(".quoting p").textContent = summary(message);
      this.box.focus();
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
    } catch { /* the line shows that the server is away */ } finally { this.isLoading = false; }
  }

  draw(view) {
    const wasAtEnd = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 80;
    this.isBlocked = view.is_blocked;
    this.part(".block").textContent = view.is_blocked ? "Buka blokir" : "Blokir";
    this.part(".start").hidden = view.is_started;
    this.drawCommands(view.commands);
    this.box.disabled = view.is_blocked;
    const seen = new Set();
    let before = null;
    let day = "";
    const order = [];
    for (const message of view.messages) {
      const its = calendar.format(new Date(message.date));
      if (its !== day) { day = its; order.push([`day ${its}`, its, null]); }
      order.push([message.id, JSON.stringify(message), message]);
    }
    if (!order.length) order.push(["empty", view.bot.first_name, null]);
    for (const [key, content, message] of order) {
      seen.add(key);
      const known = this.drawn.get(key);
      let node = known && known.content === content ? known.node : null;
      if (!node) {
        node = message ? this.message(message) : this.note(key, content);
        if (message && !this.isFirstDraw) node.classList.add("fresh");
        if (known) known.node.replaceWith(node);
        this.drawn.set(key, { content, node });
      }
      const expected = before ? before.nextSibling : this.chat.firstChild;
      if (node !== expected) this.chat.insertBefore(node, expected);
      before = node;
    }
    for (const [key, { node }] of this.drawn) if (!seen.has(key)) { node.remove(); this.drawn.delete(key); }
    if (wasAtEnd || this.isFirstDraw || this.isPinnedDown) this.chat.scrollTop = this.chat.scrollHeight;
    if (view.messages.length) this.isFirstDraw = false;
    this.isPinnedDown = false;
  }

  note(key, text) {
    if (key === "empty") return make("p", "empty", `Belum ada pesan dengan ${text}.`);
    return make("p", "day", text);
  }

  drawCommands(commands) {
    const list = this.part(".commands");
    const content = JSON.stringify(commands);
    if (list.dataset.content === content) return;
    list.dataset.content = content;
    list.replaceChildren(...commands.map((command) => {
      const row = make("button");
      row.type = "button";
      row.append(make("b", "", `/${command.command}`), command.description);
      row.addEventListener("click", () => {
        list.hidden = true;
        this.box.value = `/${command.command} `;
        this.box.focus();
      });
      return row;
    }));
    this.part(".menu").hidden = !commands.length;
  }

  message(message) {
    const node = make("article", message.from_bot ? "message" : "message mine");
    node.dataset.message = message.id;
    const bubble = make("div", "bubble");
    if (message.quoted) bubble.append(this.quoted(message));
    if (message.photo) bubble.append(this.photo(message.photo));
    if (message.document) bubble.append(this.file(message.document));
    if (message.voice) bubble.append(this.voice(message.voice));
    if (message.text) {
      const words = make("div", "words");
      words.innerHTML = message.html;
      bubble.append(words);
    }
    bubble.append(this.foot(message));
    node.append(bubble);
    if (message.buttons.length) node.append(this.keys(message));
    return node;
  }

  quoted(message) {
    const quoted = make("button", "quoted");
    quoted.type = "button";
    quoted.append(make("strong", "", message.quoted.from_bot ? "Bot" : "Anda"), message.quoted.text);
    quoted.addEventListener("click", () => {
      const original = this.drawn.get(message.reply_to);
      if (original) original.node.scrollIntoView({ block: "center", behavior: "smooth" });
    });
    return quoted;
  }

  photo(photo) {
    const link = make("a");
    link.href = photo.url;
    link.target = "_blank";
    link.rel = "noopener";
    const image = make("img");
    image.src = photo.url;
    image.alt = photo.name;
    if (photo.width) { image.width = photo.width; image.height = photo.height; image.style.height = "auto"; }
    link.append(image);
    return link;
  }

  file(file) {
    const link = make("a", "file");
    link.href = file.url;
    link.target = "_blank";
    link.rel = "noopener";
    const ending = file.name.includes(".") ? file.name.split(".").pop() : "";
    const text = make("span");
    text.append(make("b", "", file.name), make("small", "", size(file.size)));
    link.append(make("span", "kind", ending.slice(0, 4).toUpperCase() || "📄"), text);
    return link;
  }

  voice(voice) {
    const player = make("audio");
    player.controls = true;
    player.preload = "none";
    player.src = voice.url;
    return player;
  }

  foot(message) {
    const foot = make("div", "foot");
    const answer = make("button", "answer quiet", "Balas");
    answer.type = "button";
    answer.addEventListener("click", () => this.quote(message));
    foot.append(answer);
    if (message.is_silent) foot.append(make("span", "", "🔕"));
    if (message.edited_at) foot.append(make("span", "", "diubah"));
    foot.append(make("time", "", clock.format(new Date(message.date))));
    return foot;
  }

  keys(message) {
    const keys = make("div", "keys");
    for (const row of message.buttons) {
      const line = make("div", "row");
      for (const button of row) {
        const key = make("button", button.style || "", button.url ? `${button.text} ↗` : button.text);
        key.type = "button";
        key.addEventListener("click", () => this.tap(key, button, message));
        line.append(key);
      }
      keys.append(line);
    }
    return keys;
  }
}

async function refresh() {
  const people = await ask("/local/people");
  document.getElementById("nobody").hidden = people.length > 0;
  for (const person of people) if (!phones.has(person.id)) phones.set(person.id, new Phone(person));
  await Promise.all([...phones.values()].map((phone) => phone.load()));
}

function say(text) { document.getElementById("line").textContent = text; }

async function poll() {
  try { await refresh(); say("tersambung"); } catch { say("terputus, mencoba lagi…"); }
}

let poller = null;
function startPolling() { if (!poller) poller = setInterval(poll, POLL_EVERY); }
function stopPolling() { clearInterval(poller); poller = null; }

const events = new EventSource("/local/events");
events.onopen = () => { stopPolling(); poll(); };
events.onerror = () => { say("terputus, mencoba lagi…"); startPolling(); };
events.onmessage = (event) => {
  const phone = phones.get(JSON.parse(event.data).chat);
  if (phone) phone.load(); else refresh().catch(() => {});
};
poll();
