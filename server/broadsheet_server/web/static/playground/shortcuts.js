// The keyboard: one list, of which the keys are obeyed and the sheet is written.

import { element } from "./elements.js";

const WRITING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
// What other modules do with keys, for the sheet.
const ELSEWHERE = [
  ["Ctrl Space", "Complete the word"],
  ["Ctrl I", "Explain the word; again: open its documentation"],
  ["Ctrl /", "Make comments of the lines, and back"],
  ["Tab", "Indent; Esc, then Tab, leaves the editor"],
  ["← →", "Choose among the tabs; Delete closes one"],
];

// `commands`: { keys: ["Ctrl", "Enter"], words, run }. Ctrl is also Command on a Mac.
export function obey(commands) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const command = commands.find(({ keys }) => matches(event, keys));
    if (!command) return;
    event.preventDefault();
    command.run();
  });
}

function matches(event, keys) {
  const wanted = new Set(keys.slice(0, -1));
  const key = keys.at(-1);
  const isPlain = wanted.size === 0;
  if (isPlain && (WRITING.has(event.target.tagName) || event.ctrlKey || event.altKey || event.metaKey)) return false;
  const held = isPlain || (wanted.has("Ctrl") === (event.ctrlKey || event.metaKey) && wanted.has("Alt") === event.altKey);
  const shift = isPlain || wanted.has("Shift") === event.shiftKey;
  return held && shift && isKey(event, key);
}

// With Alt, some keyboards write other letters: then the place of the key counts.
function isKey(event, key) {
  return event.key.toLowerCase() === key.toLowerCase() || (event.altKey && event.code === `Key${key}`);
}

export function writeSheet(list, commands) {
  const own = commands.map(({ keys, words }) => [keys.join(" "), words]);
  const rows = [...own, ...ELSEWHERE].flatMap(([keys, words]) => [
    element("dt", {}, ...keys.split(" ").flatMap((key) => [element("kbd", {}, key), " "])),
    element("dd", {}, words),
  ]);
  list.replaceChildren(...rows);
}
