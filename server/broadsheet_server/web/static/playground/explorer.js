// The documentation: every type, field and argument with its description, to walk through and to search.

import { coded, deprecated, described } from "./descriptions.js";
import { element } from "./elements.js";
import { bare, written } from "./schema.js";

const SHOWN = 60;
const KINDS = {
  OBJECT: "type",
  INTERFACE: "interface",
  UNION: "union",
  ENUM: "enum",
  INPUT_OBJECT: "input",
  SCALAR: "scalar",
};

export class Explorer {
  constructor({ place, search }) {
    Object.assign(this, { place, search, schema: null, way: [] });
    search.addEventListener("input", () => this.paint());
  }

  show(schema) {
    this.schema = schema;
    this.search.disabled = false;
    this.paint();
  }

  absent(words) {
    this.place.replaceChildren(element("p", {}, words));
    this.search.disabled = true;
  }

  // Shows a type, and where a member is named, that.
  open(name, member = null) {
    this.search.value = "";
    this.way = this.way.includes(name) ? this.way.slice(0, this.way.indexOf(name) + 1) : [...this.way, name];
    this.paint();
    this.place.scrollTo(0, 0);
    this.place.querySelector("h3")?.focus();
    const entry = member && this.place.querySelector(`[data-member="${member}"]`);
    entry?.scrollIntoView({ block: "start" });
  }

  back() {
    this.way.pop();
    this.paint();
    (this.place.querySelector("h3") ?? this.search).focus();
  }

  paint() {
    if (!this.schema) return;
    const words = this.search.value.trim();
    const type = this.schema.type(this.way.at(-1));
    if (words) this.place.replaceChildren(...this.hits(words));
    else if (type) this.place.replaceChildren(...this.page(type));
    else this.place.replaceChildren(...this.contents());
  }

  contents() {
    const roots = Object.entries(this.schema.roots).filter(([, name]) => name);
    const others = this.schema.ownTypes.filter((type) => !Object.values(this.schema.roots).includes(type.name));
    return [
      element("h3", { tabIndex: -1 }, "Where to begin"),
      element("ul", { className: "entries" }, ...roots.map(([kind, name]) => this.entry(`${kind}: `, name))),
      element("h3", {}, "Directives"),
      element("dl", {}, ...this.schema.directives.flatMap((each) => this.directive(each))),
      element("h3", {}, "Types"),
      element("ul", { className: "entries" }, ...others.map((type) => this.entry("", type.name))),
    ];
  }

  entry(before, name) {
    const first = (this.schema.type(name)?.description ?? "").split(/(?<=\.)\s|\n/)[0];
    return element("li", {}, before, this.link(name), first ? element("p", {}, ...coded(first)) : null);
  }

  directive({ name, args, description }) {
    const inside = args.map((each) => `${each.name}: ${written(each.type)}`).join(", ");
    return [
      element("dt", {}, element("strong", {}, `@${name}`), inside ? `(${inside})` : ""),
      element("dd", {}, ...described(description)),
    ];
  }

  hits(words) {
    const found = this.schema.search(words);
    if (found.length === 0) return [element("p", {}, `Nothing in the schema speaks of “${words}”.`)];
    const rest = found.length > SHOWN ? `${SHOWN} of ${found.length} are shown.` : "";
    const shown = found.slice(0, SHOWN).map((hit) => this.hit(hit));
    return [element("ul", { className: "entries" }, ...shown), element("p", {}, rest)];
  }

  hit({ type, member, argument }) {
    const name = [type.name, member?.name].filter(Boolean).join(".") + (argument ? `(${argument.name})` : "");
    const first = ((argument ?? member ?? type).description ?? "").split("\n")[0];
    return element("li", {}, this.link(type.name, name, member?.name), first ? element("p", {}, ...coded(first)) : null);
  }

  page(type) {
    return [
      this.backButton(),
      element("h3", { tabIndex: -1 }, element("span", { className: "kind" }, KINDS[type.kind]), " ", type.name),
      ...described(type.description),
      type.isOneOf ? element("p", {}, "Give exactly one of its fields.") : "",
      type.specifiedByURL ? element("p", {}, "Specified by ", element("a", { href: type.specifiedByURL, target: "_blank", rel: "noopener" }, type.specifiedByURL)) : "",
      ...this.names("Implements", type.interfaces),
      ...this.names("Is one of", type.possibleTypes),
      ...this.fields(type.fields ?? type.inputFields),
      ...this.values(type.enumValues),
    ].filter(Boolean);
  }

  backButton() {
    const to = this.way.at(-2) ?? "All types";
    return element("button", { type: "button", className: "back", onclick: () => this.back() }, `← ${to}`);
  }

  names(words, types) {
    if (!types?.length) return [];
    const links = types.flatMap((type, index) => [index ? ", " : "", this.link(type.name)]);
    return [element("p", {}, `${words} `, ...links)];
  }

  fields(fields) {
    if (!fields) return [];
    return [element("dl", {}, ...fields.flatMap((field) => [this.signature(field), this.explanation(field)]))];
  }

  signature(field) {
    const several = field.args?.length > 0;
    return element(
      "dt",
      { "data-member": field.name },
      element("strong", {}, field.name),
      several ? "(…)" : "",
      ": ",
      this.link(bare(field.type), written(field.type)),
      field.defaultValue ? ` = ${field.defaultValue}` : "",
    );
  }

  explanation(field) {
    const parts = [...described(field.description), ...deprecated(field)];
    if (field.args?.length) {
      const rows = field.args.flatMap((each) => [this.signature(each), this.explanation(each)]);
      parts.push(element("dl", { className: "arguments" }, ...rows));
    }
    return element("dd", {}, ...parts);
  }

  values(values) {
    if (!values) return [];
    const rows = values.flatMap((value) => [
      element("dt", { "data-member": value.name }, element("strong", {}, value.name)),
      element("dd", {}, ...described(value.description), ...deprecated(value)),
    ]);
    return [element("dl", {}, ...rows)];
  }

  link(name, words = name, member = null) {
    return element("button", { type: "button", className: "type", onclick: () => this.open(name, member) }, words);
  }
}
