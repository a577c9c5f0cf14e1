// Asking the server.

export const ENDPOINT = "/graphql";
const ACCEPTED = "application/graphql-response+json, application/json;q=0.9";

// Resolves to { status, words, milliseconds, bytes, text, data, retryAfter }; data is undefined where the
// answer is not JSON. Rejects where there is no answer.
export async function ask({ query, variables, operationName, key, signal }) {
  const headers = { "Content-Type": "application/json", Accept: ACCEPTED };
  if (key) headers.Authorization = `Bearer ${key}`;
  const started = performance.now();
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables, operationName }),
    credentials: "omit",
    signal,
  });
  const text = await response.text();
  return {
    status: response.status,
    words: response.statusText,
    milliseconds: performance.now() - started,
    bytes: new TextEncoder().encode(text).length,
    text,
    data: read(text),
    retryAfter: response.headers.get("Retry-After"),
  };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
