// The playground: wires editors, tabs, the answer and the documentation together.

import { AnswerView } from "./answer.js";
import { graphql, headers as headerColours, json } from "./colours.js";
import { Completion } from "./completion.js";
import { choicesAt, meaningAt } from "./context.js";
import { Editor } from "./editor.js";
import { byId, element } from "./elements.js";
import { EventList } from "./events.js";
import { EXAMPLES, KNOWN_ARTICLE } from "./examples.js";
import { Explorer } from "./explorer.js";
import { Find } from "./find.js";
import { formatted } from "./formatter.js";
import { readHeaders } from "./headers.js";
import { note } from "./history.js";
import { Hover } from "./hover.js";
import { indented, parseJson } from "./json.js";
import { carried, forget, isTooLong, linkTo } from "./link.js";
import { nameOf, operationAt, operationsOf } from "./operations.js";
import { Problems } from "./problems.js";
import { QuestionFault, question } from "./question.js";
import { ask } from "./request.js";
import { Run } from "./run.js";
import { fetchSchema } from "./schema.js";
import { HistorySheet, openSheet, prepareSheet } from "./sheets.js";
import { obey, writeSheet } from "./shortcuts.js";
import { curl, python, typescript } from "./snippets.js";
import { TabBar } from "./tabbar.js";
import { TABS_MAX, Tabs } from "./tabs.js";
import { followTheme } from "./theme.js";
import { Validation } from "./validation.js";
import { faultsOfVariables, variableChoicesAt } from "./variables.js";

const SNIPPETS = { curl, python, typescript };

const query = new Editor(byId("query"), graphql);
const variables = new Editor(byId("variables"), json);
const headers = new Editor(byId("headers"), headerColours);
const editors = { query, variables, headers };
const key = byId("key");
const tabs = new Tabs({ query: EXAMPLES[0].query });
const answer = new AnswerView({
  status: byId("status"),
  problems: byId("problems"),
  output: byId("output"),
  headers: byId("response-headers"),
  goTo: (line, column) => query.select(query.positionOf(line, column)),
});
const events = new EventList({
  list: byId("events"),
  bar: byId("events-bar"),
  words: byId("events-words"),
  pause: byId("pause"),
  clear: byId("clear"),
});
const explorer = new Explorer({ place: byId("documentation"), search: byId("search") });
const problems = { query: new Problems(query, byId("query-faults")) };
problems.variables = new Problems(variables, byId("variables-faults"));
problems.headers = new Problems(headers, byId("headers-faults"));
const bar = new TabBar({ list: byId("tabs"), tabs, choose: chooseTab, close: closeTab });
const history = new HistorySheet(byId("history-sheet"), openTab);
const find = new Find(byId("find"), [
  editorPlace(byId("query-part"), query),
  editorPlace(byId("variables-part"), variables),
  { section: byId("answering"), text: byId("answer-text"), box: byId("answer-box"), leave: () => byId("answer-box").focus() },
]);
const known = { schema: null, document: null };

function editorPlace(section, editor) {
  const leave = (found) => (found ? editor.select(found.start, found.end) : editor.area.focus());
  return { section, text: editor.backdrop, box: editor.box, leave };
}

// What is run, or null after saying what is wrong with it.
function asked() {
  try {
    return question({ ...editors, key });
  } catch (error) {
    if (!(error instanceof QuestionFault)) throw error;
    answer.failed(error.message);
    return null;
  }
}

function run() {
  const tab = tabs.active;
  const what = asked();
  if (!what) return;
  tab.run?.stop();
  note(what);
  tab.run = new Run(what, { isSubscription: what.isSubscription, changed: (one) => tab.run === one && show(tab) });
  show(tab);
  tab.run.start();
}

function stop() {
  const hadFocus = document.activeElement === byId("stop");
  tabs.active.run?.stop();
  if (hadFocus) byId("run").focus();
}

function show(tab) {
  if (tab === tabs.active) {
    answer.show(tab.run);
    events.show(tab.run);
    byId("output").hidden = Boolean(tab.run?.isSubscription && tab.run.state !== "answered");
    byId("stop").hidden = !tab.run?.isRunning;
    byId("answer-box").setAttribute("aria-busy", String(tab.run?.state === "asking"));
  }
  bar.paint();
}

function chooseTab(tab) {
  tabs.active.caret = query.area.selectionStart;
  tabs.choose(tab);
  fill(tab);
}

// Every editor that is filled keeps what all of them hold, so all texts are taken first.
function fill(tab) {
  const { caret } = tab;
  const texts = Object.keys(editors).map((name) => [name, tab[name]]);
  for (const [name, text] of texts) editors[name].text = text;
  query.area.setSelectionRange(caret, caret);
  byId("headers-part").open = tab.headers.trim() !== "";
  show(tab);
}

function closeTab(tab) {
  tabs.close(tab);
  fill(tabs.active);
  bar.focus();
}

function openTab(texts) {
  tabs.active.caret = query.area.selectionStart;
  const tab = tabs.open(texts);
  if (tab) fill(tab);
  else say(`${TABS_MAX} tabs are open: close one first.`);
  return tab;
}

function newTab() {
  if (openTab({})) query.area.focus();
}

function say(words) {
  byId("said").textContent = words;
}

async function openExample(example) {
  const tab = openTab({ query: example.query });
  if (!tab || !example.variables) return;
  const text = JSON.stringify(example.variables(await knownArticle()), null, 2);
  if (tab === tabs.active && tab.query === example.query) variables.text = text;
}

async function knownArticle() {
  try {
    const came = await ask({ query: KNOWN_ARTICLE });
    return came.data?.data?.articles?.nodes?.[0];
  } catch {
    return undefined;
  }
}

