// The variables of an operation: whether the JSON gives what it defines, and what may be written there.

import { JsonFault, jsonPlace, parseJson } from "./json.js";
import { bare, written } from "./schema.js";

const KINDS = { Int: ["number"], Float: ["number"], String: ["string"], ID: ["string", "number"], Boolean: ["boolean"] };

// { start, end, message } of everything that is wrong. `definitions` are those of the parsed operation.
export function faultsOfVariables(text, definitions, schema) {
  if (!text.trim()) return [];
  try {
    const root = parseJson(text);
    if (root.kind !== "object") return [fault(root, 'The variables are an object, like {"first": 5}.')];
    return schema && definitions ? checkAll(root, definitions, schema) : [];
  } catch (error) {
    if (error instanceof JsonFault) return [error];
    throw error;
  }
}

const fault = ({ start, end }, message) => ({ start, end, message });

function checkAll(root, definitions, schema) {
  const known = new Map(definitions.map((each) => [each.variable.name.value, each]));
  const given = new Set(root.entries.map(({ key }) => key.name));
  const missing = [...known.values()].filter(
    ({ variable, type, value }) => type.kind === "NonNullType" && !value && !given.has(variable.name.value),
  );
  const found = root.entries.flatMap(({ key, value }) => {
    const definition = known.get(key.name);
    if (!definition) return [fault(key, `The operation has no variable $${key.name}.`)];
    return check(value, schema.typeOf(definition.type), schema);
  });
  const lacking = missing.map(({ variable, type }) => {
    const words = `$${variable.name.value} of the type ${written(schema.typeOf(type))} is missing.`;
    return fault({ start: root.start, end: root.start + 1 }, words);
  });
  return [...lacking, ...found];
}

function check(node, type, schema) {
  if (type.kind === "NON_NULL") {
    return node.value === null ? [fault(node, `This is a ${written(type)}: never null.`)] : check(node, type.ofType, schema);
  }
  if (node.value === null) return [];
  if (type.kind === "LIST") {
    return node.kind === "list" ? node.items.flatMap((item) => check(item, type.ofType, schema)) : check(node, type.ofType, schema);
  }
  return checkNamed(node, schema.type(type.name), schema);
}

function checkNamed(node, type, schema) {
  if (!type) return [];
  if (type.kind === "INPUT_OBJECT") return checkObject(node, type, schema);
  if (type.kind === "ENUM") return checkEnum(node, type);
  const kinds = KINDS[type.name];
  const fits = !kinds || kinds.includes(node.kind);
  const isWhole = type.name !== "Int" || Number.isInteger(node.value);
  return fits && isWhole ? [] : [fault(node, `This is to be of the type ${type.name}.`)];
}

function checkEnum(node, type) {
  const names = type.enumValues.map(({ name }) => name);
  if (node.kind === "string" && names.includes(node.value)) return [];
  return [fault(node, `This is a ${type.name}: one of ${names.slice(0, 12).join(", ")}, in double quotes.`)];
}

function checkObject(node, type, schema) {
  if (node.kind !== "object") return [fault(node, `This is to be an object of the type ${type.name}.`)];
  const fields = new Map(type.inputFields.map((field) => [field.name, field]));
  const given = new Set(node.entries.map(({ key }) => key.name));
  const missing = type.inputFields.filter(
    ({ name, type: of, defaultValue }) => of.kind === "NON_NULL" && defaultValue === null && !given.has(name),
  );
  const place = { start: node.start, end: node.start + 1 };
  const several = type.isOneOf && given.size !== 1 ? [fault(place, `Give exactly one field of ${type.name}.`)] : [];
  return [
    ...several,
    ...missing.map((each) => fault(place, `${each.name} of the type ${written(each.type)} is missing.`)),
    ...node.entries.flatMap(({ key, value }) => {
      const field = fields.get(key.name);
      return field ? check(value, field.type, schema) : [fault(key, `${type.name} has no field ${key.name}.`)];
    }),
  ];
}

// Returns { start, end, word, choices } as `choicesAt` does for documents; the word has its quotation mark.
export function variableChoicesAt(text, caret, definitions, schema) {
  const place = jsonPlace(text, caret);
  if (!place || !definitions) return null;
  const type = place.path.reduce((of, key) => inner(of, key, schema), { variables: definitions });
  const all = place.expects === "key" ? keys(type, schema) : valuesOf(type);
  const fresh = all.filter(({ name }) => place.expects !== "key" || !place.keys.includes(name));
  const begins = ({ name }) => name.toLowerCase().startsWith(place.word.toLowerCase());
  return { start: place.start, end: place.end, word: text.slice(place.start, caret), choices: fresh.filter(begins) };
}

// What is below a key: variables at the top, fields of input objects further down. Items of lists have their type.
function inner(of, key, schema) {
  if (!of) return null;
  if (of.variables) {
    const found = of.variables.find(({ variable }) => variable.name.value === key);
    return found ? schema.type(bare(schema.typeOf(found.type))) : null;
  }
  if (key === null) return of;
  const field = of.inputFields?.find(({ name }) => name === key);
  return field ? schema.type(bare(field.type)) : null;
}

function keys(of, schema) {
  const named = (name, type, description) => ({ name, insert: `"${name}": `, type, description: description ?? "" });
  if (of?.variables) return of.variables.map((each) => named(each.variable.name.value, schema.typeOf(each.type)));
  return (of?.inputFields ?? []).map((each) => named(each.name, each.type, each.description));
}

function valuesOf(of) {
  const word = (name, insert, description = "") => ({ name, insert, type: null, description });
  if (of?.name === "Boolean") return [word("true", "true"), word("false", "false")];
  return (of?.enumValues ?? []).map(({ name, description }) => word(name, `"${name}"`, description ?? ""));
}
