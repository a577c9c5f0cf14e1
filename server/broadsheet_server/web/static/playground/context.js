// Where in a GraphQL document the caret is, and so what may stand there.

import { tokens } from "./lexer.js";
import { bare } from "./schema.js";

const OPERATIONS = new Set(["query", "mutation", "subscription", "fragment"]);

// Returns { start, word, choices }: what has been typed of the word, and what it may become.
export function choicesAt(text, caret, schema) {
  const before = tokens(text.slice(0, caret)).filter(({ kind }) => kind !== "space" && kind !== "comment");
  if (inside(text, caret, ["comment", "string"])) return null;
  const last = before.at(-1);
  const typed = last && last.start + last.text.length === caret && isWord(last) ? last : null;
  if (typed) before.pop();
  const choices = possible(new Walk(schema).through(before), schema, text);
  const written = typed?.text ?? "";
  const begins = ({ name }) => name !== written && name.toLowerCase().startsWith(written.toLowerCase());
  return { start: caret - written.length, word: written, choices: choices.filter(begins) };
}

const isWord = (token) => ["name", "keyword", "variable"].includes(token.kind);

function inside(text, caret, kinds) {
  return tokens(text).some(({ kind, start, text: words }) => {
    const end = start + words.length;
    return kinds.includes(kind) && start < caret && (caret < end || (kind === "comment" && caret === end));
  });
}

function possible(place, schema, text) {
  if (place.kind === "fields") return fields(schema.type(place.type));
  if (place.kind === "inputs") return place.inputs.map((input) => choice(input, `${input.name}: `));
  if (place.kind === "value") return values(schema.type(place.type), text);
  if (place.kind === "types") return schema.ownTypes.filter((type) => type.fields).map(({ name }) => word(name));
  return ["query", "mutation", "fragment"].map((name) => word(name, `${name} `));
}

function fields(type) {
  if (!type) return [];
  return [...(type.fields ?? []).map((field) => choice(field, field.name)), word("__typename")];
}

function values(type, text) {
  const known = (type?.enumValues ?? []).map((value) => choice(value, value.name));
  const switches = type?.name === "Boolean" ? ["true", "false"] : [];
  const variables = new Set(text.match(/\$[A-Za-z_]\w*/g));
  return [...known, ...[...switches, ...variables].map((name) => word(name))];
}

const word = (name, insert = name) => ({ name, insert, type: null, description: "" });

const choice = (member, insert) => ({
  name: member.name,
  insert,
  type: member.type ?? null,
  description: (member.description ?? "").split("\n")[0],
});

// Walks the tokens before the caret and keeps what is open: selections, arguments, input objects, lists.
class Walk {
  constructor(schema) {
    this.schema = schema;
    this.open = [];
    this.fresh();
  }

  fresh() {
    this.operation = "query";
    this.awaitsType = false;
    this.condition = null;
  }

  through(all) {
    for (const token of all) this.step(token);
    return this.here();
  }

  get top() {
    return this.open.at(-1);
  }

  step(token) {
    if (token.text === "{") this.openBrace();
    else if (token.text === "(") this.open.push({ sign: "(", inputs: this.top?.field?.args ?? [], expects: "name" });
    else if (token.text === "[") this.open.push({ sign: "[", value: this.top?.value });
    else if (["}", ")", "]"].includes(token.text)) this.close();
    else if (this.top?.inputs) this.input(token);
    else if (token.kind === "name" || token.kind === "keyword") this.name(token);
    else if (token.text === "...") this.awaitsType = "spread";
    else if (token.text === ":" && this.top?.sign === "{") this.top.field = null;
  }

  close() {
    this.open.pop();
    if (this.open.length === 0) this.fresh();
    else if (this.top.inputs) this.top.expects = "name";
  }

  openBrace() {
    const { top } = this;
    if (top?.inputs || top?.sign === "[") {
      this.open.push({ sign: "{", inputs: this.schema.type(top.value)?.inputFields ?? [], expects: "name" });
      return;
    }
    const type = this.condition ?? (top ? top.field && bare(top.field.type) : this.schema.roots[this.operation]);
    this.open.push({ sign: "{", type: type || null, field: null });
    this.awaitsType = false;
    this.condition = null;
  }

  input(token) {
    const { top } = this;
    if (token.text === ":") {
      top.expects = "value";
    } else if (top.expects === "name" && (token.kind === "name" || token.kind === "keyword")) {
      const found = top.inputs.find((input) => input.name === token.text);
      top.value = found ? bare(found.type) : null;
    } else if (top.expects === "value") {
      top.expects = "name";
    }
  }

  name(token) {
    if (token.text === "on" && (this.awaitsType === "spread" || this.operation === "fragment")) {
      this.awaitsType = "type";
    } else if (this.awaitsType) {
      if (this.awaitsType === "type") this.condition = token.text;
      this.awaitsType = false;
    } else if (!this.top) {
      if (OPERATIONS.has(token.text)) this.operation = token.text;
    } else if (this.top.sign === "{") {
      const fields = this.schema.type(this.top.type)?.fields ?? [];
      this.top.field = fields.find((field) => field.name === token.text) ?? null;
    }
  }

  here() {
    const { top } = this;
    if (this.awaitsType === "type") return { kind: "types" };
    if (!top) return { kind: "start" };
    if (top.sign === "[" || (top.inputs && top.expects === "value")) return { kind: "value", type: top.value };
    if (top.inputs) return { kind: "inputs", inputs: top.inputs };
    return { kind: "fields", type: top.type };
  }
}
