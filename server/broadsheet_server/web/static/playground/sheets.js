// What opens over the page: the shortcuts, and the history with a search of its own.

import { byId, element } from "./elements.js";
import { clear, past, title } from "./history.js";

export function openSheet(dialog) {
  if (!dialog.open) dialog.showModal();
}

// Closes a sheet by its button, by Escape (the browser does), and by a press outside of it.
export function prepareSheet(dialog) {
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

export class HistorySheet {
  constructor(dialog, open) {
    Object.assign(this, { dialog, open, list: byId("history-list"), search: byId("history-search") });
    prepareSheet(dialog);
    this.search.addEventListener("input", () => this.paint());
    byId("history-clear").addEventListener("click", () => {
      clear();
      this.paint();
      this.search.focus();
    });
  }

  show() {
    this.search.value = "";
    this.paint();
    openSheet(this.dialog);
    this.search.focus();
  }

  paint() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = past().filter(({ query, variables }) => `${query}\n${variables}`.toLowerCase().includes(wanted));
    const rows = found.map((entry) => this.row(entry));
    const none = wanted ? "Nothing of it is in the history." : "Nothing has been asked yet.";
    this.list.replaceChildren(...(rows.length ? rows : [element("li", {}, none)]));
  }

  row(entry) {
    const take = () => {
      this.dialog.close();
      this.open(entry);
    };
    const time = new Date(entry.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const parts = [element("span", {}, title(entry.query)), element("small", {}, time)];
    return element("li", {}, element("button", { type: "button", onclick: take }, ...parts));
  }
}
