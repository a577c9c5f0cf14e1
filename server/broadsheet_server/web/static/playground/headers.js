// The request's own headers: one `Name: value` a line (RFC 9110, section 5).

import { holdsSecret, isSecretHeader } from "./secrets.js";

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
// What browsers do not let a page set (Fetch, section 2.2.2), and what the playground sets itself.
const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|user-agent|proxy-.*|sec-.*)$/i;
const OURS = /^(?:content-type|accept|last-event-id)$/i;

// { headers: [[name, value]], faults: [{ start, end, message }] } of the text in the editor.
export function readHeaders(text) {
  const headers = [];
  const faults = [];
  for (const { line, start } of lines(text)) {
    const [name, value] = halves(line);
    const message = wrong(line, name, value, headers);
    if (message) faults.push({ start, end: start + line.length, message });
    else headers.push([name, value]);
  }
  return { headers, faults };
}

// The text without the lines that look like secrets, and without those that are no headers, where a secret may stand
// alone: all of it that may be kept.
export function keepable(text) {
  const isKept = (line) => {
    const [name, value] = halves(line);
    const isHeader = line.includes(":") && NAME.test(name);
    return (isHeader || isPassedOver(line)) && !isSecretHeader(name, value) && !holdsSecret(line);
  };
  return text.split("\n").filter(isKept).join("\n");
}

const isPassedOver = (line) => !line.trim() || line.trim().startsWith("#");

function lines(text) {
  let start = 0;
  const found = [];
  for (const line of text.split("\n")) {
    if (!isPassedOver(line)) found.push({ line, start });
    start += line.length + 1;
  }
  return found;
}

function halves(line) {
  const at = line.indexOf(":");
  return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function wrong(line, name, value, earlier) {
  if (!line.includes(":")) return "A header is a line like “Accept-Language: zh”.";
  if (!NAME.test(name)) return `“${name}” is no name of a header, which is a line like “Accept-Language: zh”, not JSON.`;
  if (!VALUE.test(value)) return "A header's value has no characters beyond Latin-1.";
  if (/^authorization$/i.test(name)) return "The key has its own field, above; it is sent as Authorization.";
  if (FORBIDDEN.test(name)) return `Browsers do not let a page set ${name}.`;
  if (OURS.test(name)) return `The playground sets ${name} itself.`;
  const isRepeated = earlier.some(([other]) => other.toLowerCase() === name.toLowerCase());
  return isRepeated ? `${name} is there already.` : null;
}
