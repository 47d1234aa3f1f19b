// A voice message: a button, the shape of the sound drawn from the sound itself, and its length.
"use strict";

import { make } from "./dom.js";
import { say } from "./words.js";

const BARS = 28;
let playing = null;

export function voice(file) {
  const node = make("div", "voice");
  const audio = new Audio();
  audio.preload = "none";
  audio.src = file.url;
  const button = make("button", "listen", "▶\uFE0E");
  button.type = "button";
  button.setAttribute("aria-label", say("listen"));
  const wave = make("span", "wave");
  for (let bar = 0; bar < BARS; bar += 1) wave.append(make("i"));
  const length = make("span", "length", told(file.duration));
  button.addEventListener("click", () => {
    if (!audio.paused) { audio.pause(); return; }
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    audio.play().catch(() => { length.textContent = "–"; });
  });
  audio.addEventListener("play", () => show("❙❙", "stopListening"));
  audio.addEventListener("pause", () => show("▶\uFE0E", "listen"));
  audio.addEventListener("ended", () => { paint(0); length.textContent = told(audio.duration || file.duration); });
  audio.addEventListener("timeupdate", () => {
    paint(audio.duration ? audio.currentTime / audio.duration : 0);
    length.textContent = told(audio.currentTime);
  });
  drawn(file.url).then(({ heights, seconds }) => {
    length.textContent = told(seconds);
    heights.forEach((height, bar) => { wave.children[bar].style.height = `${15 + 85 * height}%`; });
  }).catch(() => { /* a sound this browser cannot read stays a flat line, and can still be saved */ });
  node.append(button, wave, length);
  return node;

  function show(sign, word) { button.textContent = sign; button.setAttribute("aria-label", say(word)); }
  function paint(share) {
    [...wave.children].forEach((bar, number) => bar.classList.toggle("heard", number < share * BARS));
  }
}

function told(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}.${String(whole % 60).padStart(2, "0")}`;
}

// How long it is, and how loud each stretch of it, between 0 and 1, against the loudest.
async function drawn(url) {
  const bytes = await (await fetch(url)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  const stretch = Math.max(1, Math.floor(samples.length / BARS));
  const heights = [];
  for (let bar = 0; bar < BARS; bar += 1) {
    let loudest = 0;
    for (let at = bar * stretch; at < Math.min((bar + 1) * stretch, samples.length); at += 16) {
      loudest = Math.max(loudest, Math.abs(samples[at]));
    }
    heights.push(loudest);
  }
  const top = Math.max(...heights) || 1;
  return { heights: heights.map((height) => height / top), seconds: sound.duration };
}
