// Colours for what is read: GraphQL in the editor, JSON in the variables and the answer.

import { element } from "./elements.js";
import { tokens } from "./lexer.js";

const JSON_TOKEN =
  /(?<key>"(?:\\.|[^"\\])*"(?=\s*:))|(?<string>"(?:\\.|[^"\\])*"?)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<keyword>\b(?:true|false|null)\b)|(?<plain>[^"\d\w-]+|[\s\S])/g;
const ADDRESS = /^"(https?:\/\/[^\s"\\]+)"$/;

const painted = (kind, text) => element("span", { className: `is-${kind}` }, text);

export function graphql(text) {
  return tokens(text).map((token) => (token.kind === "space" ? token.text : painted(token.kind, token.text)));
}

export function json(text) {
  return Array.from(text.matchAll(JSON_TOKEN), (match) => {
    const [kind, value] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    return kind === "plain" ? value : painted(kind, value);
  });
}

// The same, with addresses that can be followed.
export function linkedJson(text) {
  return json(text).map((part) => {
    const found = typeof part === "string" ? null : part.textContent.match(ADDRESS);
    if (!found) return part;
    const link = element("a", { href: found[1], target: "_blank", rel: "noopener" }, found[1]);
    return element("span", { className: "is-string" }, '"', link, '"');
  });
}
