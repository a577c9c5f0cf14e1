// One operation on its way: a single answer, or the events of a subscription.

import { STREAM, STREAM_ACCEPTED, ask, read, readAnswer, send } from "./request.js";
import { readEvents } from "./stream.js";

export const EVENTS_KEPT = 200;
const RETRIES = 5;
const FIRST_PAUSE = 1000; // milliseconds; doubled with every try

// `state` is asking, answered, failed, stopped, listening, retrying, ended or refused. Each calls `changed`.
export class Run {
  constructor(question, { isSubscription, changed }) {
    Object.assign(this, { question, isSubscription, changed, state: "asking", answer: null, events: [] });
    Object.assign(this, { count: 0, shown: 0, isPaused: false, lastId: "", completed: false, tries: 0 });
    this.started = performance.now();
    this.controller = new AbortController();
  }

  get isRunning() {
    return ["asking", "listening", "retrying"].includes(this.state);
  }

  get waiting() {
    return this.count - this.shown;
  }

  async start() {
    try {
      await (this.isSubscription ? this.listen() : this.once());
    } catch {
      if (this.isRunning) this.become("failed");
    }
  }

  async once() {
    this.answer = await ask(this.question, this.controller.signal);
    this.become("answered");
  }

  // Follows a subscription; after a break goes on behind the last event, a few times.
  async listen() {
    for (;;) {
      try {
        await this.follow();
        if (!this.isRunning || this.completed) break;
      } catch (error) {
        if (!this.isRunning || this.lastId === "" || this.tries >= RETRIES) throw error;
      }
      this.tries += 1;
      if (this.tries > RETRIES) break;
      this.become("retrying");
      await this.pause(FIRST_PAUSE * 2 ** (this.tries - 1));
      if (!this.isRunning) return;
    }
    if (this.isRunning) this.become(this.errors.length ? "refused" : "ended");
  }

  // What is wrong with the whole operation: an event without data is the last one.
  get errors() {
    const last = this.events.at(-1)?.data;
    return last?.data === undefined ? (last?.errors ?? []) : [];
  }

  pause(milliseconds) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, milliseconds);
    });
  }

  async follow() {
    const more = this.lastId ? [["Last-Event-ID", this.lastId]] : [];
    const response = await send(this.question, STREAM_ACCEPTED, { signal: this.controller.signal, more });
    if (!response.headers.get("Content-Type")?.startsWith(STREAM)) {
      this.answer = await readAnswer(response, this.started);
      this.become("answered");
      return;
    }
    this.become("listening");
    await readEvents(response, (event) => this.take(event));
  }

  take({ event, data, id }) {
    if (event === "complete") this.completed = true;
    if (event !== "next") return;
    this.tries = 0;
    if (id) this.lastId = id;
    this.count += 1;
    const bytes = new TextEncoder().encode(data).length;
    this.events.push({ number: this.count, at: new Date(), id, bytes, data: read(data), text: data });
    if (!this.isPaused) this.reveal();
    while (this.events.length > EVENTS_KEPT) this.events.shift();
    this.changed(this);
  }

  // While it is paused events are still taken, but only shown afterwards.
  setPaused(isPaused) {
    this.isPaused = isPaused;
    if (!isPaused) this.reveal();
    this.changed(this);
  }

  reveal() {
    this.shown = this.count;
  }

  get shownEvents() {
    return this.events.filter(({ number }) => number <= this.shown);
  }

  clear() {
    this.events = [];
    this.reveal();
    this.changed(this);
  }

  stop() {
    if (!this.isRunning) return;
    this.milliseconds = performance.now() - this.started;
    this.become("stopped");
    this.controller.abort();
    this.wake?.();
  }

  become(state) {
    this.state = state;
    this.changed(this);
  }
}
