// What this tab remembers, and forgets when it is closed. A browser may refuse to; then nothing is kept.

export function recall(name, otherwise) {
  try {
    const kept = sessionStorage.getItem(`broadsheet.${name}`);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(`broadsheet.${name}`, JSON.stringify(value));
  } catch {
    // Private windows and full stores: the playground works without.
  }
}
