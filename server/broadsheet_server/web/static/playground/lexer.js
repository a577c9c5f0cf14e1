// The words of a GraphQL document. Everything is kept, so that the tokens joined are the text again.

const SHAPES = {
  comment: /#[^\n]*/,
  string: /"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?/,
  variable: /\$[A-Za-z_]?\w*/,
  directive: /@[A-Za-z_]?\w*/,
  name: /[A-Za-z_]\w*/,
  number: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  sign: /\.\.\.|[!():=[\]{|}&]/,
  space: /[\s,\uFEFF]+/,
  unknown: /[\s\S]/,
};
const GRAPHQL = pattern(SHAPES);

const KEYWORDS = new Set(["query", "mutation", "subscription", "fragment", "on", "true", "false", "null"]);

// One expression that finds whichever shape comes next, by the shapes' names.
export function pattern(shapes) {
  const parts = Object.entries(shapes).map(([kind, shape]) => `(?<${kind}>${shape.source})`);
  return new RegExp(parts.join("|"), "g");
}

// [kind, text, start] of everything that a pattern finds.
export function found(text, expression) {
  return Array.from(text.matchAll(expression), (match) => {
    const [kind, words] = Object.entries(match.groups).find(([, part]) => part !== undefined);
    return [kind, words, match.index];
  });
}

export function tokens(text) {
  return found(text, GRAPHQL).map(([kind, words, start]) => {
    const isKeyword = kind === "name" && KEYWORDS.has(words);
    return { kind: isKeyword ? "keyword" : kind, text: words, start };
  });
}
