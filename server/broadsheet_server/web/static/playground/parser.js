// Documents parsed (GraphQL specification, section 2 and appendix A): operations and fragments, each node with its
// { kind, start, end } in the text. Faults are told in the words of graphql-js and graphql-core, which the server
// uses, so that a fault reads the same before and after it is sent. Definitions of types cannot be run and are
// refused here already.

import { isIgnored, tokens } from "./lexer.js";

const DEEPEST = 200; // as graphql-core
const OPERATIONS = new Set(["query", "mutation", "subscription"]);
const LITERALS = new Map([
  ["true", "Boolean"],
  ["false", "Boolean"],
  ["null", "Null"],
]);
const SCALARS = new Map([
  ["int", "Int"],
  ["float", "Float"],
  ["string", "String"],
  ["block", "String"],
]);

export class SyntaxFault extends Error {
  constructor(words, start, end) {
    super(`Syntax Error: ${words}`);
    Object.assign(this, { start, end });
  }
}

// The document in a text. Throws a SyntaxFault.
export function parse(text) {
  return new Parser(text).document();
}

class Parser {
  constructor(text) {
    const end = { kind: "end", text: "", start: text.length, end: text.length };
    this.tokens = [...tokens(text).filter((token) => !isIgnored(token)), end];
    this.at = 0;
    this.last = 0;
    this.depth = 0;
    this.check();
  }

  get token() {
    return this.tokens[this.at];
  }

  // The text of the token where it is a sign or a name; null for strings and numbers.
  get word() {
    return ["sign", "name"].includes(this.token.kind) ? this.token.text : null;
  }

  check(token = this.token) {
    if (token.kind === "wrong") throw new SyntaxFault(token.message, token.at, Math.max(token.end, token.at + 1));
  }

  advance() {
    const { token } = this;
    if (token.kind !== "end") this.at += 1;
    this.last = token.end;
    this.check();
    return token;
  }

  fault(token = this.token) {
    return new SyntaxFault(`Unexpected ${described(token)}.`, token.start, token.end);
  }

  expect(sign) {
    if (this.isSign(sign)) return this.advance();
    throw this.missing(`'${sign}'`);
  }

  missing(expected) {
    const { token } = this;
    return new SyntaxFault(`Expected ${expected}, found ${described(token)}.`, token.start, token.end);
  }

  isSign(sign) {
    return this.token.kind === "sign" && this.token.text === sign;
  }

  takes(sign) {
    const found = this.isSign(sign);
    if (found) this.advance();
    return found;
  }

  node(kind, start, properties) {
    return { kind, start, end: this.last, ...properties };
  }

