"""The playground reads documents as the server does: its parser beside graphql-core, on many texts."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    parse,
    print_ast,
)

from broadsheet_server.web.static_files import STATIC
from tests.end_to_end.chromium import PROGRAM, Tab, chromium
from tests.end_to_end.graphql_core_documents import expected, fault

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here: the parser is JavaScript")
MUTANTS = 2_500
DOCUMENTS = (
    "{ a }",
    "\ufeff{a,b,,c\t d}\r\n#end",
    "query A { a } query B { b } # query C { c }",
    '{ a(x: "query B { b } # no comment") }',
    "mutation M($a: Int! = 1, $b: [[String!]!]! @d(x: [1]) @e, $c: T = {k: [V, null, true, false]}) @x { a }",
    "subscription S { articleChanged(after: $after, where: {section: $path}) { sequence } }",
    "query Q @include(if: $yes) @skip(if: false) { alias: name @d(a: -1, b: 0.5e-10, c: -0, d: 1E+5) }",
    "{ ...F ... on T @d { x } ... @include(if: $a) { y } ... { z } on: query fragment: on }",
    "fragment F on T @d { query mutation subscription fragment on true false null }",
    '{ a(x: """block \\""" "quoted" \\n \\u12 { } # not a comment\n  line\r\n""") b(y: "") c(z: """""") }',
    r'{ a(x: "\" \\ \/ \b \f \n \r \t \u00e9 \uD83D\uDE00 \u{1F600} \u{0} \u{10FFFF}") }',
    '"described" query Q("of a variable" $a: Int, """also""" $b: Int) { a }',
    '"""block""" fragment F on T { a }',
    '{ a(x: "汉字 😀 é", y: "\u2028") } # 汉字 😀',
    "{ }",
    "{ a { } b(list: [], object: {}) }",
    "{ a(x: {b: [{c: $v}, {d: {e: E}}]}) }",
    # and with faults
    "",
    "# nothing",
    "{",
    "}",
    "{ a ",
    "{ a( }",
    "{ a() }",
    "{ a(x) }",
    "{ a(x:) }",
    "query ( $a: Int = $b) { a }",
    "query ($a: Int = [$]) { a }",
    "query ($a) { a }",
    "query ($a: ) { a }",
    "query ($a: [Int) { a }",
    "query () { a }",
    "query A",
    "queri A { a }",
    "fragment on on T { a }",
    "fragment F { a }",
    "fragment F on { a }",
    "{ ...on }",
    "{ ... }",
    "{ ...F( a: 1) }",
    "{ a: }",
    "{ a: : b }",
    "{ .a }",
    "{ ..a }",
    "{ a(x: .5) }",
    "{ a(x: 00) }",
    "{ a(x: 01) }",
    "{ a(x: -) }",
    "{ a(x: 1.) }",
    "{ a(x: 1.e1) }",
    "{ a(x: 1e) }",
    "{ a(x: 1e+) }",
    "{ a(x: 1.2.3) }",
    "{ a(x: 1_) }",
    "{ a(x: 0x1) }",
    "{ a(x: 'single') }",
    '{ a(x: "open) }',
    '{ a(x: "line\nend") }',
    '{ a(x: """open) }',
    r'{ a(x: "\x") }',
    '{ a(x: "\\',
    r'{ a(x: "\u12") }',
    r'{ a(x: "\uD83D") }',
    r'{ a(x: "\uDE00\uD83D") }',
    r'{ a(x: "\u{}") }',
    r'{ a(x: "\u{110000}") }',
    r'{ a(x: "\u{D800}") }',
    r'{ a(x: "\u{FFFFFFFF}") }',
    r'{ a(x: "\u{00000041}") }',
    r'{ a(x: "\u{000000041}") }',
    "{ a ? b }",
    "{ a \u00e9 }",
    "{ a \u00a0 b }",
    "{ a \u2028 b }",
    "{ a 😀 }",
    "{ a & b | c }",
    '"lonely"',
    '"of a shorthand" { a }',
    '"of nothing" nothing',
    '"of a number" 1',
    '{ a } "open',
    "1",
    "@d",
    "{ a(x: 1 x: 2 y: [1 2 3]) }",
    "{ " * 250 + "a" + " }" * 250,
    "{ a(x: " + "[" * 250 + "]" * 250 + ") }",
)
PIECES = (
    *"{}()[]:=@$!,#.&|\"'-+\\\n\r\t ",
    *(
        "...",
        '"""',
        '\\"""',
        "on",
        "query",
        "fragment",
        "null",
        "a",
        "0",
        "1.5e3",
        '"s"',
        "\\u",
        "é",
        "😀",
        "\ufeff",
    ),
)


def mutants() -> Iterator[str]:
    """The documents with pieces put in, taken out and repeated; the same ones every time."""
    chance = random.Random(7)
    short = [text for text in DOCUMENTS if 0 < len(text) < 300]
    for _ in range(MUTANTS):
        text = chance.choice(short)
        for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
            start = chance.randint(0, len(text))
            end = min(len(text), start + chance.choice((0, 0, 1, 1, 4)))
            text = text[:start] + chance.choice(PIECES) * chance.choice((0, 1, 1, 2)) + text[end:]
        yield text


