// The answer: how it went, what was wrong in words, and the data.

import { linkedJson } from "./colours.js";
import { element } from "./elements.js";
import { indented } from "./json.js";

const COLOURED_UP_TO = 200_000; // characters; more would only be slow
const IDLE = "Press Run to see the answer here.";
const STATES = {
  asking: ["Asking …", "waiting"],
  listening: ["Listening …", "good"],
  retrying: ["The connection broke. Connecting again …", "waiting"],
  ended: ["The subscription has ended.", "good"],
  refused: ["The subscription was ended by an error.", "bad"],
};

export class AnswerView {
  constructor({ status, problems, output, headers, goTo }) {
    Object.assign(this, { status, problems, output, headers, goTo });
  }

  // What a run has come to; nothing where there was none.
  show(run) {
    if (!run) this.clear(IDLE);
    else if (run.state === "answered") this.answer(run.answer);
    else if (run.state === "failed") this.failed("The server does not answer. Is it running?");
    else if (run.state === "stopped") this.stopped(run);
    else this.progress(run);
  }

  progress(run) {
    if (run.count === 0 || run.state === "asking") this.clear("");
    this.tell(...STATES[run.state]);
    this.tellProblems(run.errors.map((error) => this.problem(error)));
  }

  clear(words) {
    this.tell("", "");
    this.tellProblems([]);
    this.output.replaceChildren(words);
    this.tellHeaders([]);
  }

  stopped({ milliseconds, count }) {
    if (count === 0) this.clear("");
    this.tell(`Stopped after ${Math.round(milliseconds)} ms`, "bad");
  }

  answer(answer) {
    const { data } = answer;
    const errors = [...(Array.isArray(data?.errors) ? data.errors : []), ...refusals(data?.data)];
    const good = answer.status < 400 && errors.length === 0 && data !== undefined;
    this.tell(summary(answer), good ? "good" : "bad");
    const notJson = data === undefined ? [sentence("The answer is not JSON. This is what came:")] : [];
    this.tellProblems([...errors.map((error) => this.problem(error)), ...notJson]);
    this.output.replaceChildren(...written(answer));
    this.output.parentElement.scrollTo(0, 0);
    this.tellHeaders(answer.headers);
  }

  failed(words) {
    this.clear("");
    this.tell("No answer", "bad");
    this.tellProblems([sentence(words)]);
  }

  tell(words, mood) {
    this.status.textContent = words;
    this.status.dataset.mood = mood;
  }

  tellProblems(rows) {
    this.problems.replaceChildren(...rows);
    this.problems.hidden = rows.length === 0;
  }

  tellHeaders(headers) {
    this.headers.hidden = headers.length === 0;
    const rows = headers.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
    this.headers.querySelector("dl").replaceChildren(...rows);
  }

  problem(error) {
    const code = error.extensions?.code ?? error.code;
    const path = Array.isArray(error.path) ? error.path.join(" › ") : "";
    return element(
      "li",
      {},
      element("strong", {}, String(error.message ?? "The input was refused.")),
      code ? element("code", {}, code) : null,
      path ? element("span", {}, `at ${path}`) : null,
      ...(error.locations ?? []).map((place) =>
        element(
          "button",
          { type: "button", onclick: () => this.goTo(place.line, place.column) },
          `line ${place.line}, column ${place.column}`,
        ),
      ),
    );
  }
}

// Numbers stay letter by letter; only in long answers they are what JavaScript makes of them.
function written({ text, data }) {
  if (data === undefined) return [text];
  return text.length > COLOURED_UP_TO ? [JSON.stringify(data, null, 2)] : linkedJson(indented(text));
}

// What mutations say of their input, with status 200: nothing was done.
function refusals(data) {
  const payloads = Object.values(data ?? {});
  return payloads.flatMap((payload) => (Array.isArray(payload?.userErrors) ? payload.userErrors : []));
}

const sentence = (words) => element("li", {}, element("strong", {}, words));

function summary({ status, words, milliseconds, bytes, data, retryAfter }) {
  const parts = [`${status} ${words}`.trim(), `${Math.round(milliseconds)} ms`, size(bytes)];
  const cost = data?.extensions?.cost;
  if (cost !== undefined) parts.push(`cost ${cost?.requested ?? JSON.stringify(cost)}`);
  if (retryAfter) parts.push(`try again in ${retryAfter} s`);
  return parts.join(" · ");
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}
