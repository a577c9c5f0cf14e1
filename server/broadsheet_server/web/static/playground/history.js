// The last things asked, newest first, as long as this tab is open.

import { recall, remember } from "./memory.js";

const KEPT = 20;

export function past() {
  return recall("history", []);
}

export function note(query, variables) {
  const others = past().filter((entry) => entry.query !== query || entry.variables !== variables);
  remember("history", [{ query, variables, at: Date.now() }, ...others].slice(0, KEPT));
}

// A line to recognise it by: its operation, or its first line that is no comment.
export function title({ query, at }) {
  const named = query.match(/\b(?:query|mutation|subscription)\s+(\w+)/);
  const line = query.split("\n").find((each) => each.trim() && !each.trim().startsWith("#")) ?? "";
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return `${time}  ${(named?.[1] ?? line.trim()).slice(0, 50)}`;
}