class Reader:
    """The playground's modules, in a browser that opened them from the disk of the tests."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def each(self, module: str, expression: str, texts: list[str]) -> list[Any]:
        """The value of an expression for each text; its fault where it throws one."""
        script = f"""(async () => {{
          const it = await import({json.dumps(module)});
          const each = (text) => {{
            try {{ return {expression}; }}
            catch (error) {{ return {{ fault: error.message, start: error.start }}; }}
          }};
          return JSON.stringify({json.dumps(texts)}.map(each));
        }})()"""
        found: list[Any] = json.loads(self.tab.run(script))
        return found


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """The modules come from blobs: no server is needed to read."""
    with chromium() as tab:
        tab.open("about:blank")
        lexer = _blob(tab, (STATIC / "playground" / "lexer.js").read_text(), {})
        parser = _blob(tab, (STATIC / "playground" / "parser.js").read_text(), {"./lexer.js": lexer})
        needed = {"./lexer.js": lexer, "./parser.js": parser}
        formatter = _blob(tab, (STATIC / "playground" / "formatter.js").read_text(), needed)
        tab.run(
            f"globalThis.modules = {json.dumps({'lexer': lexer, 'parser': parser, 'formatter': formatter})}"
        )
        yield Reader(tab)


def _blob(tab: Tab, source: str, imports: dict[str, str]) -> str:
    for name, address in imports.items():
        source = source.replace(f'"{name}"', json.dumps(address))
    made = f"URL.createObjectURL(new Blob([{json.dumps(source)}], {{ type: 'text/javascript' }}))"
    address: str = tab.run(made)
    return address


def module(reader: Reader, name: str) -> str:
    found: str = reader.tab.run(f"modules.{name}")
    return found


def test_the_tokens_of_any_text_joined_are_the_text(reader: Reader) -> None:
    texts = [*DOCUMENTS, *mutants()]
    joined = reader.each(module(reader, "lexer"), "it.tokens(text).map((each) => each.text).join('')", texts)
    assert joined == texts


def test_documents_are_parsed_as_graphql_core_parses_them(reader: Reader) -> None:
    texts = [*DOCUMENTS, *mutants()]
    found = reader.each(module(reader, "parser"), "it.parse(text)", texts)
    valid = 0
    for text, ours in zip(texts, found, strict=True):
        theirs = expected(text)
        valid += isinstance(theirs, dict)
        assert (fault(ours["fault"], ours["start"]) if "fault" in ours else ours) == theirs, repr(text)
    assert 200 < valid < len(texts) - 200  # of both there are many


def test_a_prettified_document_means_the_same_and_keeps_its_comments(reader: Reader) -> None:
    texts = [text for text in [*DOCUMENTS, *mutants(), *COMMENTED] if isinstance(expected(text), dict)]
    once = reader.each(module(reader, "formatter"), "it.formatted(text)", texts)
    twice = reader.each(module(reader, "formatter"), "it.formatted(text)", once)
    of_comments = (
        "it.tokens(text).filter(({ kind }) => kind === 'comment').map((each) => each.text.trimEnd()).sort()"
    )
    comments = reader.each(module(reader, "lexer"), of_comments, texts)
    kept = reader.each(module(reader, "lexer"), of_comments, once)
    for text, pretty, again, before, after in zip(texts, once, twice, comments, kept, strict=True):
        assert print_ast(parse(pretty)) == print_ast(parse(text)), repr(text)
        assert pretty == again, repr(text)
        assert before == after, repr(text)


COMMENTED = (
    """# first
query A( # one
  $a: Int # two
  # three
  $b: [Int] = [1 # four
    2]
) # five
@x(y: 1 # six
) { # seven
  a # eight

  # nine
  b(x: { # ten
    y: 1 } # eleven
  ) { c
  # twelve
  }
  d # thirteen
  : # fourteen
  e
} # fifteen
# sixteen
fragment # seventeen
F on T { ... # eighteen
  on U { a } ...G # nineteen
}
# last""",
)


def test_a_prettified_document_has_the_usual_form(reader: Reader) -> None:
    text = (
        'query  A($a:Int=1){b:c(x:$a,y:{z:[1,2]})@d{e}...F\n\n\n#n\ng}fragment F on T{h(long:"'
        + "x" * 80
        + '",i:1)}'
    )
    [pretty] = reader.each(module(reader, "formatter"), "it.formatted(text)", [text])
    assert pretty == (
        "query A($a: Int = 1) {\n  b: c(x: $a, y: { z: [1, 2] }) @d {\n    e\n  }\n  ...F\n\n  #n\n  g\n}\n\n"
        'fragment F on T {\n  h(\n    long: "' + "x" * 80 + '"\n    i: 1\n  )\n}\n'
    )
