// A list of what may stand at the caret, below the line that is being written.

import { element } from "./elements.js";
import { written } from "./schema.js";

const SHOWN = 40;
const TYPED = /[\w$@".]/;

// `find(text, caret)` returns { start, end?, word, choices } or null.
export class Completion {
  constructor(editor, list, find) {
    Object.assign(this, { editor, list, find, found: null, at: 0 });
    const { area } = editor;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", list.id);
    area.addEventListener("keydown", (event) => this.key(event), { capture: true });
    area.addEventListener("input", (event) => this.typed(event));
    area.addEventListener("blur", () => this.close());
    area.addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  typed(event) {
    const wanted = event.inputType?.startsWith("insert") && TYPED.test(event.data?.at(-1) ?? "");
    if (wanted || this.isOpen) this.offer(1);
  }

  // Shows the choices when at least so many letters of the word are written; behind `...` at once.
  offer(letters) {
    const found = this.choices();
    const isSpread = this.editor.text.slice(0, found?.start).endsWith("...");
    if (!found || (found.word.length < letters && !isSpread) || found.choices.length === 0) {
      this.close();
      return;
    }
    this.found = { ...found, choices: found.choices.slice(0, SHOWN) };
    this.at = 0;
    this.paint();
  }

  choices() {
    const { selectionStart: start, selectionEnd: end } = this.editor.area;
    return start === end ? this.find(this.editor.text, start) : null;
  }

  paint() {
    this.list.replaceChildren(...this.found.choices.map((choice, index) => this.option(choice, index)));
    this.list.hidden = false;
    this.place();
    this.mark();
  }

  option(choice, index) {
    return element(
      "li",
      {
        role: "option",
        id: `${this.list.id}-${index}`,
        onmousedown: (event) => this.pick(event, index),
      },
      element("span", {}, choice.name),
      choice.type ? element("small", {}, written(choice.type)) : null,
      choice.description ? element("em", {}, choice.description) : null,
    );
  }

  mark() {
    for (const [index, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(index === this.at));
    }
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    this.editor.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  // Below the caret: the letters all have one width, so its place can be counted.
  place() {
    const { area, box } = this.editor;
    const lines = this.editor.text.slice(0, this.found.start).split("\n");
    const style = getComputedStyle(area);
    const below = lines.length * parseFloat(style.lineHeight) + parseFloat(style.paddingTop);
    const room = box.scrollTop + box.clientHeight - below;
    this.list.style.maxHeight = room < 140 ? "8rem" : "";
    this.list.style.top = `${below}px`;
    const most = box.scrollLeft + box.clientWidth - this.list.offsetWidth - 4;
    const gutter = this.editor.numbers.offsetWidth + parseFloat(style.paddingLeft);
    const left = gutter + lines.at(-1).length * this.letterWidth();
    this.list.style.left = `${Math.max(0, Math.min(left, most))}px`;
    if (room < this.list.offsetHeight) box.scrollTop += this.list.offsetHeight - room;
  }

  letterWidth() {
    const probe = element("span", {}, "0".repeat(50));
    this.editor.backdrop.append(probe);
    const width = probe.getBoundingClientRect().width / 50;
    probe.remove();
    return width;
  }

  close() {
    this.list.hidden = true;
    this.editor.area.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.offer(0);
    } else if (this.isOpen && !event.isComposing) {
      this.keyInList(event);
    }
  }

  keyInList(event) {
    const count = this.found.choices.length;
    const takes = event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey);
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at + count - 1) % count;
    else if (event.key === "Escape") this.close();
    else if (takes) this.pick(event, this.at);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.isOpen) this.mark();
  }

  pick(event, index) {
    event.preventDefault();
    const { start, end } = this.found;
    const { insert } = this.found.choices[index];
    this.close();
    this.editor.replace(start, end ?? this.editor.area.selectionStart, insert);
    this.close();
  }
}
