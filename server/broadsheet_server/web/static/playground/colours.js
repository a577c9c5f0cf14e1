// Colours for what is read: GraphQL in the editor, JSON in the variables and the answer.

import { element } from "./elements.js";
import { found, pattern, tokens } from "./lexer.js";

const JSON_TOKEN = pattern({
  key: /"(?:\\.|[^"\\])*"(?=\s*:)/,
  string: /"(?:\\.|[^"\\])*"?/,
  number: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  keyword: /\b(?:true|false|null)\b/,
  plain: /[^"\w-]+|[\s\S]/,
});
const ADDRESS = /^"(https?:\/\/[^\s"\\]+)"$/;

const painted = (kind, text) => element("span", { className: `is-${kind}` }, text);

export function graphql(text) {
  return tokens(text).map((token) => (token.kind === "space" ? token.text : painted(token.kind, token.text)));
}

export function json(text) {
  return found(text, JSON_TOKEN).map(([kind, words]) => (kind === "plain" ? words : painted(kind, words)));
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
