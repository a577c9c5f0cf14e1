// JSON (RFC 8259) with the place of everything, so that a fault can be shown where it is, and completed where it is
// being written.

const SHAPES = {
  string: /"(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})|[^"\\\u0000-\u001f])*"/,
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/,
  literal: /(?:true|false|null)(?!\w)/,
  sign: /[{}[\]:,]/,
  space: /[ \t\n\r]+/,
  wrong: /"(?:\\.|[^"\\\n])*"?|[\w.+-]+|[\s\S]/,
};
const TOKEN = new RegExp(
  Object.entries(SHAPES).map(([kind, shape]) => `(?<${kind}>${shape.source})`).join("|"),
  "g",
);

// Everything in the text: { kind, text, start, end }.
export function jsonTokens(text) {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const [kind, words] = Object.entries(match.groups).find(([, part]) => part !== undefined);
    return { kind, text: words, start: match.index, end: match.index + words.length };
  });
}

export class JsonFault extends Error {
  constructor(message, { start, end }) {
    super(message);
    Object.assign(this, { start, end });
  }
}

// The value in a text as nodes: { kind, start, end } with `entries`, `items` or `value`. Throws a JsonFault.
export function parseJson(text) {
  return new JsonParser(text).whole();
}

class JsonParser {
  constructor(text) {
    const end = { kind: "end", text: "", start: text.length, end: text.length };
    this.tokens = [...jsonTokens(text).filter(({ kind }) => kind !== "space"), end];
    this.at = 0;
  }

  get token() {
    return this.tokens[this.at];
  }

  isSign(sign) {
    return this.token.kind === "sign" && this.token.text === sign;
  }

  next() {
    return this.tokens[this.at++];
  }

  fault(expected) {
    const found = this.token.kind === "end" ? "the end" : `“${this.token.text.slice(0, 30)}”`;
    const hint = this.token.text.startsWith("'") ? " JSON takes double quotes only." : "";
    return new JsonFault(`Expected ${expected}, found ${found}.${hint}`, this.token);
  }

  take(sign) {
    if (!this.isSign(sign)) throw this.fault(`“${sign}”`);
    return this.next();
  }

  whole() {
    const value = this.value();
    if (this.token.kind !== "end") throw this.fault("the end");
    return value;
  }

  value() {
    if (this.isSign("{")) return this.object();
    if (this.isSign("[")) return this.list();
    if (!["string", "number", "literal"].includes(this.token.kind)) throw this.fault("a value");
    const { kind, text, start, end } = this.next();
    const isWord = kind === "literal";
    return { kind: isWord ? (text === "null" ? text : "boolean") : kind, value: JSON.parse(text), text, start, end };
  }

  object() {
    const { start } = this.next();
    const entries = this.several("}", () => {
      if (this.token.kind !== "string") throw this.fault("a name in double quotes");
      const { text, ...place } = this.next();
      this.take(":");
      return { key: { name: JSON.parse(text), ...place }, value: this.value() };
    });
    return { kind: "object", start, end: this.take("}").end, entries };
  }

  list() {
    const { start } = this.next();
    const items = this.several("]", () => this.value());
    return { kind: "list", start, end: this.take("]").end, items };
  }

  several(close, read) {
    const found = [];
    if (this.isSign(close)) return found;
    do found.push(read());
    while (this.isSign(",") && this.next());
    if (!this.isSign(close)) throw this.fault(`“,” or “${close}”`);
    return found;
  }
}

// Where a caret is in JSON that is still being written: { path, expects, start, word }. `path` has the keys on the way
// down, null for an item of a list; `expects` is `key` or `value`; null inside of nothing.
export function jsonPlace(text, caret) {
  const before = jsonTokens(text).filter(({ kind, start }) => kind !== "space" && start < caret);
  const last = before.at(-1);
  const isTyped = last && last.kind !== "sign" && last.end >= caret;
  const typed = isTyped ? before.pop() : null;
  const open = [];
  for (const token of before) step(open, token);
  const top = open.at(-1);
  if (!top) return null;
  const start = typed?.start ?? caret;
  const inner = top.isList ? null : top.key;
  const path = [...open.slice(0, -1).map((each) => each.key), ...(top.expects === "value" ? [inner] : [])];
  const word = text.slice(start, caret).replace(/^"/, "");
  return { path, expects: top.expects, start, end: typed?.end ?? caret, word, keys: top.keys };
}

function step(open, token) {
  const top = open.at(-1);
  if (token.text === "{") open.push({ key: null, keys: [], expects: "key" });
  else if (token.text === "[") open.push({ isList: true, key: null, keys: [], expects: "value" });
  else if (token.text === "}" || token.text === "]") open.pop();
  else if (!top) return;
  else if (token.text === ",") top.expects = top.isList ? "value" : "key";
  else if (token.text === ":") top.expects = "value";
  else if (token.kind === "string" && top.expects === "key") {
    top.key = JSON.parse(token.text);
    top.keys.push(top.key);
  }
}

// JSON indented by two blanks a level, every string and number letter by letter.
export function indented(text) {
  const all = jsonTokens(text).filter(({ kind }) => kind !== "space");
  let margin = "\n";
  let result = "";
  let before = null;
  for (const token of all) {
    const sign = token.kind === "sign" ? token.text : null;
    const closes = sign === "}" || sign === "]";
    const opened = before === "{" || before === "[";
    if (closes) margin = margin.slice(0, -2);
    if (opened !== closes || (opened && !closes)) result += opened || closes ? margin : "";
    result += token.text + (sign === ":" ? " " : "") + (sign === "," ? margin : "");
    if (sign === "{" || sign === "[") margin += "  ";
    before = sign;
  }
  return result;
}
