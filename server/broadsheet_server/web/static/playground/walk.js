// What the tokens of a document mean, one after the other: which type a selection is of, which argument a value is
// for. It follows documents that are still being written and would not parse.

import { bare } from "./schema.js";

const OPERATIONS = new Set(["query", "mutation", "subscription"]);

// After each `step`, `meaning` says what the token was: { kind, member, owner, type }, or null.
export class Walk {
  constructor(schema) {
    Object.assign(this, { schema, open: [], meaning: null });
    this.fresh();
  }

  // Outside of all definitions.
  fresh() {
    Object.assign(this, { operation: "query", awaits: null, condition: null, directive: null, place: "QUERY" });
    this.isDefinition = false;
  }

  get top() {
    return this.open.at(-1);
  }

  // The type whose fields are selected here; null where that is not known.
  get parent() {
    return this.open.findLast(({ kind }) => kind === "selections")?.type ?? null;
  }

  step(token) {
    this.meaning = null;
    if (token.kind === "sign") this.sign(token.text);
    else if (token.kind === "name") this.word(token.text);
    else this.scalar();
  }

  sign(sign) {
    if (sign === "{") this.openBrace();
    else if (sign === "(") this.openBracket();
    else if (sign === "[") this.openList();
    else if (sign === "}" || sign === ")" || sign === "]") this.close(sign);
    else if (sign === ":") this.colon();
    else if (sign === "=") this.expect("value");
    else if (sign === "...") this.spread();
    else if (sign === "@") this.awaits = sign;
    else if (sign === "$") this.dollar();
  }

  dollar() {
    this.awaits = "$";
    if (this.top?.kind === "variables") this.top.expects = "variable";
  }

  expect(what) {
    if (this.top) this.top.expects = what;
  }

  openBrace() {
    const { top } = this;
    if (top && top.kind !== "selections") {
      const inputs = this.schema.type(top.value)?.inputFields ?? [];
      this.open.push({ kind: "inputs", inputs, owner: top.value, expects: "name", value: null });
      return;
    }
    const ofField = top?.field ? bare(top.field.type) : null;
    const ofSpread = this.place === "INLINE_FRAGMENT" ? this.parent : null;
    const root = top ? null : this.schema.roots[this.operation];
    this.open.push({ kind: "selections", type: this.condition ?? ofSpread ?? ofField ?? root ?? null, field: null });
    Object.assign(this, { awaits: null, condition: null, directive: null, place: "FIELD" });
  }

  openBracket() {
    const { top, directive } = this;
    if (directive) {
      this.open.push({ kind: "inputs", inputs: directive.args, owner: `@${directive.name}`, expects: "name" });
    } else if (!top) {
      this.open.push({ kind: "variables", expects: "variable", value: null });
    } else {
      const owner = top.field ? `${top.type}.${top.field.name}` : null;
      this.open.push({ kind: "inputs", inputs: top.field?.args ?? [], owner, expects: "name", value: null });
    }
    this.directive = null;
  }

  openList() {
    const { top } = this;
    if (top?.kind === "variables" && top.expects === "type") return;
    this.open.push({ kind: "list", value: top?.value ?? null, expects: "value" });
  }

  // A bracket of a type in a variable's definition was not opened here. Only a brace ends a definition.
  close(sign) {
    if (sign === "]" && this.top?.kind !== "list") return;
    this.open.pop();
    if (this.open.length === 0 && sign === "}") this.fresh();
    this.afterValue();
  }

  afterValue() {
    if (this.top?.kind === "inputs") this.top.expects = "name";
  }

  colon() {
    const { top } = this;
    if (top?.kind === "inputs") top.expects = "value";
    else if (top?.kind === "variables") top.expects = "type";
    else if (top) top.field = null;
  }

  spread() {
    Object.assign(this, { awaits: "spread", place: "INLINE_FRAGMENT", directive: null });
    if (this.top) this.top.field = null;
  }

  scalar() {
    this.afterValue();
  }

  word(name) {
    const { awaits, top } = this;
    this.awaits = null;
    if (awaits === "@") this.directiveName(name);
    else if (awaits === "$") this.variable(name);
    else if (awaits === "spread") this.spreadName(name);
    else if (awaits === "fragment") this.awaits = "on";
    else if (awaits === "on") this.awaits = "condition";
    else if (awaits === "condition") this.conditionName(name);
    else if (!top) this.keyword(name);
    else if (top.kind === "selections") this.field(name);
    else if (top.kind === "variables" && top.expects === "type") this.variableType(name);
    else if (top.expects === "name") this.input(name);
    else this.value(name);
  }

  directiveName(name) {
    this.directive = this.schema.directive(name) ?? null;
    if (this.directive) this.meaning = { kind: "directive", member: this.directive };
  }

  variable(name) {
    this.meaning = { kind: "variable", name };
    this.afterValue();
  }

  spreadName(name) {
    this.directive = null;
    if (name === "on") this.awaits = "condition";
    else Object.assign(this, { place: "FRAGMENT_SPREAD", meaning: { kind: "fragment", name } });
  }

  conditionName(name) {
    this.condition = name;
    this.meaning = this.typeMeaning(name);
  }

  typeMeaning(name) {
    const type = this.schema.type(name);
    return type ? { kind: "type", type } : null;
  }

  keyword(name) {
    this.directive = null;
    if (OPERATIONS.has(name) && !this.isDefinition) Object.assign(this, { operation: name, place: name.toUpperCase() });
    if (name === "fragment" && !this.isDefinition) Object.assign(this, { awaits: "fragment", place: "FRAGMENT_DEFINITION" });
    this.isDefinition = true;
  }

  field(name) {
    const { top } = this;
    const member = this.schema.field(top.type, name);
    Object.assign(this, { directive: null, place: "FIELD" });
    top.field = member ?? null;
    if (member) this.meaning = { kind: "field", member, owner: top.type };
  }

  variableType(name) {
    this.top.value = name;
    this.meaning = this.typeMeaning(name);
  }

  input(name) {
    const { top } = this;
    const member = top.inputs.find((each) => each.name === name);
    top.value = member ? bare(member.type) : null;
    if (member) this.meaning = { kind: "input", member, owner: top.owner };
  }

  value(name) {
    const type = this.schema.type(this.top.value);
    const member = type?.enumValues?.find((each) => each.name === name);
    if (member) this.meaning = { kind: "value", member, owner: type.name };
    this.afterValue();
  }
}
