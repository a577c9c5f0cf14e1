// The last things asked, newest first, kept by the browser; what holds a key is not.

import { recall, remember } from "./memory.js";
import { parse } from "./parser.js";
import { holdsSecret } from "./secrets.js";

const KEPT = 100;
const CHARACTERS_KEPT = 400_000;

export function past() {
  const entries = recall("browser", "history", []);
  return Array.isArray(entries) ? entries : [];
}

export function note({ query, variables }) {
  if (!query.trim() || holdsSecret(query + variables)) return;
  const others = past().filter((entry) => entry.query !== query || entry.variables !== variables);
  remember("browser", "history", bounded([{ query, variables, at: Date.now() }, ...others]));
}

function bounded(entries) {
  let characters = 0;
  return entries.slice(0, KEPT).filter(({ query, variables }) => {
    characters += query.length + variables.length;
    return characters <= CHARACTERS_KEPT;
  });
}

export const clear = () => remember("browser", "history", []);

// A name to recognise it by: its operations, or its first line that is no comment.
export function title(query) {
  const named = operationsOf(query).map(({ name }) => name?.value).filter(Boolean);
  const line = query.split("\n").find((each) => each.trim() && !each.trim().startsWith("#")) ?? "";
  return (named.join(", ") || line.trim()).slice(0, 60);
}

function operationsOf(query) {
  try {
    return parse(query).definitions.filter(({ kind }) => kind === "Operation");
  } catch {
    return [];
  }
}
