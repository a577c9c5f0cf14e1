// A text area that shows line numbers and colours, and indents. The browser's own editing stays whole:
// undo, selection, input methods and screen readers work on the text area as they always do.

import { element } from "./elements.js";

const INDENT = "  ";
const OPENING = /[{([]\s*$/;

export class Editor {
  constructor(area, colour) {
    this.area = area;
    this.colour = colour;
    this.numbers = element("pre", { className: "numbers", ariaHidden: "true" });
    this.backdrop = element("pre", { className: "backdrop", ariaHidden: "true" });
    this.leaving = false;
    area.before(this.numbers, this.backdrop);
    area.addEventListener("input", () => this.paint());
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => (this.leaving = false));
    this.paint();
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.area.setSelectionRange(0, 0);
    this.area.dispatchEvent(new Event("input"));
    this.area.parentElement.scrollTo(0, 0);
  }

  paint() {
    const lines = this.text.split("\n").length;
    this.numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
    this.backdrop.replaceChildren(...this.colour(this.text), "\n");
  }

  // Replaces a part of the text so that it can be undone.
  replace(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) this.area.setRangeText(text, start, end, "end");
  }

  select(line, column) {
    const before = this.text.split("\n").slice(0, line - 1);
    const place = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(place, place);
  }

  // Tab indents. Escape, then Tab, leaves: a keyboard must always find the way out.
  key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Escape") {
      this.leaving = true;
    } else if (event.key === "Tab" && plain && !this.leaving) {
      event.preventDefault();
      this.indent(event.shiftKey);
    } else if (event.key === "Enter" && plain && !event.shiftKey) {
      event.preventDefault();
      this.breakLine();
    } else if (event.key === "/" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.comment();
    } else if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) {
      this.leaving = false;
    }
  }

  indent(back) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (start === end && !back) {
      this.replace(start, end, INDENT);
      return;
    }
    this.changeLines((line) => (back ? line.replace(/^ {1,2}/, "") : INDENT + line));
  }

  comment() {
    const isCommented = (line) => /^\s*#/.test(line) || !line.trim();
    const all = this.selectedLines().lines.every(isCommented);
    this.changeLines((line) => (all ? line.replace(/^(\s*)# ?/, "$1") : line.trim() ? `# ${line}` : line));
  }

  selectedLines() {
    const { selectionStart, selectionEnd } = this.area;
    const start = this.text.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = this.text.indexOf("\n", selectionEnd);
    const end = next < 0 ? this.text.length : next;
    return { start, end, lines: this.text.slice(start, end).split("\n") };
  }

  changeLines(change) {
    const { start, end, lines } = this.selectedLines();
    const text = lines.map(change).join("\n");
    this.replace(start, end, text);
    this.area.setSelectionRange(lines.length > 1 ? start : start + text.length, start + text.length);
  }

  breakLine() {
    const { selectionStart: start, selectionEnd: end } = this.area;
    const line = this.text.slice(this.text.lastIndexOf("\n", start - 1) + 1, start);
    const margin = line.match(/^\s*/)[0];
    const deeper = OPENING.test(line) ? margin + INDENT : margin;
    const closes = OPENING.test(line) && /^[})\]]/.test(this.text.slice(end));
    this.replace(start, end, closes ? `\n${deeper}\n${margin}` : `\n${deeper}`);
    if (closes) this.area.setSelectionRange(start + 1 + deeper.length, start + 1 + deeper.length);
  }
}