function prettify() {
  try {
    query.replaceAll(formatted(query.text));
    if (variables.text.trim() && parseJson(variables.text)) variables.replaceAll(indented(variables.text));
    query.area.focus();
    say("In its usual form.");
  } catch (error) {
    say(`Not before this is right: ${error.message}`);
  }
}

async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${words} copied.`);
  } catch {
    byId("copied").value = text;
    openSheet(byId("copy-sheet"));
    byId("copied").select();
  }
}

function copySnippet(kind, words) {
  const what = asked();
  if (what) copy(SNIPPETS[kind](what), words);
}

function copyLink() {
  const what = asked();
  const link = what && linkTo(what);
  if (what && !link) say("There is a key in the query or its variables: a link would give it away.");
  else if (link) copy(link, isTooLong(link) ? "A link so long that some programs will break it is" : "The link is");
}

function operationsChanged() {
  const all = operationsOf(known.document);
  const chosen = operationAt(known.document, query.area.selectionStart);
  const select = byId("operation");
  const options = all.map((each, index) => element("option", { value: index }, nameOf(each) ?? each.operation));
  select.replaceChildren(...options);
  select.value = String(all.indexOf(chosen));
  byId("operation-part").hidden = all.length < 2;
}

function checkVariables() {
  const operation = operationAt(known.document, query.area.selectionStart);
  problems.variables.show(faultsOfVariables(variables.text, operation?.variables, known.schema));
}

function documentChanged({ faults, document: parsed }) {
  known.document = parsed;
  problems.query.show(faults);
  operationsChanged();
  checkVariables();
}

function keep() {
  for (const name of Object.keys(editors)) tabs.active[name] = editors[name].text;
  tabs.keep();
}

async function loadSchema() {
  try {
    known.schema = await fetchSchema(key.value.trim(), readHeaders(headers.text).headers);
    if (known.schema) explorer.show(known.schema);
    else explorer.absent("This server does not describe its schema.");
    checkVariables();
  } catch {
    explorer.absent("The documentation could not be loaded: the server does not answer.");
  }
}

function assist() {
  const variablesHere = () => operationAt(known.document, query.area.selectionStart)?.variables;
  new Completion(query, byId("choices"), (text, caret) => known.schema && choicesAt(text, caret, known.schema));
  new Completion(variables, byId("variable-choices"), (text, caret) => {
    return known.schema && variableChoicesAt(text, caret, variablesHere(), known.schema);
  });
  const find = (text, position) => known.schema && meaningAt(text, position, known.schema);
  const none = () => null;
  new Hover(query, byId("note"), { find, open: (name) => explorer.open(name) });
  for (const editor of [variables, headers]) new Hover(editor, byId("note"), { find: none, open: none });
}

function prepareEditors() {
  new Validation({ editor: query, changed: documentChanged });
  variables.area.addEventListener("input", checkVariables);
  headers.area.addEventListener("input", () => problems.headers.show(readHeaders(headers.text).faults));
  for (const editor of Object.values(editors)) editor.area.addEventListener("input", keep);
  query.area.addEventListener("input", () => bar.paint());
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === query.area) operationsChanged();
  });
}

function prepareButtons() {
  const list = byId("examples");
  list.append(...EXAMPLES.map((example, index) => element("option", { value: index }, example.name)));
  list.addEventListener("change", () => {
    const { value } = list;
    list.value = "";
    if (value !== "") openExample(EXAMPLES[value]);
  });
  byId("operation").addEventListener("change", ({ target }) => {
    query.select(operationsOf(known.document)[target.value].selectionSet.start);
    target.focus();
  });
  byId("show-key").addEventListener("change", ({ target }) => (key.type = target.checked ? "text" : "password"));
  const pressed = { run, stop, prettify, "new-tab": newTab, "copy-link": copyLink };
  const opened = { "open-history": () => history.show(), help: () => openSheet(byId("help-sheet")), "open-find": () => find.open() };
  for (const [id, act] of Object.entries({ ...pressed, ...opened })) byId(id).addEventListener("click", act);
  for (const [kind, words] of [["curl", "cURL is"], ["python", "Python is"], ["typescript", "TypeScript is"]]) {
    byId(`copy-${kind}`).addEventListener("click", () => copySnippet(kind, words));
  }
  for (const id of ["help-sheet", "copy-sheet"]) prepareSheet(byId(id));
}

function prepareKeys() {
  const commands = [
    { keys: ["Ctrl", "Enter"], words: "Run the operation at the caret", run },
    { keys: ["Ctrl", "."], words: "Stop what runs", run: stop },
    { keys: ["Ctrl", "F"], words: "Find in the editor or the answer", run: () => find.open() },
    { keys: ["Alt", "Shift", "F"], words: "Prettify query and variables", run: prettify },
    { keys: ["Alt", "Shift", "N"], words: "New tab", run: newTab },
    { keys: ["Alt", "Shift", "H"], words: "History", run: () => history.show() },
    { keys: ["Alt", "Shift", "D"], words: "Search the documentation", run: () => byId("search").focus() },
    { keys: ["?"], words: "These shortcuts, outside of text fields", run: () => openSheet(byId("help-sheet")) },
  ];
  obey(commands);
  writeSheet(byId("shortcuts"), commands);
}

function openCarried() {
  const found = carried();
  if (!found) return;
  forget();
  const tab = openTab(found);
  const named = operationsOf(known.document).find((each) => nameOf(each) === found.operationName);
  if (tab && named) query.select(named.selectionSet.start);
}

function start() {
  followTheme(byId("theme"));
  prepareEditors();
  prepareButtons();
  prepareKeys();
  assist();
  fill(tabs.active);
  openCarried();
  addEventListener("hashchange", openCarried);
  key.addEventListener("change", () => known.schema || loadSchema());
  loadSchema();
}

start();
