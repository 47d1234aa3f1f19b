// One message as a bubble. What the bot wrote arrives as HTML that bot/demo/phones/rendering.py has already made
// safe; everything else is set as text, never as HTML.
"use strict";

import { key, make, size, summary, told } from "./dom.js";
import { voice } from "./voice.js";
import { say } from "./words.js";

/** The bubble of a message, or of an album's messages together.
 *  `hands`: what pressing things does: reply, edit, tap, goTo, look; `owner`: whose phone it is. */
export function bubble(messages, owner, hands) {
  const [first] = messages;
  const node = make("article", first.from_bot ? "message" : "message mine");
  node.dataset.message = first.id;
  node.tabIndex = -1;
  const body = make("div", "bubble");
  if (first.quoted) body.append(quoted(first, owner, hands));
  const photos = messages.filter((message) => message.photo);
  if (photos.length) body.append(pictures(photos, hands));
  for (const message of messages) {
    if (message.document) body.append(file(message.document));
    if (message.voice) body.append(voice(message.voice));
    if (message.text) {
      const words = make("div", "words");
      words.innerHTML = message.html;
      body.append(words);
    }
  }
  body.append(foot(messages, hands));
  node.append(body);
  for (const message of messages) if (message.buttons.length) node.append(keys(message, hands));
  node.setAttribute("aria-label", `${first.from_bot ? say("bot") : owner.first_name}: ${summary(first)}`);
  return node;
}

function quoted(message, owner, hands) {
  const node = key("quoted", undefined, () => hands.goTo(message.reply_to));
  node.append(make("strong", "", message.quoted.from_bot ? say("bot") : owner.first_name), gist(message.quoted));
  return node;
}

// A quoted picture or sound without words is named by what it is, not by its file.
function gist({ kind, text }) { return text || (kind === "photo" || kind === "voice" ? say(kind) : ""); }

function pictures(messages, hands) {
  const grid = make("div", messages.length > 1 ? "album" : "alone");
  for (const { photo } of messages) {
    const button = key("picture", undefined, () => hands.look(photo));
    const image = make("img");
    image.src = photo.url;
    image.alt = photo.name;
    image.loading = "lazy";
    if (photo.width && messages.length === 1) { image.width = photo.width; image.height = photo.height; }
    button.append(image);
    grid.append(button);
  }
  return grid;
}

function file(document) {
  const link = make("a", "file");
  link.href = document.url;
  link.target = "_blank";
  link.rel = "noopener";
  const ending = document.name.includes(".") ? document.name.split(".").pop() : "";
  const text = make("span", "what");
  text.append(make("b", "", document.name), make("small", "", size(document.size)));
  link.append(make("span", `kind ${ending.toLowerCase()}`, ending.slice(0, 4).toUpperCase() || "?"), text);
  return link;
}

// Drawn, for not every machine has the letter for it.
const BELL_OFF = "M12 3a6 6 0 0 0-6 6v4l-2 4h16l-2-4V9a6 6 0 0 0-6-6M10 20a2 2 0 0 0 4 0M4 3l16 18";
const SVG = "http://www.w3.org/2000/svg";

function drawn(lines) {
  const picture = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", lines);
  picture.append(path);
  return picture;
}

function foot(messages, hands) {
  const [first] = messages;
  const last = messages[messages.length - 1];
  const node = make("div", "foot");
  node.append(key("answer quiet", `↩\uFE0E ${say("reply")}`, () => hands.reply(first)));
  if (!first.from_bot && first.text && !first.document && !first.photo && !first.voice) {
    node.append(key("quiet", say("edit"), () => hands.edit(first)));
  }
  const signs = make("span", "signs");
  if (first.is_silent) {
    const bell = make("span", "bell");
    bell.append(drawn(BELL_OFF));
    bell.title = say("silent");
    bell.setAttribute("role", "img");
    bell.setAttribute("aria-label", say("silent"));
    signs.append(bell);
  }
  if (messages.some((message) => message.edited_at)) signs.append(make("span", "", say("edited")));
  const time = make("time", "", told(last.date, "hour"));
  time.dateTime = last.date;
  signs.append(time);
  if (!first.from_bot) signs.append(make("span", "ticks", "✓✓"));
  node.append(signs);
  return node;
}

function keys(message, hands) {
  const node = make("div", "keys");
  for (const row of message.buttons) {
    const line = make("div", "row");
    for (const button of row) {
      const press = key(button.style || "", button.url ? `${button.text} ↗` : button.text, () => hands.tap(button, message));
      if (button.data) press.dataset.data = button.data;
      line.append(press);
    }
    node.append(line);
  }
  return node;
}
