// The tokens of a GraphQL document (specification, sections 2.1 and 2.9.4). Everything is kept, white space too, so
// that the tokens joined are the text again. What is no token is one of the kind `wrong`, with the reason.
//
// Kinds: name, int, float, string, block, sign, comment, space, wrong. A wrong token has { message, at }: the words
// of graphql-js and graphql-core, and the position they are about.

const SIGNS = new Set("!$&():=@[]{|}");
const DIGIT = /[0-9]/;
const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z_0-9]*/y;
const DIGITS = /[0-9]*/y;
const BLANKS = /[ \t\n\r,\uFEFF]+/y;
const ESCAPED = new Set('"\\/bfnrt');
const LONGEST_ESCAPE = 12; // \u{00000000}, and a pair of \uD83D\uDE00

export function tokens(text) {
  const found = [];
  for (let at = 0; at < text.length; at = found.at(-1).end) found.push(tokenAt(text, at));
  return found;
}

export const isIgnored = ({ kind }) => kind === "space" || kind === "comment";

function tokenAt(text, start) {
  const char = text[start];
  if (char === "#") return comment(text, start);
  if (SIGNS.has(char)) return token("sign", text, start, start + 1);
  if (char === '"') return text.startsWith('"""', start) ? blockString(text, start) : string(text, start);
  if (NAME_START.test(char)) return token("name", text, start, endOf(NAME, text, start));
  if (DIGIT.test(char) || char === "-") return number(text, start);
  if (text.startsWith("...", start)) return token("sign", text, start, start + 3);
  const blank = endOf(BLANKS, text, start);
  return blank > start ? token("space", text, start, blank) : stranger(text, start);
}

const token = (kind, text, start, end) => ({ kind, text: text.slice(start, end), start, end });

const wrong = (text, start, end, message, at = start) => ({ ...token("wrong", text, start, end), message, at });

// Where a sticky expression that begins here ends.
function endOf(expression, text, start) {
  expression.lastIndex = start;
  return start + (expression.exec(text)?.[0].length ?? 0);
}

function comment(text, start) {
  let end = start + 1;
  while (end < text.length && !isLineEnd(text[end]) && scalarLength(text, end)) end += scalarLength(text, end);
  return token("comment", text, start, end);
}

const isLineEnd = (char) => char === "\n" || char === "\r";

// The length of the Unicode scalar value here: 0 where half a surrogate pair stands alone.
function scalarLength(text, at) {
  const point = text.codePointAt(at);
  if (point > 0xffff) return 2;
  return point >= 0xd800 && point <= 0xdfff ? 0 : 1;
}

function stranger(text, start) {
  const end = start + (scalarLength(text, start) || 1);
  if (text.startsWith("..", start)) {
    return wrong(text, start, start + 2, "Unexpected '..', did you mean '...'?");
  }
  if (text[start] === "." && DIGIT.test(text[start + 1] ?? "")) {
    const last = endOf(DIGITS, text, start + 1);
    const meant = `0.${text.slice(start + 1, last)}`;
    return wrong(text, start, last, `Invalid number, expected digit before '.', did you mean '${meant}'?`);
  }
  if (text[start] === "'") {
    const message = "Unexpected single quote character ('), did you mean to use a double quote (\")?";
    return wrong(text, start, end, message);
  }
  const kind = scalarLength(text, start) ? "Unexpected" : "Invalid";
  return wrong(text, start, end, `${kind} character: ${named(text, start)}.`);
}

// A character as messages show it.
function named(text, at) {
  if (at >= text.length) return "<EOF>";
  const char = text[at];
  if (char === '"') return "'\"'";
  if (char >= " " && char <= "~") return `'${char}'`;
  return `U+${text.codePointAt(at).toString(16).toUpperCase().padStart(4, "0")}`;
}

