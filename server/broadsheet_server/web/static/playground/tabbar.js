// The open queries as a list of tabs (WAI-ARIA, tab pattern): arrows choose, Delete closes.

import { element } from "./elements.js";
import { title } from "./history.js";

export class TabBar {
  constructor({ list, tabs, choose, close }) {
    Object.assign(this, { list, tabs, choose, close });
    list.addEventListener("keydown", (event) => this.key(event));
  }

  paint() {
    this.list.replaceChildren(...this.tabs.all.map((tab) => this.tab(tab)));
  }

  tab(tab) {
    const isActive = tab === this.tabs.active;
    const name = title(tab.query) || "Empty";
    const button = element(
      "button",
      { type: "button", role: "tab", tabIndex: isActive ? 0 : -1, onclick: () => this.choose(tab) },
      element("span", {}, name),
    );
    button.setAttribute("aria-selected", String(isActive));
    button.setAttribute("aria-controls", "asking");
    button.setAttribute("aria-description", "Delete closes it");
    button.addEventListener("auxclick", ({ button: which }) => which === 1 && this.close(tab));
    if (tab.run?.isRunning) button.append(element("i", { title: "runs" }, "●"));
    return button;
  }

  focus() {
    this.list.querySelector('[aria-selected="true"]').focus();
  }

  key(event) {
    const { all, active } = this.tabs;
    const at = all.indexOf(active);
    const targets = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 };
    if (event.key in targets) this.choose(all[(targets[event.key] + all.length) % all.length]);
    else if (event.key === "Delete") this.close(active);
    else return;
    event.preventDefault();
    this.focus();
  }
}
