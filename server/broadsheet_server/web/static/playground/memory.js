// What this browser remembers. Nothing here is ever a key: callers ask `secrets.js` first. A browser may refuse to
// keep anything; then nothing is kept, and the playground works all the same.

const stores = { window: "sessionStorage", browser: "localStorage" };

// `where` is `window` (until it is closed) or `browser` (until somebody clears it).
export function recall(where, name, otherwise) {
  try {
    const kept = globalThis[stores[where]].getItem(`broadsheet.${name}`);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

export function remember(where, name, value) {
  try {
    globalThis[stores[where]].setItem(`broadsheet.${name}`, JSON.stringify(value));
  } catch {
    // Private windows and full stores.
  }
}