function number(text, start) {
  const expected = (at) =>
    wrong(text, start, Math.max(at, start + 1), `Invalid number, expected digit but got: ${named(text, at)}.`, at);
  let at = text[start] === "-" ? start + 1 : start;
  if (!isDigit(text, at)) return expected(at);
  if (text[at] === "0" && isDigit(text, at + 1)) {
    const message = `Invalid number, unexpected digit after 0: ${named(text, at + 1)}.`;
    return wrong(text, start, endOf(DIGITS, text, at), message, at + 1);
  }
  at = endOf(DIGITS, text, at);
  let kind = "int";
  if (text[at] === ".") {
    kind = "float";
    if (!isDigit(text, at + 1)) return expected(at + 1);
    at = endOf(DIGITS, text, at + 1);
  }
  if (text[at] === "e" || text[at] === "E") {
    kind = "float";
    const digits = text[at + 1] === "+" || text[at + 1] === "-" ? at + 2 : at + 1;
    if (!isDigit(text, digits)) return expected(digits);
    at = endOf(DIGITS, text, digits);
  }
  return text[at] === "." || NAME_START.test(text[at] ?? "") ? expected(at) : token(kind, text, start, at);
}

const isDigit = (text, at) => DIGIT.test(text[at] ?? "");

function string(text, start) {
  let at = start + 1;
  while (at < text.length && !isLineEnd(text[at])) {
    if (text[at] === '"') return token("string", text, start, at + 1);
    if (text[at] === "\\") {
      const { length, message } = escape(text, at);
      if (message) return wrong(text, start, restOfString(text, at + 1), message, at);
      at += length;
    } else if (scalarLength(text, at)) {
      at += scalarLength(text, at);
    } else {
      const message = `Invalid character within String: ${named(text, at)}.`;
      return wrong(text, start, restOfString(text, at + 1), message, at);
    }
  }
  return wrong(text, start, at, "Unterminated string.", at);
}

// A string with a fault still ends where it was meant to: the tokens behind it keep their colours.
function restOfString(text, from) {
  const rest = /(?:\\.|[^"\\\n\r])*"?/y;
  return endOf(rest, text, from);
}

// So many characters, half pairs of surrogates counted as one.
const characters = (text, at, count) => [...text.slice(at, at + 2 * count)].slice(0, count).join("");

// The length of an escape sequence, or what is wrong with it.
function escape(text, at) {
  if (text[at + 1] !== "u") {
    if (ESCAPED.has(text[at + 1])) return { length: 2 };
    return { message: `Invalid character escape sequence: '${characters(text, at, 2)}'.` };
  }
  return text[at + 2] === "{" ? bracedEscape(text, at) : fixedEscape(text, at);
}

function bracedEscape(text, at) {
  const longest = Math.min(LONGEST_ESCAPE, text.length - at);
  let length = 3;
  let point = 0;
  while (length < longest) {
    const char = text[at + length++];
    if (char === "}" && length >= 5 && isScalar(point)) return { length };
    if (!/[0-9A-Fa-f]/.test(char)) break;
    point = point * 16 + parseInt(char, 16);
  }
  return { message: `Invalid Unicode escape sequence: '${characters(text, at, length)}'.` };
}

const isScalar = (point) => point <= 0xd7ff || (point >= 0xe000 && point <= 0x10ffff);

function fixedEscape(text, at) {
  const first = hexadecimal(text, at + 2);
  if (first !== null && isScalar(first)) return { length: 6 };
  const second = text.startsWith("\\u", at + 6) ? hexadecimal(text, at + 8) : null;
  const isPair = first >= 0xd800 && first <= 0xdbff && second >= 0xdc00 && second <= 0xdfff;
  if (first !== null && second !== null && isPair) return { length: 12 };
  return { message: `Invalid Unicode escape sequence: '${characters(text, at, 6)}'.` };
}

function hexadecimal(text, at) {
  const digits = text.slice(at, at + 4);
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? parseInt(digits, 16) : null;
}

function blockString(text, start) {
  let at = start + 3;
  while (at < text.length) {
    if (text.startsWith('"""', at)) return token("block", text, start, at + 3);
    if (text.startsWith('\\"""', at)) {
      at += 4;
    } else if (scalarLength(text, at)) {
      at += scalarLength(text, at);
    } else {
      const close = text.indexOf('"""', at);
      const message = `Invalid character within String: ${named(text, at)}.`;
      return wrong(text, start, close < 0 ? text.length : close + 3, message, at);
    }
  }
  return wrong(text, start, at, "Unterminated string.", at);
}
