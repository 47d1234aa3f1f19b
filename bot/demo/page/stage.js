// What is around the phones: the way of the maklumat, the clock, the mishaps and the story, from /local/stage.
"use strict";

import { ask, key, make, post, tellTimesIn, told } from "./dom.js";
import { say, tongue } from "./words.js";

const part = (id) => document.getElementById(id);

export class Stage {
  /** `hooks`: fail(why) says what could not be done, tell(what) what was; changed(view) hears of each new view; sure(title, yes) asks. */
  constructor(hooks) {
    this.hooks = hooks;
    this.view = null;
    this.chosen = null;
    this.isDismissed = false;
    this.receivedAt = 0;
    for (const button of document.querySelectorAll("[data-time]")) {
      button.addEventListener("click", () => this.do("clock", { to: button.dataset.time }));
    }
    for (const button of document.querySelectorAll("[data-mishap]")) {
      button.addEventListener("click", () => {
        part("mishaps").hidePopover();
        const seconds = Number(button.dataset.seconds);
        this.do("mishap", { kind: button.dataset.mishap, ...(seconds ? { seconds } : {}) }, button.dataset.told && say(button.dataset.told));
      });
    }
    part("reset").addEventListener("click", async () => {
      part("mishaps").hidePopover();
      if (!this.hasStarted || await this.hooks.sure(say("sureReset"), say("yesReset"))) this.do("reset", {});
    });
    part("play").addEventListener("click", () => this.play());
    setInterval(() => this.tick(), 1000);
  }

  get hasStarted() { return Boolean(this.view?.maklumat.length); }
  get isOnStage() { return ["playing", "paused", "preparing"].includes(this.view?.tour.state); }

  async play() {
    if (this.hasStarted && !await this.hooks.sure(say("surePlay"), say("yesPlay"))) return;
    this.isDismissed = false;
    this.do("tour", { do: this.view.tour.state === "idle" && !this.hasStarted ? "play" : "restart" });
  }

  async load() {
    // A local Telegram may run without a stage: then there are only phones.
    const view = await ask("/local/stage");
    if (view) this.draw(view);
  }

  async do(what, body, done) {
    try {
      this.draw(await post(`/local/stage/${what}`, body));
      if (done) this.hooks.tell(done);
    } catch (error) { this.hooks.fail(error.message); }
  }

  draw(view) {
    this.view = view;
    this.receivedAt = performance.now();
    tellTimesIn(view.zone);
    for (const id of ["clock", "play", "mishaps-key"]) part(id).hidden = false;
    this.drawClock();
    this.drawStrip();
    this.drawTour();
    this.hooks.changed(view);
  }

  tick() { if (this.view) this.drawClock(); }

  drawClock() {
    const now = new Date(Date.parse(this.view.now) + performance.now() - this.receivedAt);
    const time = part("now");
    time.dateTime = now.toISOString();
    const words = `${told(now, "short")} · ${told(now, "hour")} ${this.view.zone_short}`;
    if (time.textContent !== words) time.textContent = words;
    time.classList.toggle("moved", Math.abs(this.view.offset_seconds) > 1);
    document.querySelector("[data-time=deadline]").disabled = !this.view.next_deadline;
  }

  drawStrip() {
    const strip = part("strip");
    const all = this.view.maklumat;
    strip.hidden = false;
    const shown = all.find((maklumat) => maklumat.number === this.chosen) || all[0];
    const content = JSON.stringify([shown, all.map((m) => m.number), tongue(), this.view.zone]);
    if (strip.dataset.content === content) return;
    strip.dataset.content = content;
    if (!shown) { strip.replaceChildren(make("p", "none", say("noMaklumat"))); return; }
    const head = make("div", "which");
    if (all.length > 1) {
      const choice = make("select");
      choice.setAttribute("aria-label", say("choose"));
      for (const maklumat of all) {
        const option = make("option", "", maklumat.number);
        option.selected = maklumat === shown;
        choice.append(option);
      }
      choice.addEventListener("change", () => { this.chosen = choice.value; this.drawStrip(); });
      head.append(choice);
    } else {
      head.append(make("b", "", shown.number));
    }
    const about = shown.version ? `${say("version")} ${shown.version}` : "";
    head.append(make("span", "", shown.phase === "cancelled" ? say("cancelled") : about));
    head.title = shown.title;
    const steps = make("ol");
    for (const step of shown.steps) steps.append(this.step(step));
    strip.replaceChildren(head, steps);
  }

