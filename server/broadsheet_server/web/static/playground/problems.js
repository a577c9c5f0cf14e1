// What is wrong with the text of an editor, in a list below it: where, in words, and the way there.

import { element } from "./elements.js";

const SHOWN = 4;

export class Problems {
  constructor(editor, list) {
    Object.assign(this, { editor, list });
  }

  show(faults) {
    this.editor.mark([...faults].sort((one, other) => one.start - other.start));
    const rows = faults.slice(0, SHOWN).map((fault) => this.row(fault));
    if (faults.length > SHOWN) rows.push(element("li", {}, `and ${faults.length - SHOWN} more`));
    this.list.replaceChildren(...rows);
    this.list.hidden = faults.length === 0;
  }

  row({ start, message }) {
    const { line, column } = this.editor.placeOf(start);
    const go = element(
      "button",
      { type: "button", onclick: () => this.editor.select(start) },
      `line ${line}, column ${column}`,
    );
    return element("li", {}, element("strong", {}, message), " ", go);
  }
}
