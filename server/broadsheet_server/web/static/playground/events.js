// The events of a subscription, the newest first and open.

import { linkedJson } from "./colours.js";
import { element } from "./elements.js";
import { EVENTS_KEPT } from "./run.js";

export class EventList {
  constructor({ list, bar, words, pause, clear }) {
    Object.assign(this, { list, bar, words, pause, run: null, entries: new Map() });
    pause.addEventListener("click", () => this.run?.setPaused(!this.run.isPaused));
    clear.addEventListener("click", () => this.run?.clear());
  }

  show(run) {
    if (run !== this.run) this.begin(run);
    this.bar.hidden = this.list.hidden = !run?.isSubscription || (run.count === 0 && !run.isRunning);
    if (!this.bar.hidden) this.paint();
  }

  begin(run) {
    this.run = run;
    this.entries.clear();
    this.list.replaceChildren();
  }

  paint() {
    const { run } = this;
    const shown = run.shownEvents;
    const kept = new Set(shown.map(({ number }) => number));
    for (const [number, entry] of this.entries) if (!kept.has(number)) this.remove(number, entry);
    for (const event of shown) if (!this.entries.has(event.number)) this.add(event);
    this.pause.textContent = run.isPaused ? "Go on" : "Pause";
    this.pause.setAttribute("aria-pressed", String(run.isPaused));
    this.words.textContent = this.summary(shown.length);
  }

  summary(shown) {
    const { run } = this;
    if (run.count === 0) return "Waiting for the first event.";
    const parts = [run.count === 1 ? "1 event" : `${run.count} events`];
    if (run.count > EVENTS_KEPT) parts.push(`the last ${EVENTS_KEPT} are kept`);
    else if (shown < run.shown) parts.push(`${shown} shown`);
    if (run.isPaused && run.waiting) parts.push(`${run.waiting} waiting`);
    return parts.join(" · ");
  }

  remove(number, entry) {
    entry.remove();
    this.entries.delete(number);
  }

  // Only the newest is open, unless somebody opened another.
  add(event) {
    const newest = this.list.firstElementChild?.firstElementChild;
    if (newest && !newest.dataset.kept) newest.open = false;
    const entry = element("li", {}, this.entry(event));
    this.entries.set(event.number, entry);
    this.list.prepend(entry);
  }

  entry(event) {
    const failed = event.data?.errors ? element("strong", {}, "error") : null;
    const time = event.at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    const heading = element(
      "summary",
      {},
      `${event.number} · ${time}`,
      event.id ? ` · id ${event.id}` : "",
      ` · ${event.bytes} bytes `,
      failed,
    );
    const text = event.data === undefined ? event.text : JSON.stringify(event.data, null, 2);
    const details = element("details", { open: true }, heading, element("pre", {}, ...linkedJson(text)));
    heading.addEventListener("click", () => (details.dataset.kept = "yes"));
    return details;
  }
}