  step(step) {
    const node = make("li", step.state);
    if (step.state === "current") node.setAttribute("aria-current", "step");
    node.append(make("span", "dot", step.state === "done" ? "✓" : String(step.step)));
    const text = make("div");
    text.append(make("b", "", step.label[tongue()]));
    const by = step.state === "done" ? step.done_by || "" : step.holders.join(", ");
    // "selaku" is the one word between a name and an office; both stay as the office writes them.
    const who = tongue() === "id" ? by : by.replaceAll(" selaku ", " as ");
    const holders = make("span", "holders", who);
    holders.title = who;
    if (who) text.append(holders);
    const times = [];
    if (step.state === "current" && step.since) times.push(`${say("since")} ${this.when(step.since)}`);
    if (step.state === "current" && step.due) times.push(`${say("due")} ${this.when(step.due)}`);
    if (step.state === "done" && step.done_at) times.push(this.when(step.done_at));
    if (times.length) text.append(make("small", "", times.join(" · ")));
    if (step.late) text.append(make("small", "late", say("late")));
    if (step.held) text.append(make("small", "late", say("held")));
    node.append(text);
    return node;
  }

  /** The hour alone for today, the day with it otherwise. */
  when(moment) {
    const hour = told(moment, "hour");
    return told(moment, "date") === told(this.view.now, "date") ? hour : `${told(moment, "short")} ${hour}`;
  }

  drawTour() {
    const { tour } = this.view;
    const bar = part("tour");
    part("play").textContent = `▶\uFE0E ${say(tour.state === "idle" ? "play" : "again")}`;
    part("play").disabled = tour.state === "preparing";
    if (tour.state !== this.lastState) { this.isDismissed = false; this.lastState = tour.state; }
    const isWelcome = tour.state === "idle" && !this.hasStarted;
    bar.hidden = this.isDismissed || (tour.state === "idle" && !isWelcome);
    bar.className = `tour ${tour.state}`;
    if (bar.hidden) return;
    const content = JSON.stringify([tour, tongue(), isWelcome]);
    if (bar.dataset.content === content) return;
    bar.dataset.content = content;
    const [heading, caption] = this.words(tour, isWelcome);
    const words = make("div", "caption");
    words.setAttribute("aria-live", "polite");
    words.append(make("b", "", heading), make("p", "", caption));
    const keys = make("div", "keys-of-tour");
    if (tour.state === "playing") keys.append(this.act("❙❙", "pause", "pause"), this.act("", "takeOver", "take_over"));
    if (tour.state === "paused") keys.append(this.act("▶\uFE0E", "resume", "resume"), this.act("", "takeOver", "take_over"));
    if (!this.isOnStage) keys.append(key("small quiet", `✕ ${say("dismiss")}`, () => { this.isDismissed = true; bar.hidden = true; }));
    const progress = make("span", "progress");
    if (this.isOnStage && tour.of) {
      progress.style.setProperty("--share", tour.scene / tour.of);
      keys.prepend(make("span", "scene", say("scene", { n: tour.scene, of: tour.of })));
    }
    bar.replaceChildren(words, keys, progress);
  }

  act(sign, word, deed) { return key("small", `${sign} ${say(word)}`.trim(), () => this.do("tour", { do: deed })); }

  words(tour, isWelcome) {
    if (isWelcome) return [say("welcome"), say("welcomeAbout")];
    if (tour.state === "preparing") return [say("preparing"), ""];
    const heading = tour.heading?.[tongue()] || "";
    const caption = tour.caption?.[tongue()] || "";
    if (tour.state === "taken_over") return [say("tookOver"), caption || say("tookOverAbout")];
    if (tour.state === "finished") return [say("finished"), caption || say("finishedAbout")];
    return [heading, caption];
  }
}
