// A list of what may stand at the caret, below the line that is being written.

import { choicesAt } from "./context.js";
import { element } from "./elements.js";
import { written } from "./schema.js";

const SHOWN = 40;

export class Completion {
  constructor(editor, list) {
    Object.assign(this, { editor, list, schema: null, found: null, at: 0 });
    const { area } = editor;
    area.addEventListener("keydown", (event) => this.key(event), { capture: true });
    area.addEventListener("input", (event) => this.typed(event));
    area.addEventListener("blur", () => this.close());
    area.addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  typed(event) {
    const wanted = event.inputType?.startsWith("insert") && /[\w$]/.test(event.data ?? "");
    if (wanted || this.isOpen) this.offer(1);
  }

  // Shows the choices when at least so many letters of the word are written.
  offer(letters) {
    const found = this.choices();
    if (!found || found.word.length < letters || found.choices.length === 0) {
      this.close();
      return;
    }
    this.found = { ...found, choices: found.choices.slice(0, SHOWN) };
    this.at = 0;
    this.paint();
  }

  choices() {
    const { selectionStart: start, selectionEnd: end } = this.editor.area;
    return this.schema && start === end ? choicesAt(this.editor.text, start, this.schema) : null;
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
        id: `choice-${index}`,
        title: choice.description,
        onmousedown: (event) => this.pick(event, index),
      },
      element("span", {}, choice.name),
      choice.type ? element("small", {}, written(choice.type)) : null,
    );
  }

  mark() {
    for (const [index, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(index === this.at));
    }
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    this.editor.area.setAttribute("aria-activedescendant", `choice-${this.at}`);
  }

  // Below the caret: the letters all have one width, so its place can be counted.
  place() {
    const { area } = this.editor;
    const lines = this.editor.text.slice(0, this.found.start).split("\n");
    const style = getComputedStyle(area);
    this.list.style.top = `${lines.length * parseFloat(style.lineHeight) + parseFloat(style.paddingTop)}px`;
    this.list.style.left = `calc(${lines.at(-1).length}ch + ${style.paddingLeft} + var(--gutter))`;
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
    const { start } = this.found;
    const { insert } = this.found.choices[index];
    this.close();
    this.editor.replace(start, this.editor.area.selectionStart, insert);
    this.close();
  }
}
