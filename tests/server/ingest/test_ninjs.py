"""ninjs files: one object, an array, one object a line."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet_server.ingest import ninjs as ninjs_format
from broadsheet_server.ingest import registry
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError
from tests.builders import NOW
from tests.server.ingest.ninjs_documents import image_association, ninjs

HERE = ImportDefaults(None, "en")


def read(data: bytes) -> list[ParsedItem | RejectedItem]:
    return list(ninjs_format.parse(io.BytesIO(data), HERE))


def headlines(found: list[ParsedItem | RejectedItem]) -> list[str]:
    return [
        item.draft.headline if isinstance(item, ParsedItem) else f"{item.position}: {item.reason}"
        for item in found
    ]


def test_one_object_an_array_and_lines_give_the_same() -> None:
    one, two = (ninjs(headlines=[{"value": text}]) for text in ("One", "Two"))
    lines = f"{json.dumps(one)}\n\n{json.dumps(two)}\n"
    assert headlines(read(json.dumps(one, indent=2).encode())) == ["One"]
    assert headlines(read(json.dumps(one).encode())) == ["One"]
    assert headlines(read(json.dumps([one, two]).encode())) == ["One", "Two"]
    assert headlines(read(lines.encode())) == ["One", "Two"]
    assert headlines(read(b"\xef\xbb\xbf" + lines.encode())) == ["One", "Two"]
    assert [item.position for item in read(lines.encode())] == ["line 1", "line 3"]


def test_a_bad_line_loses_only_itself() -> None:
    good = json.dumps(ninjs())
    found = read(f'{{"uri": "x", }}\n{good}\n[1]\n{{"headline": "Half\n{good}\n'.encode())
    assert [type(item) for item in found] == [
        RejectedItem,
        ParsedItem,
        RejectedItem,
        RejectedItem,
        ParsedItem,
    ]
    assert [item.position for item in found] == [
        "line 1, column 12",
        "line 2",
        "line 3, $",
        "line 4, column 19",
        "line 5",
    ]


@pytest.mark.parametrize(
    "garbage", ["garbage", "{", "[1]", '{"uri": "x"', '"text"', "{'uri': 'x'}", "\\ud83d"]
)
@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_bad_line_loses_only_itself_wherever_it_stands(garbage: str, line: int) -> None:
    lines = [json.dumps(ninjs(headlines=[{"value": text}])) for text in ("One", "Two")]
    lines.insert(line, garbage)
    file = io.BytesIO("\n".join(lines).encode())
    found = list(registry.parse_file(file, HERE))
    refusal = found.pop(line)
    assert isinstance(refusal, RejectedItem)
    assert refusal.position.startswith(f"line {line + 1}")
    assert headlines(found) == ["One", "Two"]


def test_a_broken_object_over_several_lines_is_one_refusal() -> None:
    broken = json.dumps(ninjs(), indent=1).replace('"type"', "type")
    assert [type(item) for item in read(broken.encode())] == [RejectedItem]
    assert [type(item) for item in read(b'[\n{"uri": "x"},\n{"uri": "y"},\n')] == [RejectedItem]


def test_lines_may_be_more_than_one_value_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ninjs_format, "FILE_BYTES_MAX", 100)
    one = json.dumps(ninjs(headlines=[{"value": "One"}]))
    assert headlines(read(f"{{\n{one}\n{one}\n".encode()))[1:] == ["One", "One"]
    (refusal,) = read(json.dumps([ninjs()], indent=1).encode())
    assert isinstance(refusal, RejectedItem)
    assert "Write one item a line" in refusal.reason


@pytest.mark.parametrize("bad", ["NaN", "-Infinity"])
def test_what_json_has_not_loses_only_its_item(bad: str) -> None:
    good, other = (json.dumps(ninjs(headlines=[{"value": text}])) for text in ("One", "Two"))
    found = read(f'[{good}, {{"uri": "x", "headline": {bad}}}, {other}]'.encode())
    assert headlines([found[0], found[2]]) == ["One", "Two"]
    refusal = found[1]
    assert isinstance(refusal, RejectedItem)
    assert refusal.position == "item 2, $[1]"
    assert refusal.reason.startswith("This is not JSON: ")


def test_a_bad_member_of_an_array_loses_only_itself() -> None:
    found = read(json.dumps([ninjs(), 7, ninjs(firstCreated="x")]).encode())
    assert headlines(found)[1:] == [
        "item 2, $[1]: An item must be a JSON object.",
        "item 3, $[2].firstCreated: “x” is no date.",
    ]


def test_broken_json_is_refused_with_line_and_column() -> None:
    (refusal,) = read(b'{\n  "uri": "x"\n  "headline": "y"\n}')
    assert isinstance(refusal, RejectedItem)
    assert refusal.position == "line 3, column 3"
    assert refusal.reason.startswith("This is not JSON: ")


def test_other_encodings_are_read_and_noted() -> None:
    text = json.dumps(ninjs(headlines=[{"value": "大桥关闭，电车停运三个月"}]), ensure_ascii=False)
    for data, encoding in (
        (text.encode("utf-16"), "UTF-16"),
        (text.encode("utf-16-le"), "UTF-16"),
        (text.encode("gb18030"), "GB18030"),
    ):
        (reading,) = read(data)
        assert isinstance(reading, ParsedItem)
        assert reading.draft.headline == "大桥关闭，电车停运三个月"
        assert reading.notes == (f"the encoding is {encoding}, not UTF-8",)


def test_bytes_that_are_no_text_are_refused() -> None:
    (told,) = headlines(read(b'{"headline": "\xff\xfe\xfd\xfc\x81\x8d\x8f\x90\x9d\xff"}'))
    assert told.startswith(": It is not UTF-8 (the byte at position 14 cannot be)")


def test_an_emoji_that_a_system_has_cut_in_half_costs_no_article() -> None:
    text = r'{"uri": "x", "headline": "Gala \ud83c\udf89 \ud83d", "body_text": "C:\\ud83d, \udf89."}'
    (found,) = read(text.encode())
    assert isinstance(found, ParsedItem)
    assert found.draft.headline == "Gala 🎉 \ufffd"
    assert found.draft.body_html == "<p>C:\\ud83d, \ufffd.</p>"
    assert found.notes == ("half characters, such as a cut emoji, were replaced by “\ufffd”",)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["9999-12-31T23:59:59-14:00", "0001-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, member in inner for place in places(member, (*path, key)))]


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_an_item_gets_a_sentence_and_never_a_crash(
    data: st.DataObject, tmp_path: Path
) -> None:
    document: Any = [
        ninjs(associations=[image_association()], embargoed="2024-10-12T07:00:00Z", representationType="full")
    ]
    *path, last = data.draw(st.sampled_from(places(document)[1:]))
    target = document
    for step in path:
        target = target[step]
    target[last] = data.draw(ANYTHING)
    for found in read(json.dumps(document).encode()):
        if isinstance(found, ParsedItem):
            with contextlib.suppress(RejectedDraftError):
                validated_content(found.draft, media=MediaFolder(tmp_path), now=NOW)
        else:
            assert found.reason
