// The request as a program: for the shell, Python and TypeScript. Keys never stand in it, only the variable of the
// environment that holds them.

import { jsonTokens } from "./json.js";
import { ACCEPTED, STREAM, body } from "./request.js";
import { isSecretHeader } from "./secrets.js";

const KEY = "BROADSHEET_KEY";

// `question` has { url, query, variables, operationName, headers, hasKey, isSubscription }.
export function curl(question) {
  const options = headersOf(question).map(([name, value, secret]) => {
    const line = secret ? `"${inDoubleQuotes(`${name}: ${value}`)}$${secret}"` : inShell(`${name}: ${value}`);
    return `  -H ${line} \\\n`;
  });
  const flag = question.isSubscription ? "-N " : "";
  return `curl ${flag}${inShell(question.url)} \\\n${options.join("")}  --data-raw ${inShell(body(question))}\n`;
}

const inShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const inDoubleQuotes = (text) => text.replace(/["\\$`]/g, "\\$&");

// [name, value, variable]: where a variable of the environment is named, it follows the value.
function headersOf({ headers, hasKey, isSubscription }) {
  const named = headers.map(([name, value]) => (isSecretHeader(name, value) ? [name, "", variable(name)] : [name, value]));
  const key = hasKey ? [["Authorization", "Bearer ", KEY]] : [];
  const accept = isSubscription ? STREAM : ACCEPTED;
  return [["Content-Type", "application/json"], ["Accept", accept], ...key, ...named];
}

const variable = (name) => name.toUpperCase().replace(/[^A-Z0-9]/g, "_").replace(/^(?=\d)/, "_");

export function python(question) {
  const headers = headersOf(question).map(([name, value, secret]) => {
    const text = secret ? `${pythonText(value)} + os.environ["${secret}"]` : pythonText(value);
    return `    ${pythonText(name)}: ${text},\n`;
  });
  const needsEnvironment = headersOf(question).some(([, , secret]) => secret);
  const parts = [`"query": QUERY`, `"variables": VARIABLES`];
  if (question.operationName) parts.push(`"operationName": ${pythonText(question.operationName)}`);
  return [
    "import json\n",
    needsEnvironment ? "import os\n" : "",
    "from urllib.request import Request, urlopen\n\n",
    `QUERY = """${pythonBlock(question.query)}"""\n`,
    `VARIABLES = ${pythonValue(question.variables)}\n`,
    `HEADERS = {\n${headers.join("")}}\n\n`,
    `body = json.dumps({${parts.join(", ")}}).encode()\n`,
    `request = Request(${pythonText(question.url)}, body, HEADERS)\n`,
    question.isSubscription ? PYTHON_STREAM : PYTHON_ANSWER,
  ].join("");
}

const PYTHON_ANSWER = `with urlopen(request) as response:
    print(json.dumps(json.load(response), ensure_ascii=False, indent=2))
`;
const PYTHON_STREAM = `with urlopen(request) as response:
    for line in response:
        if line.startswith(b"data: "):
            print(json.loads(line[6:]))
`;

// A string of JSON is one of Python too, but for its pairs of surrogates, which are written as they are.
const pythonText = (text) => JSON.stringify(text).replace(/\u007f/g, "\\x7f");

const hexadecimal = (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;

function pythonBlock(text) {
  const escaped = text.replaceAll("\\", "\\\\").replace(/"(?="|$)/g, '\\"');
  return escaped.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, hexadecimal);
}

const PYTHON_WORDS = { true: "True", false: "False", null: "None" };

function pythonValue(variables) {
  if (!variables.trim()) return "{}";
  const parts = jsonTokens(variables.trim()).map(({ kind, text }) => {
    if (kind === "literal") return PYTHON_WORDS[text];
    return kind === "string" ? pythonText(JSON.parse(text)) : text;
  });
  return parts.join("");
}

export function typescript(question) {
  const headers = headersOf(question).map(([name, value, secret]) => {
    const text = secret ? `\`${inTemplate(value)}\${process.env.${secret}}\`` : JSON.stringify(value);
    return `    ${JSON.stringify(name)}: ${text},\n`;
  });
  const parts = ["query", "variables"];
  if (question.operationName) parts.push(`operationName: ${JSON.stringify(question.operationName)}`);
  return [
    `const query = \`${inTemplate(question.query)}\`;\n`,
    `const variables = ${question.variables.trim() || "{}"};\n\n`,
    `const response = await fetch(${JSON.stringify(question.url)}, {\n`,
    `  method: "POST",\n  headers: {\n${headers.join("")}  },\n`,
    `  body: JSON.stringify({ ${parts.join(", ")} }),\n});\n`,
    question.isSubscription ? TYPESCRIPT_STREAM : TYPESCRIPT_ANSWER,
  ].join("");
}

const TYPESCRIPT_ANSWER = `const { data, errors } = await response.json();
console.log(JSON.stringify({ data, errors }, null, 2));
`;
const TYPESCRIPT_STREAM = `let rest = "";
for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
  const lines = (rest + piece).split("\\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    if (line.startsWith("data: ")) console.log(JSON.parse(line.slice(6)));
  }
}
`;

const inTemplate = (text) => text.replace(/[\\`]|\$(?=\{)/g, "\\$&").replaceAll("\r", "\\r");
