// Descriptions of the schema as people read them: paragraphs, with what stands between backquotes as code.

import { element } from "./elements.js";

export function described(text) {
  const paragraphs = (text ?? "").split(/\n\s*\n/).filter((part) => part.trim());
  return paragraphs.map((part) => element("p", {}, ...coded(part)));
}

export function coded(text) {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

export function deprecated({ isDeprecated, deprecationReason }) {
  return isDeprecated ? [element("p", { className: "deprecated" }, `Deprecated. ${deprecationReason ?? ""}`)] : [];
}
