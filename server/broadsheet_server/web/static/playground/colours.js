// Colours for what is read: GraphQL in the editor, JSON in the variables and the answer.

import { element } from "./elements.js";
import { jsonTokens } from "./json.js";
import { tokens } from "./lexer.js";

const KEYWORDS = new Set(["query", "mutation", "subscription", "fragment", "on", "true", "false", "null"]);
const KINDS = { int: "number", float: "number", block: "string" };
const MARKED = { $: "variable", "@": "directive" };
const ADDRESS = /^"(https?:\/\/[^\s"\\]+)"$/;

// Each part knows where in the text it begins.
const painted = (kind, { text, start }) => Object.assign(element("span", { className: `is-${kind}` }, text), { start });

export function graphql(text) {
  let mark = null;
  return tokens(text).map((token) => {
    const kind = token.kind === "name" && mark ? mark : kindOf(token);
    if (token.kind !== "space" && token.kind !== "comment") mark = MARKED[token.text] ?? null;
    return token.kind === "space" ? token.text : painted(mark && token.kind === "sign" ? mark : kind, token);
  });
}

function kindOf({ kind, text }) {
  return kind === "name" && KEYWORDS.has(text) ? "keyword" : (KINDS[kind] ?? kind);
}

export function json(text) {
  const all = jsonTokens(text);
  return all.map((token, index) => {
    if (token.kind === "space" || token.kind === "sign") return token.text;
    const next = all[index + 1]?.kind === "space" ? all[index + 2] : all[index + 1];
    const isKey = token.kind === "string" && next?.text === ":";
    return painted(isKey ? "key" : token.kind === "literal" ? "keyword" : token.kind, token);
  });
}

// The same, with addresses that can be followed.
export function linkedJson(text) {
  return json(text).map((part) => {
    const address = typeof part === "string" ? null : part.textContent.match(ADDRESS)?.[1];
    if (!address) return part;
    const link = element("a", { href: address, target: "_blank", rel: "noopener" }, address);
    return element("span", { className: "is-string" }, '"', link, '"');
  });
}

// Lines `Name: value`.
export function headers(text) {
  return text.split(/(\n)/).flatMap((line) => {
    if (line.trim().startsWith("#")) return [element("span", { className: "is-comment" }, line)];
    const at = line.indexOf(":");
    return at < 0 ? [line] : [element("span", { className: "is-key" }, line.slice(0, at)), line.slice(at)];
  });
}
