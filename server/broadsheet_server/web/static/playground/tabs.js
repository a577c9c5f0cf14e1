// The queries that are open, side by side. Each window has its own; a new window begins with those of the last.

import { keepable } from "./headers.js";
import { recall, remember } from "./memory.js";
import { holdsSecret } from "./secrets.js";

export const TABS_MAX = 20;

export class Tabs {
  constructor(first) {
    const kept = recall("window", "tabs", null) ?? recall("browser", "tabs", null);
    const texts = Array.isArray(kept?.tabs) && kept.tabs.length ? kept.tabs : [first];
    this.all = texts.slice(0, TABS_MAX).map((each) => fresh(each));
    this.active = this.all[kept?.active] ?? this.all[0];
  }

  // Opens a tab with a query, or takes an unused one for it. Returns null where there are too many.
  open(texts) {
    const unused = this.all.find(({ query, run }) => !query.trim() && !run);
    if (!unused && this.all.length >= TABS_MAX) return null;
    const tab = unused ? Object.assign(unused, fresh(texts)) : fresh(texts);
    if (!unused) this.all.push(tab);
    this.choose(tab);
    return tab;
  }

  choose(tab) {
    this.active = tab;
    this.keep();
  }

  // Closes a tab and ends what runs in it; the last one is emptied instead.
  close(tab) {
    const at = this.all.indexOf(tab);
    tab.run?.stop();
    this.all.splice(at, 1);
    if (this.all.length === 0) this.all.push(fresh({}));
    if (this.active === tab) this.active = this.all[Math.min(at, this.all.length - 1)];
    this.keep();
  }

  keep() {
    const tabs = this.all.map(({ query, variables, headers }) => ({
      query: holdsSecret(query) ? "" : query,
      variables: holdsSecret(variables) ? "" : variables,
      headers: keepable(headers),
    }));
    const kept = { tabs, active: this.all.indexOf(this.active) };
    remember("window", "tabs", kept);
    remember("browser", "tabs", kept);
  }
}

// `run` is what was last run in a tab; `caret` is where the query is written on.
function fresh({ query = "", variables = "", headers = "" }) {
  return { query: String(query), variables: String(variables), headers: String(headers), caret: 0, run: null };
}
