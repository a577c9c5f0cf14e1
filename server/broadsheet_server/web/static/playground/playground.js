// The playground: wires the editor, the answer and the documentation together.

import { AnswerView } from "./answer.js";
import { graphql, json } from "./colours.js";
import { Completion } from "./completion.js";
import { Editor } from "./editor.js";
import { byId, element } from "./elements.js";
import { EXAMPLES, KNOWN_ARTICLE } from "./examples.js";
import { Explorer } from "./explorer.js";
import { note, past, title } from "./history.js";
import { recall, remember } from "./memory.js";
import { ask } from "./request.js";
import { fetchSchema } from "./schema.js";

const query = new Editor(byId("query"), graphql);
const variables = new Editor(byId("variables"), json);
const key = byId("key");
const answer = new AnswerView({
  status: byId("status"),
  problems: byId("problems"),
  output: byId("output"),
  goTo: (line, column) => query.select(line, column),
});
const explorer = new Explorer({ place: byId("documentation"), search: byId("search") });
const completion = new Completion(query, byId("choices"));
let running = null;

async function run() {
  const asked = readVariables();
  if (asked === null) return;
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  answer.waiting();
  note(query.text, variables.text);
  listHistory();
  try {
    const came = await ask({
      query: query.text,
      variables: asked,
      operationName: operationAtCaret(),
      key: key.value.trim(),
      signal,
    });
    answer.show(came);
  } catch {
    if (!signal.aborted) answer.failed("The server does not answer. Is it running?");
  }
}

// The object in the variables field, or null after saying what is wrong with it.
function readVariables() {
  const text = variables.text.trim();
  try {
    const value = text ? JSON.parse(text) : {};
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
    answer.failed('The variables are not an object. Write them like {"first": 5}.');
  } catch (error) {
    answer.failed(`The variables are not JSON: ${error.message}.`);
  }
  return null;
}

// With several operations in the text, the one that the caret is in is meant.
function operationAtCaret() {
  const named = [...query.text.matchAll(/\b(?:query|mutation|subscription)\s+(\w+)/g)];
  if (named.length < 2) return undefined;
  const caret = query.area.selectionStart;
  return (named.filter((match) => match.index <= caret).at(-1) ?? named[0])[1];
}

async function openExample(example) {
  query.text = example.query;
  variables.text = "";
  if (!example.variables) return;
  const found = await knownArticle();
  variables.text = JSON.stringify(example.variables(found), null, 2);
}

async function knownArticle() {
  try {
    const came = await ask({ query: KNOWN_ARTICLE });
    return came.data?.data?.articles?.nodes?.[0];
  } catch {
    return undefined;
  }
}

function listExamples() {
  byId("examples").append(...EXAMPLES.map((example, index) => element("option", { value: index }, example.name)));
}

function listHistory() {
  const [heading] = byId("history").options;
  const entries = past();
  const options = entries.map((entry, index) => element("option", { value: index }, title(entry)));
  byId("history").replaceChildren(heading, ...options);
  byId("history").disabled = entries.length === 0;
}

function openPast(entry) {
  query.text = entry.query;
  variables.text = entry.variables;
}

// A list from which something is taken, and which then offers everything again.
function choosing(list, take) {
  list.addEventListener("change", () => {
    const index = list.value;
    list.value = "";
    if (index !== "") take(Number(index));
  });
}

async function loadSchema() {
  try {
    const schema = await fetchSchema(key.value.trim());
    completion.schema = schema;
    if (schema) explorer.show(schema);
    else explorer.absent("This server does not describe its schema.");
  } catch {
    explorer.absent("The documentation could not be loaded: the server does not answer.");
  }
}

function start() {
  listExamples();
  listHistory();
  choosing(byId("examples"), (index) => openExample(EXAMPLES[index]));
  choosing(byId("history"), (index) => openPast(past()[index]));
  byId("run").addEventListener("click", run);
  byId("show-key").addEventListener("change", ({ target }) => (key.type = target.checked ? "text" : "password"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  key.value = recall("key", "");
  key.addEventListener("input", () => remember("key", key.value.trim()));
  const kept = recall("open", { query: EXAMPLES[0].query, variables: "" });
  query.text = kept.query;
  variables.text = kept.variables;
  for (const editor of [query, variables]) {
    editor.area.addEventListener("input", () => remember("open", { query: query.text, variables: variables.text }));
  }
  loadSchema();
}

start();
