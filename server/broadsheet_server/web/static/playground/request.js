// Asking the server.

export const ENDPOINT = new URL("/graphql", location.href).href;
export const ACCEPTED = "application/graphql-response+json, application/json;q=0.9";
export const STREAM = "text/event-stream";
export const STREAM_ACCEPTED = `${STREAM}, application/graphql-response+json;q=0.5, application/json;q=0.4`;

// The body of a request. The variables go as they were written: JavaScript would round long numbers.
export function body({ query, variables = "", operationName }) {
  const parts = [`"query":${JSON.stringify(query)}`];
  if (variables.trim()) parts.push(`"variables":${variables.trim()}`);
  if (operationName) parts.push(`"operationName":${JSON.stringify(operationName)}`);
  return `{${parts.join(",")}}`;
}

// The response, before its body has come.
export function send(question, accept, { signal, more = [] } = {}) {
  const { key, headers = [] } = question;
  const all = [...headers, ["Content-Type", "application/json"], ["Accept", accept], ...more];
  if (key) all.push(["Authorization", `Bearer ${key}`]);
  return fetch(ENDPOINT, { method: "POST", headers: all, body: body(question), credentials: "omit", signal });
}

// Resolves to { status, words, milliseconds, bytes, text, data, headers, retryAfter }; data is undefined where the
// answer is not JSON. Rejects where there is no answer.
export async function ask(question, signal) {
  const started = performance.now();
  return readAnswer(await send(question, ACCEPTED, { signal }), started);
}

export async function readAnswer(response, started) {
  const text = await response.text();
  return {
    status: response.status,
    words: response.statusText,
    milliseconds: performance.now() - started,
    bytes: new TextEncoder().encode(text).length,
    text,
    data: read(text),
    headers: [...response.headers],
    retryAfter: response.headers.get("Retry-After"),
  };
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
