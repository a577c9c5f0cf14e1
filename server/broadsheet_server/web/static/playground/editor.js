// A text area that shows line numbers, colours and marks, and indents. The browser's own editing stays whole: undo,
// selection, input methods and screen readers work on the text area as they always do.

import { element } from "./elements.js";

const INDENT = "  ";
const OPENING = /[{([]\s*$/;

export class Editor {
  constructor(area, colour) {
    this.area = area;
    this.colour = colour;
    this.marked = [];
    this.numbers = layer("numbers");
    this.backdrop = layer("backdrop");
    this.marks = layer("marks");
    this.leaving = false;
    area.before(this.numbers, this.backdrop, this.marks);
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

  get box() {
    return this.area.parentElement;
  }

  paint() {
    this.backdrop.replaceChildren(...this.colour(this.text), "\n");
    this.paintMarks();
  }

  // Shows what is wrong: { start, end, message } in the order of the text.
  mark(faults) {
    this.marked = faults;
    this.area.setAttribute("aria-invalid", String(faults.length > 0));
    this.paintMarks();
  }

  paintMarks() {
    const { text } = this;
    let at = 0;
    const parts = [];
    for (const { start, end } of this.marked) {
      if (start < at || start > text.length) continue;
      const shown = text.slice(start, Math.max(end, start + 1)).replace(/^\n?$/, " ");
      parts.push(text.slice(at, start), element("span", { className: "mark" }, shown));
      at = Math.max(end, start + 1);
    }
    this.marks.replaceChildren(...parts);
    this.paintNumbers();
  }

  paintNumbers() {
    const wrong = new Set(this.marked.map(({ start }) => this.placeOf(start).line));
    const count = this.text.split("\n").length;
    const lines = Array.from({ length: count }, (_, index) => {
      const number = `${index + 1}\n`;
      return wrong.has(index + 1) ? element("span", { className: "wrong-line" }, number) : number;
    });
    this.numbers.replaceChildren(...lines);
  }

  // { line, column } of a position, both from 1.
  placeOf(position) {
    const before = this.text.slice(0, position).split("\n");
    return { line: before.length, column: before.at(-1).length + 1 };
  }

  // The position of a line and a column that counts characters, as the server counts them.
  positionOf(line, column) {
    const lines = this.text.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    return before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  }

  // Replaces a part of the text so that it can be undone.
  replace(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    const command = text ? "insertText" : "delete";
    if (start === end && !text) return;
    if (!document.execCommand(command, false, text)) this.area.setRangeText(text, start, end, "end");
  }

  replaceAll(text) {
    const { selectionStart } = this.area;
    if (text === this.text) return;
    this.replace(0, this.text.length, text);
    this.select(Math.min(selectionStart, text.length));
  }

  select(start, end = start) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    this.reveal(start);
  }

  // Scrolls so that a position is seen.
  reveal(position) {
    const { line } = this.placeOf(position);
    const style = getComputedStyle(this.area);
    const top = (line - 1) * parseFloat(style.lineHeight);
    const { box } = this;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 48) {
      box.scrollTop = Math.max(0, top - box.clientHeight / 2);
    }
  }

  // The painted word at a point of the window: { start, rect }, or null. It is looked for in the layer below the text
  // area, so that it is right for letters of every width.
  wordAt(x, y) {
    for (const span of this.backdrop.children) {
      for (const rect of span.getClientRects()) {
        const isInside = x >= rect.left && x < rect.right && y >= rect.top && y < rect.bottom;
        if (isInside) return { start: span.start, rect };
      }
    }
    return null;
  }

  // Where a position is in the window.
  rectOf(position) {
    const span = [...this.backdrop.children].findLast(({ start }) => start <= position);
    return (span ?? this.area).getBoundingClientRect();
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

const layer = (className) => element("pre", { className, ariaHidden: "true" });
