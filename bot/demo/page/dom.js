// Small things that every part of the page needs: making nodes, asking the server, sizes and times.
"use strict";

import { say, tongue } from "./words.js";

/** A node with a class and text; text is never read as HTML. */
export function make(tag, className = "", text = undefined) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function key(className, text, onPress) {
  const button = make("button", className, text);
  button.type = "button";
  button.addEventListener("click", onPress);
  return button;
}

/** JSON from the server; null where it has nothing to tell.
 *  Throws an Error whose message is a sentence of the server, in the reader's tongue where it has both. */
export async function ask(path, options) {
  let response;
  try { response = await fetch(path, options); } catch { throw new Error(say("away")); }
  if (!response.ok) {
    let reason = response.statusText;
    try {
      const { error } = await response.json();
      reason = typeof error === "object" && error ? error[tongue()] || error.id : error || reason;
    } catch { /* not JSON: the status says enough */ }
    throw new Error(reason);
  }
  return response.status === 204 ? null : response.json();
}

export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export function size(bytes) {
  const comma = (number) => number.toFixed(1).replace(".", tongue() === "id" ? "," : ".");
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${comma(bytes / 1024 / 1024)} MB`;
}

let zone = "Asia/Jakarta";
const shapes = {
  hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  short: { weekday: "short", day: "numeric", month: "short" },
  date: { year: "numeric", month: "2-digit", day: "2-digit" },
};

/** From now on times are told in this zone: the office's, wherever the reader's machine stands. */
export function tellTimesIn(its) { zone = its; }

/** A moment (anything Date reads) as the office's clock shows it: "hour", "day", "short" or "date". */
export function told(moment, shape) {
  const format = new Intl.DateTimeFormat(tongue() === "id" ? "id-ID" : "en-GB", { ...shapes[shape], timeZone: zone });
  return format.format(new Date(moment));
}

/** First line of a message, or the name of its file. */
export function summary(message) {
  const file = message.document || message.photo || message.voice;
  return message.text.split("\n")[0] || (file ? file.name : "");
}

/** Closes `list` when something outside it and its key is pressed, or Escape. */
export function closesByItself(list, itsKey) {
  document.addEventListener("pointerdown", (event) => {
    if (!list.hidden && !list.contains(event.target) && !itsKey.contains(event.target)) shut();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = [...list.querySelectorAll("button")];
      event.preventDefault();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    }
    if (event.key === "Escape") { event.stopPropagation(); shut(); itsKey.focus(); }
  });
  function shut() { list.hidden = true; itsKey.setAttribute("aria-expanded", "false"); }
  return shut;
}
