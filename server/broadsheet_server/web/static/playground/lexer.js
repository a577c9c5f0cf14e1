// The words of a GraphQL document. Everything is kept, so that the tokens joined are the text again.

const TOKEN =
  /(?<comment>#[^\n]*)|(?<string>"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?)|(?<variable>\$[A-Za-z_]?\w*)|(?<directive>@[A-Za-z_]?\w*)|(?<name>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<sign>\.\.\.|[!():=[\]{|}&])|(?<space>[\s,\uFEFF]+)|(?<unknown>[\s\S])/g;

const KEYWORDS = new Set(["query", "mutation", "subscription", "fragment", "on", "true", "false", "null"]);

export function tokens(text) {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const [kind, value] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    return { kind: kind === "name" && KEYWORDS.has(value) ? "keyword" : kind, text: value, start: match.index };
  });
}
