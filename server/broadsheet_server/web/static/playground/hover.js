// What the word under the pointer, or at the caret, means: a note beside it, with what is wrong there first.

import { coded, deprecated } from "./descriptions.js";
import { element } from "./elements.js";
import { bare, written } from "./schema.js";

const PAUSE = 250; // milliseconds that the pointer rests
const GAP = 4;

// `find(text, position)` returns { token, meaning } or null; `open` takes the name of a type to the documentation.
export class Hover {
  constructor(editor, note, { find, open }) {
    Object.assign(this, { editor, note, find, open, timer: 0, askedAt: null, target: null });
    const { area, box } = editor;
    area.addEventListener("mousemove", (event) => this.moved(event));
    area.addEventListener("mouseleave", () => this.leave());
    area.addEventListener("input", () => this.close());
    area.addEventListener("blur", () => this.close());
    area.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("scroll", () => this.close());
    note.addEventListener("mouseenter", () => clearTimeout(this.timer));
    note.addEventListener("mouseleave", () => this.leave());
  }

  moved({ clientX, clientY }) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const word = this.editor.wordAt(clientX, clientY);
      this.askedAt = null;
      if (word) this.show(word.start, word.rect);
      else this.close();
    }, PAUSE);
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), PAUSE);
  }

  // Ctrl I explains the word at the caret, and again opens the documentation at it.
  key(event) {
    if (event.key.toLowerCase() === "i" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      const { selectionStart: caret } = this.editor.area;
      if (this.isOpen && this.target && this.askedAt === caret) this.open(this.target);
      else this.explain(caret);
    } else if (event.key === "Escape" && this.isOpen) {
      this.close();
      event.preventDefault();
    }
  }

  get isOpen() {
    return !this.note.hidden;
  }

  explain(caret) {
    this.askedAt = caret;
    const here = this.find(this.editor.text, caret) ?? this.find(this.editor.text, caret - 1);
    const start = here?.token.start ?? caret;
    if (!this.show(start, this.editor.rectOf(start))) this.close();
  }

  show(start, rect) {
    const found = this.find(this.editor.text, start);
    const faults = this.editor.marked.filter((each) => each.start <= start && start < Math.max(each.end, each.start + 1));
    const parts = [...faults.map(({ message }) => element("p", { className: "fault" }, message))];
    if (found) parts.push(...this.described(found.meaning));
    if (parts.length === 0) {
      this.close();
      return false;
    }
    this.target = found ? targetOf(found.meaning) : null;
    if (this.target) parts.push(this.way());
    this.note.replaceChildren(...parts);
    this.note.hidden = false;
    this.place(rect);
    return true;
  }

  way() {
    const go = () => this.open(this.target);
    return element("p", {}, element("button", { type: "button", className: "type", onmousedown: go }, "Documentation"));
  }

  place(rect) {
    const { offsetWidth, offsetHeight } = this.note;
    const { clientWidth, clientHeight } = document.documentElement;
    const isBelow = rect.bottom + offsetHeight + GAP < clientHeight;
    this.note.style.left = `${Math.max(GAP, Math.min(rect.left, clientWidth - offsetWidth - GAP))}px`;
    this.note.style.top = `${isBelow ? rect.bottom + GAP : Math.max(GAP, rect.top - offsetHeight - GAP)}px`;
  }

  described(meaning) {
    const { member, type } = meaning;
    const text = (member ?? type)?.description;
    const paragraph = text ? [element("p", {}, ...coded(text.split(/\n\s*\n/)[0]))] : [];
    return signature(meaning) ? [element("code", {}, signature(meaning)), ...paragraph, ...deprecated(member ?? {})] : [];
  }

  close() {
    clearTimeout(this.timer);
    this.note.hidden = true;
  }
}

function signature({ kind, member, owner, type }) {
  if (kind === "field") return `${owner}.${member.name}${inBrackets(member.args)}: ${written(member.type)}`;
  if (kind === "input") return `${member.name}: ${written(member.type)}${member.defaultValue ? ` = ${member.defaultValue}` : ""}`;
  if (kind === "directive") return `@${member.name}${inBrackets(member.args)}`;
  if (kind === "value") return `${owner}.${member.name}`;
  return kind === "type" ? `${type.kind.toLowerCase().replace("_", " ")} ${type.name}` : null;
}

const inBrackets = (args) => (args?.length ? `(${args.map(({ name, type }) => `${name}: ${written(type)}`).join(", ")})` : "");

function targetOf({ kind, member, owner, type }) {
  if (kind === "field" || kind === "value") return owner;
  if (kind === "input") return bare(member.type);
  return type?.name ?? null;
}
