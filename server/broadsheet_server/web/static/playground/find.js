// Finding a text in an editor or in the answer. What is found is highlighted, not changed: no markup is added to it.

import { byId } from "./elements.js";

const SHOWN = 1000;

export class Find {
  // `places`: { section, text, box, leave } of everything that can be searched; `text` is the element with the words.
  constructor(bar, places) {
    Object.assign(this, { bar, places, place: null, ranges: [], at: 0 });
    this.input = bar.querySelector("input");
    this.count = bar.querySelector("output");
    this.input.addEventListener("input", () => this.look());
    bar.addEventListener("submit", (event) => this.submitted(event));
    bar.addEventListener("keydown", (event) => this.key(event));
    byId("find-previous").addEventListener("click", () => this.go(-1));
    byId("find-close").addEventListener("click", () => this.close());
  }

  // Opens over the place that has the focus; over the answer where nothing has.
  open() {
    const { activeElement } = document;
    const inBar = this.bar.contains(activeElement);
    if (!inBar) this.place = this.places.find(({ section }) => section.contains(activeElement)) ?? this.places.at(-1);
    if (!inBar) this.place.box.before(this.bar);
    this.bar.hidden = false;
    const chosen = String(getSelection());
    if (!inBar && chosen && !chosen.includes("\n")) this.input.value = chosen;
    this.input.focus();
    this.input.select();
    this.look();
  }

  look() {
    const words = this.input.value.toLowerCase();
    this.ranges = words ? rangesOf(this.place.text, words) : [];
    this.at = 0;
    this.show();
  }

  submitted(event) {
    event.preventDefault();
    this.go(1);
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      this.go(-1);
    }
  }

  go(step) {
    const { length } = this.ranges;
    if (length) this.at = (this.at + step + length) % length;
    this.show();
  }

  show() {
    const range = this.ranges[this.at];
    const total = this.ranges.length < SHOWN ? this.ranges.length : `${SHOWN} or more`;
    this.count.textContent = range ? `${this.at + 1} of ${total}` : this.input.value ? "not found" : "";
    highlight("found", this.ranges);
    highlight("found-here", range ? [range] : []);
    if (range) reveal(range, this.place.box);
  }

  close() {
    const range = this.ranges[this.at];
    this.bar.hidden = true;
    highlight("found", []);
    highlight("found-here", []);
    this.place?.leave(range ? offsets(range, this.place.text) : null);
    this.ranges = [];
  }
}

function highlight(name, ranges) {
  if (!globalThis.CSS?.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

function rangesOf(place, words) {
  const { text, nodes } = textOf(place);
  const lower = text.toLowerCase();
  const ranges = [];
  if (lower.length !== text.length) return ranges;
  for (let at = lower.indexOf(words); at >= 0 && ranges.length < SHOWN; at = lower.indexOf(words, at + words.length)) {
    const range = document.createRange();
    range.setStart(...pointAt(nodes, at));
    range.setEnd(...pointAt(nodes, at + words.length - 1, 1));
    ranges.push(range);
  }
  return ranges;
}

// The text that is seen, and where each of its nodes begins.
function textOf(place) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  return { text, nodes };
}

function pointAt(nodes, position, more = 0) {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle].start <= position) low = middle;
    else high = middle - 1;
  }
  return [nodes[low].node, position - nodes[low].start + more];
}

function offsets(range, place) {
  const before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return { start, end: start + range.toString().length };
}

function reveal(range, box) {
  range.startContainer.parentElement.closest("details")?.setAttribute("open", "");
  const [rect, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
  if (rect.top < frame.top || rect.bottom > frame.bottom) {
    box.scrollTop += rect.top - frame.top - box.clientHeight / 3;
  }
  if (rect.left < frame.left || rect.right > frame.right) box.scrollLeft += rect.left - frame.left - 80;
}
