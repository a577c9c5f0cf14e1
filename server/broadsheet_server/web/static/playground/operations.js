// The operations of a parsed document, and the one that is meant.

export function operationsOf(document) {
  return (document?.definitions ?? []).filter(({ kind }) => kind === "Operation");
}

// The operation that the caret is in; between two, the one that follows.
export function operationAt(document, caret) {
  const all = operationsOf(document);
  return all.find(({ end }) => caret <= end) ?? all.at(-1) ?? null;
}

export const nameOf = (operation) => operation?.name?.value ?? null;
