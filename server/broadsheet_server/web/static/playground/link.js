// A link that opens the playground with a query. It is all in the fragment, which browsers do not send to servers.

import { holdsSecret } from "./secrets.js";

const LONGEST = 16_000; // characters; mail programs and chats break longer ones

// The link, or null where a key would be in it. Headers are never in it.
export function linkTo({ query, variables, operationName }) {
  if (holdsSecret(query + variables)) return null;
  const parts = new URLSearchParams({ query });
  if (variables.trim()) parts.set("variables", variables);
  if (operationName) parts.set("operationName", operationName);
  return `${location.origin}/playground#${parts}`;
}

export const isTooLong = (link) => link.length > LONGEST;

// What the address of this page carries, or null.
export function carried() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (!parts.has("query")) return null;
  return {
    query: parts.get("query"),
    variables: parts.get("variables") ?? "",
    operationName: parts.get("operationName"),
  };
}

// Takes the query out of the address, so that it does not come back with every visit.
export function forget() {
  history.replaceState(null, "", location.pathname + location.search);
}
