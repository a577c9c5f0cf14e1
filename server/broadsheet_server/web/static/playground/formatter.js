// A document in its usual form: two blanks a level, one selection a line, arguments on one line where they fit.
// Comments and single empty lines stay where they were; strings stay letter by letter.

import { tokens } from "./lexer.js";
import { parse } from "./parser.js";

const WIDTH = 80;
const INDENT = "  ";
const EMPTY_LINE = /\n[ \t,]*\r?\n/;

// The same document in its usual form. Throws the parser's SyntaxFault.
export function formatted(text) {
  return new Formatter(text).document(parse(text));
}

class Formatter {
  constructor(text) {
    this.text = text;
    this.comments = new Comments(text);
    this.flats = new Map();
  }

  document(node) {
    const lines = this.lines(node.definitions, [0, node.end], "", (each) => this.definition(each), true);
    return `${lines.join("\n")}\n`;
  }

  // Items one below the other, with the comments that stand around them between two positions of the text.
  lines(items, [from, to], margin, print, apart = false) {
    const lines = [];
    let before = from;
    for (const [index, item] of items.entries()) {
      const leading = this.comments.take(before, item.start);
      const printed = print(item);
      const inside = this.comments.take(item.start, item.end);
      if (index > 0 && (apart || EMPTY_LINE.test(this.text.slice(before, item.start)))) lines.push("");
      lines.push(...[...leading, ...inside].map((comment) => margin + comment));
      lines.push(margin + printed + this.comments.behind(item.end, items[index + 1]?.start ?? to));
      before = item.end;
    }
    const rest = this.comments.take(before, to);
    if (rest.length && apart && items.length) lines.push("");
    return [...lines, ...rest.map((comment) => margin + comment)];
  }

  definition(node) {
    const description = node.description ? `${node.description.text}\n` : "";
    return description + (node.kind === "Fragment" ? this.fragment(node) : this.operation(node));
  }

  fragment(node) {
    const start = `fragment ${node.name.value} on ${node.type.name.value}`;
    return `${start}${this.directives(node, "")} ${this.selectionSet(node.selectionSet, "")}`;
  }

  operation(node) {
    if (node.start === node.selectionSet.start) return this.selectionSet(node.selectionSet, "");
    const start = node.name ? `${node.operation} ${node.name.value}` : node.operation;
    const variables = this.group(node.variables, start, "");
    return `${start}${variables}${this.directives(node, "")} ${this.selectionSet(node.selectionSet, "")}`;
  }

  selectionSet({ selections }, margin) {
    const deeper = margin + INDENT;
    const { start, end } = selections;
    const lines = this.lines(selections, [start, end], deeper, (each) => this.selection(each, deeper));
    return lines.length ? `{\n${lines.join("\n")}\n${margin}}` : "{}";
  }

  selection(node, margin) {
    if (node.kind === "Field") return this.field(node, margin);
    if (node.kind === "FragmentSpread") return `...${node.name.value}${this.directives(node, margin)}`;
    const condition = node.type ? ` on ${node.type.name.value}` : "";
    return `...${condition}${this.directives(node, margin)} ${this.selectionSet(node.selectionSet, margin)}`;
  }

  field(node, margin) {
    const name = (node.alias ? `${node.alias.value}: ` : "") + node.name.value;
    const start = name + this.group(node.arguments, name, margin) + this.directives(node, margin);
    return node.selectionSet ? `${start} ${this.selectionSet(node.selectionSet, margin)}` : start;
  }

  directives(node, margin) {
    const print = ({ name, arguments: items }) =>
      ` @${name.value}${this.group(items, `@${name.value}`, margin)}`;
    return node.directives.map(print).join("");
  }

  // Arguments or variables in brackets: behind `start` where they fit, else one a line.
  group(items, start, margin) {
    if (items.length === 0) return "";
    const flat = this.flatItems(items);
    const length = margin.length + start.length + (flat?.length ?? WIDTH) + 4; // with brackets and " {"
    return length <= WIDTH ? `(${flat})` : this.stacked(items, "(", ")", margin);
  }

  stacked(items, open, close, margin) {
    const deeper = margin + INDENT;
    const lines = this.lines(items, [items.start, items.end], deeper, (each) => this.part(each, deeper));
    return `${open}\n${lines.join("\n")}\n${margin}${close}`;
  }

  // A value, a named value or a variable's definition: on one line where it fits.
  part(node, margin) {
    const flat = this.flat(node);
    if (flat !== null && margin.length + flat.length <= WIDTH) return flat;
    if (node.kind === "List") return this.stacked(node.values, "[", "]", margin);
    if (node.kind === "Object") return this.stacked(node.fields, "{", "}", margin);
    if (node.kind === "VariableDefinition") return this.variableDefinition(node, margin);
    return node.name && node.value ? `${node.name.value}: ${this.part(node.value, margin)}` : node.text ?? flat;
  }

  variableDefinition(node, margin) {
    const description = node.description ? `${node.description.text} ` : "";
    const value = node.value ? ` = ${this.part(node.value, margin)}` : "";
    const start = `${description}$${node.variable.name.value}: ${written(node.type)}`;
    return start + value + this.directives(node, margin);
  }

  // The same on one line; null where comments or block strings are in it. Each is made once, because values nest.
  flat(node) {
    if (!this.flats.has(node)) this.flats.set(node, this.makeFlat(node));
    return this.flats.get(node);
  }

  makeFlat(node) {
    if (this.comments.any(node.start, node.end)) return null;
    if (node.kind === "Variable") return `$${node.name.value}`;
    if (node.kind === "List") return around("[", this.flatItems(node.values), "]");
    if (node.kind === "Object") return node.fields.length ? around("{ ", this.flatItems(node.fields), " }") : "{}";
    if (node.kind === "VariableDefinition") return oneLine(this.variableDefinition(node, ""));
    if (node.value) return around(`${node.name.value}: `, this.flat(node.value), "");
    return oneLine(node.text);
  }

  flatItems(items) {
    if (this.comments.any(items.start, items.end)) return null;
    const flats = items.map((each) => this.flat(each));
    return flats.includes(null) ? null : flats.join(", ");
  }
}

const around = (open, inside, close) => (inside === null ? null : open + inside + close);
const oneLine = (text) => (/[\n\r]/.test(text) ? null : text);

// The comments of a text, each taken once.
class Comments {
  constructor(text) {
    this.text = text;
    this.left = tokens(text).filter(({ kind }) => kind === "comment");
  }

  // The place of the first that begins at a position or behind it.
  place(position) {
    let [low, high] = [0, this.left.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.left[middle].start < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  any(from, to) {
    const next = this.left[this.place(from)];
    return next !== undefined && next.start < to;
  }

  take(from, to) {
    const first = this.place(from);
    return this.left.splice(first, this.place(to) - first).map((comment) => comment.text.trimEnd());
  }

  // A comment that stands behind something on its line.
  behind(end, to) {
    const next = this.left[this.place(end)];
    if (!next || next.start >= to || /[\n\r]|[^\s,\uFEFF]/.test(this.text.slice(end, next.start))) return "";
    return ` ${this.take(next.start, next.end)[0]}`;
  }
}

// [Article!]! as it is written.
function written(node) {
  if (node.kind === "NonNullType") return `${written(node.type)}!`;
  if (node.kind === "ListType") return `[${written(node.type)}]`;
  return node.name.value;
}
