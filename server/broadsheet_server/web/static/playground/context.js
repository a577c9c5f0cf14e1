// What may stand at the caret of a document, and what the word there means.

import { isIgnored, tokens } from "./lexer.js";
import { Walk } from "./walk.js";

const WITHOUT_CHOICES = new Set(["comment", "string", "block"]);

// Returns { start, word, choices }: what has been typed of the word, and what it may become; null inside of comments
// and strings.
export function choicesAt(text, caret, schema) {
  const all = tokens(text);
  if (all.some((token) => isInside(token, caret))) return null;
  const before = all.filter((token) => token.end <= caret && !isIgnored(token));
  const { start, steps } = typed(before, caret);
  const walk = new Walk(schema);
  for (const token of steps) walk.step(token);
  const word = text.slice(start, caret);
  const begins = ({ name }) => name !== word && name.toLowerCase().startsWith(word.toLowerCase());
  return { start, word, choices: possible(walk, schema, all).filter(begins) };
}

// { token, meaning } of the word at a position, or null.
export function meaningAt(text, position, schema) {
  const walk = new Walk(schema);
  for (const token of tokens(text)) {
    if (token.start > position) return null;
    if (isIgnored(token)) continue;
    walk.step(token);
    if (position < token.end) return walk.meaning && { token, meaning: walk.meaning };
  }
  return null;
}

function isInside({ kind, start, end, text }, caret) {
  const isOpen = kind === "comment" || (kind === "wrong" && text.startsWith('"'));
  const isText = WITHOUT_CHOICES.has(kind) || isOpen;
  return isText && start < caret && (caret < end || (isOpen && caret === end));
}

// The word that is being written, with its `$` or `@`, and the tokens before it.
function typed(before, caret) {
  const last = before.at(-1);
  if (last?.kind === "sign" && ["$", "@"].includes(last.text) && last.end === caret) {
    return { start: last.start, steps: before };
  }
  if (last?.kind !== "name" || last.end !== caret) return { start: caret, steps: before };
  const sign = before.at(-2);
  const isMarked = sign && ["$", "@"].includes(sign.text) && sign.end === last.start;
  return { start: isMarked ? sign.start : last.start, steps: before.slice(0, -1) };
}

function possible(walk, schema, all) {
  const { awaits, top } = walk;
  if (awaits === "@") return directives(walk, schema);
  if (awaits === "spread") return spreads(walk, schema, all);
  if (awaits === "condition") return conditions(walk, schema);
  if (awaits === "fragment") return [];
  if (awaits === "on") return [word("on", "on ")];
  if (!top) return walk.isDefinition ? [] : definitions(schema);
  if (top.kind === "variables") return top.expects === "type" ? types(schema.inputTypes) : values(top, schema, []);
  if (awaits === "$" || top.expects === "value") return values(top, schema, all);
  if (top.kind === "inputs") return top.inputs.map((input) => choice(input, `${input.name}: `));
  return schema.fields(top.type).map((field) => choice(field, field.name));
}

const word = (name, insert = name, description = "") => ({ name, insert, type: null, description });

const choice = (member, insert) => ({
  name: member.name,
  insert,
  type: member.type ?? null,
  description: firstLine(member.description),
});

const firstLine = (text) => (text ?? "").split("\n")[0];

function definitions(schema) {
  const operations = Object.entries(schema.roots).filter(([, type]) => type);
  return [...operations.map(([name]) => name), "fragment"].map((name) => word(name, `${name} `));
}

const types = (all) => all.map((type) => word(type.name, type.name, firstLine(type.description)));

function directives(walk, schema) {
  const place = walk.top?.kind === "variables" ? "VARIABLE_DEFINITION" : walk.place;
  const fitting = schema.directives.filter(({ locations }) => locations.includes(place));
  return fitting.map(({ name, description }) => word(`@${name}`, `@${name}`, firstLine(description)));
}

// Behind `...`: fragments of this document that can be of the type here, or `on` a type.
function spreads(walk, schema, all) {
  const known = fragments(all).filter(({ type }) => schema.overlap(type, walk.parent));
  return [word("on", "on "), ...known.map(({ name, type }) => word(name, name, `on ${type}`))];
}

function conditions(walk, schema) {
  return types(schema.compositeTypes.filter(({ name }) => schema.overlap(name, walk.parent)));
}

function fragments(all) {
  const words = all.filter((token) => !isIgnored(token)).map(({ text }) => text);
  const found = words.flatMap((text, at) => (text === "fragment" && words[at + 2] === "on" ? [at] : []));
  return found.map((at) => ({ name: words[at + 1], type: words[at + 3] }));
}

function values(top, schema, all) {
  const type = schema.type(top.value);
  const known = (type?.enumValues ?? []).map((value) => choice(value, value.name));
  const switches = type?.name === "Boolean" ? ["true", "false"] : [];
  return [...known, ...switches.map((name) => word(name)), ...variables(all, top.value)];
}

// The variables that the document defines, those of the wanted type first.
function variables(all, wanted) {
  const words = all.filter((token) => !isIgnored(token)).map(({ text }) => text);
  const found = new Map();
  for (const [at, text] of words.entries()) {
    if (text !== "$" || words[at + 2] !== ":") continue;
    found.set(words[at + 1], words.slice(at + 3).find((each) => each !== "["));
  }
  const fits = ([, type]) => (type === wanted ? 0 : 1);
  const sorted = [...found].sort((one, other) => fits(one) - fits(other));
  return sorted.map(([name, type]) => word(`$${name}`, `$${name}`, type ?? ""));
}