  nested(read) {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      const { start, end } = this.token;
      throw new SyntaxFault("Document is nested too deeply. Parsing aborted.", start, end);
    }
    const found = read();
    this.depth -= 1;
    return found;
  }

  // What stands between two signs, with the place of both: at least so many items.
  items(open, read, close, fewest = 0) {
    const { start } = this.expect(open);
    const found = [];
    while (found.length < fewest || !this.isSign(close)) found.push(read());
    this.advance();
    return Object.assign(found, { start, end: this.last });
  }

  optionalItems(open, read, close) {
    return this.isSign(open) ? this.items(open, read, close, 1) : [];
  }

  name() {
    const { kind, start, text } = this.token;
    if (kind !== "name") throw this.missing("Name");
    this.advance();
    return this.node("Name", start, { value: text });
  }

  document() {
    const definitions = [];
    do definitions.push(this.definition());
    while (this.token.kind !== "end");
    return { kind: "Document", start: 0, end: this.token.end, definitions };
  }

  definition() {
    if (this.isSign("{")) return this.shorthand();
    const { start } = this.token;
    const description = this.description();
    if (description && this.isSign("{")) {
      const words = "Unexpected description, descriptions are not supported on shorthand queries.";
      throw new SyntaxFault(words, description.start, description.end);
    }
    if (OPERATIONS.has(this.word) && this.token.kind === "name") return this.operation(start, description);
    if (this.word === "fragment") return this.fragmentDefinition(start, description);
    if (description && this.token.kind === "name") {
      const words = "Unexpected description, only GraphQL definitions support descriptions.";
      throw new SyntaxFault(words, description.start, description.end);
    }
    throw this.fault();
  }

  description() {
    if (!["string", "block"].includes(this.token.kind)) return null;
    this.check(this.tokens[this.at + 1]);
    return this.scalar();
  }

  shorthand() {
    const { start } = this.token;
    const selectionSet = this.selectionSet();
    const parts = { description: null, operation: "query", name: null, variables: [], directives: [] };
    return this.node("Operation", start, { ...parts, selectionSet });
  }

  operation(start, description) {
    const operation = this.advance().text;
    const name = this.token.kind === "name" ? this.name() : null;
    const variables = this.optionalItems("(", () => this.variableDefinition(), ")");
    const directives = this.directives(false);
    const selectionSet = this.selectionSet();
    return this.node("Operation", start, { description, operation, name, variables, directives, selectionSet });
  }

  fragmentDefinition(start, description) {
    this.advance();
    const name = this.fragmentName();
    if (this.word !== "on") throw this.missing("'on'");
    this.advance();
    const type = this.namedType();
    const directives = this.directives(false);
    const selectionSet = this.selectionSet();
    return this.node("Fragment", start, { description, name, type, directives, selectionSet });
  }

  fragmentName() {
    if (this.word === "on") throw this.fault();
    return this.name();
  }

  variableDefinition() {
    const { start } = this.token;
    const description = this.description();
    const variable = this.variable();
    this.expect(":");
    const type = this.type();
    const value = this.takes("=") ? this.value(true) : null;
    const directives = this.directives(true);
    return this.node("VariableDefinition", start, { description, variable, type, value, directives });
  }

  variable() {
    const { start } = this.expect("$");
    return this.node("Variable", start, { name: this.name() });
  }

  selectionSet() {
    return this.nested(() => {
      const { start } = this.token;
      const selections = this.items("{", () => this.selection(), "}");
      return this.node("SelectionSet", start, { selections });
    });
  }

  selection() {
    return this.isSign("...") ? this.spread() : this.field();
  }

  field() {
    const first = this.name();
    const alias = this.takes(":") ? first : null;
    const name = alias ? this.name() : first;
    const args = this.arguments(false);
    const directives = this.directives(false);
    const selectionSet = this.isSign("{") ? this.selectionSet() : null;
    return this.node("Field", first.start, { alias, name, arguments: args, directives, selectionSet });
  }

  arguments(constant) {
    return this.optionalItems("(", () => this.pair("Argument", constant), ")");
  }

  pair(kind, constant) {
    const name = this.name();
    this.expect(":");
    const value = this.value(constant);
    return this.node(kind, name.start, { name, value });
  }

  spread() {
    const { start } = this.advance();
    if (this.token.kind === "name" && this.word !== "on") {
      const name = this.fragmentName();
      return this.node("FragmentSpread", start, { name, directives: this.directives(false) });
    }
    const isConditional = this.word === "on";
    if (isConditional) this.advance();
    const type = isConditional ? this.namedType() : null;
    const directives = this.directives(false);
    const selectionSet = this.selectionSet();
    return this.node("InlineFragment", start, { type, directives, selectionSet });
  }

  value(constant) {
    const { kind } = this.token;
    if (SCALARS.has(kind)) return this.scalar();
    if (kind === "name") return this.literal();
    if (this.isSign("[")) return this.list(constant);
    if (this.isSign("{")) return this.object(constant);
    if (this.isSign("$")) return constant ? this.refusedVariable() : this.variable();
    throw this.fault();
  }

  scalar() {
    const { kind, start, text } = this.advance();
    return this.node(SCALARS.get(kind), start, { text });
  }

  literal() {
    const { start, text } = this.advance();
    return this.node(LITERALS.get(text) ?? "Enum", start, { text });
  }

  list(constant) {
    return this.nested(() => {
      const values = this.items("[", () => this.value(constant), "]");
      return this.node("List", values.start, { values });
    });
  }

  object(constant) {
    return this.nested(() => {
      const fields = this.items("{", () => this.pair("ObjectField", constant), "}");
      return this.node("Object", fields.start, { fields });
    });
  }

  refusedVariable() {
    const sign = this.advance();
    if (this.token.kind !== "name") throw this.fault(sign);
    const words = `Unexpected variable '$${this.token.text}' in constant value.`;
    throw new SyntaxFault(words, sign.start, this.token.end);
  }

  directives(constant) {
    const found = [];
    while (this.isSign("@")) {
      const { start } = this.advance();
      const name = this.name();
      found.push(this.node("Directive", start, { name, arguments: this.arguments(constant) }));
    }
    return found;
  }

  type() {
    const { start } = this.token;
    const type = this.isSign("[") ? this.listType() : this.namedType();
    return this.takes("!") ? this.node("NonNullType", start, { type }) : type;
  }

  listType() {
    const { start } = this.advance();
    const type = this.nested(() => this.type());
    this.expect("]");
    return this.node("ListType", start, { type });
  }

  namedType() {
    const name = this.name();
    return this.node("NamedType", name.start, { name });
  }
}

const NAMES = { name: "Name", int: "Int", float: "Float", string: "String", block: "BlockString" };

function described({ kind, text }) {
  if (kind === "end") return "<EOF>";
  if (kind === "sign") return `'${text}'`;
  return kind === "block" ? "BlockString" : `${NAMES[kind]} '${kind === "string" ? text.slice(1, -1) : text}'`;
}
