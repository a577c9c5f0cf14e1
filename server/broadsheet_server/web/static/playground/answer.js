// The answer: how it went, what was wrong in words, and the data.

import { linkedJson } from "./colours.js";
import { element } from "./elements.js";

const COLOURED_UP_TO = 200_000; // characters; more would only be slow

export class AnswerView {
  constructor({ status, problems, output, goTo }) {
    Object.assign(this, { status, problems, output, goTo });
  }

  waiting() {
    this.tell("Asking …", "waiting");
  }

  show(answer) {
    const { data } = answer;
    const errors = Array.isArray(data?.errors) ? data.errors : [];
    const good = answer.status < 400 && errors.length === 0 && data !== undefined;
    this.tell(summary(answer), good ? "good" : "bad");
    this.problems.replaceChildren(...errors.map((error) => this.problem(error)));
    if (data === undefined) this.problems.append(sentence("The answer is not JSON. This is what came:"));
    this.problems.hidden = this.problems.childElementCount === 0;
    const text = data === undefined ? answer.text : JSON.stringify(data, null, 2);
    this.output.replaceChildren(...(text.length > COLOURED_UP_TO ? [text] : linkedJson(text)));
    this.output.parentElement.scrollTo(0, 0);
  }

  failed(words) {
    this.tell("No answer", "bad");
    this.problems.replaceChildren(sentence(words));
    this.problems.hidden = false;
    this.output.replaceChildren();
  }

  tell(words, mood) {
    this.status.textContent = words;
    this.status.dataset.mood = mood;
  }

  problem(error) {
    const code = error.extensions?.code;
    const path = Array.isArray(error.path) ? error.path.join(" › ") : "";
    return element(
      "li",
      {},
      element("strong", {}, String(error.message)),
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
