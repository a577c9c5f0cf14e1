// What is wrong with a document while it is being written. The syntax is checked here; the rest is asked of the server,
// whose rules, schema and limits are the ones that count: see docs/decisions/0006.

import { SyntaxFault, parse } from "./parser.js";

const PAUSE = 400; // milliseconds without a key before the server is asked
const KEPT = 50; // documents of which the faults are known
const ADDRESS = new URL("/playground/validation", location.href).href;

// `changed` gets { faults, document, isChecked }: `document` is the last that could be parsed.
export class Validation {
  constructor({ editor, changed }) {
    Object.assign(this, { editor, changed, document: null, timer: 0, controller: null, known: new Map() });
    editor.area.addEventListener("input", () => this.check());
  }

  check() {
    clearTimeout(this.timer);
    this.controller?.abort();
    const { text } = this.editor;
    const fault = this.parse(text);
    const known = this.known.get(text);
    if (fault || !text.trim()) this.tell(fault ? [fault] : [], !fault);
    else if (known) this.tell(known, true);
    else this.later(text);
  }

  parse(text) {
    try {
      this.document = text.trim() ? parse(text) : null;
      return null;
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      return { start: error.start, end: error.end, message: error.message };
    }
  }

  tell(faults, isChecked) {
    this.changed({ faults, document: this.document, isChecked });
  }

  later(text) {
    this.tell([], false);
    this.timer = setTimeout(() => this.askServer(text), PAUSE);
  }

  async askServer(text) {
    this.controller = new AbortController();
    const { signal } = this.controller;
    const headers = { "Content-Type": "text/plain; charset=utf-8" };
    try {
      const response = await fetch(ADDRESS, { method: "POST", headers, body: text, credentials: "omit", signal });
      const { errors } = await response.json();
      if (text === this.editor.text) this.learn(text, errors);
    } catch {
      // Aborted, or no server: the next run will say so.
    }
  }

  learn(text, errors) {
    const faults = errors.map((error) => this.fault(error)).sort((one, other) => one.start - other.start);
    if (this.known.size > KEPT) this.known.clear();
    this.known.set(text, faults);
    this.tell(faults, true);
  }

  // An error of the server at its place; one without a place is about the whole document.
  fault({ message, locations }) {
    const [place] = locations ?? [];
    const start = place ? this.editor.positionOf(place.line, place.column) : 0;
    const word = this.editor.text.slice(start).match(/^(?:[$@]?\w+|\.\.\.|.)/s)?.[0] ?? "";
    return { start, end: start + word.length, message };
  }
}
