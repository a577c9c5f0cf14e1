"""A draft says what is wrong with it before the server has to."""

from dataclasses import replace

import pytest

from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_client.core.share_draft import ShareDraft, first_link, problem_field
from tests.growth import slow_length

DRAFT = ShareDraft(
    article_id="a1", headline="The ferry sails", to=("ana@friends.example",), sender_name="Bo", note="Look!"
)


def codes(**changes: object) -> list[str]:
    return [problem.code for problem in replace(DRAFT, **changes).problems()]


def test_a_good_draft_has_no_problems() -> None:
    assert DRAFT.problems() == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ()}, Code.NO_RECIPIENTS),
        ({"to": ("", " ")}, Code.NO_RECIPIENTS),
        ({"to": ("ana",)}, Code.INVALID_ADDRESS),
        ({"to": ("ana@x.example\nBcc: spy@x.example",)}, Code.INVALID_ADDRESS),
        ({"to": ("安@x.example",)}, Code.ADDRESS_NOT_SUPPORTED),
        ({"to": ("ana@x.example", "Ana@X.example ")}, Code.DUPLICATE_RECIPIENT),
        ({"to": tuple(f"friend{n}@x.example" for n in range(6))}, Code.TOO_MANY_RECIPIENTS),
        ({"sender_name": " "}, Code.INVALID_NAME),
        ({"sender_name": "x" * 61}, Code.INVALID_NAME),
        ({"sender_name": "Bo\nBcc: spy"}, Code.INVALID_NAME),
        ({"note": "x" * 501}, Code.NOTE_TOO_LONG),
        ({"note": "a\n" * 11}, Code.NOTE_TOO_LONG),
        ({"note": "See https://spam.example"}, Code.LINK_IN_NOTE),
        ({"note": "see WWW.spam.example"}, Code.LINK_IN_NOTE),
        ({"note": "看spam.com吧"}, Code.LINK_IN_NOTE),
        ({"sender_name": "Call 0800 123456"}, Code.INVALID_NAME),
        ({"sender_name": "casino.com"}, Code.INVALID_NAME),
        ({"sender_name": "Bo <bo>"}, Code.INVALID_NAME),
        ({"sender_name": "win $$$"}, Code.INVALID_NAME),
    ],
)
def test_each_problem_has_the_servers_code(changes: dict[str, object], code: Code) -> None:
    (problem,) = replace(DRAFT, **changes).problems()
    assert problem.code == code
    assert problem.path[0] == "input"


@pytest.mark.parametrize("note", ["I use node.js", "am 3.Mai", "in St.Mary's", "i.e.too", "in ASP.NET"])
def test_what_is_no_link_is_not_called_one(note: str) -> None:
    assert codes(note=note) == []


@pytest.mark.parametrize("pattern", ["a", "a.", "a+", "1.", " ", "\u0301"])
def test_a_text_of_any_length_is_looked_through_in_linear_time(pattern: str) -> None:
    assert slow_length(first_link, pattern) is None


def test_all_problems_are_told_together_and_by_their_place() -> None:
    draft = replace(DRAFT, to=("ana@x.example", "nobody"), sender_name="", note="x" * 501)
    assert [problem_field(problem) for problem in draft.problems()] == [
        ("to", 1),
        ("senderName", None),
        ("note", None),
    ]


def test_the_servers_shorter_paths_are_understood_too() -> None:
    (problem,) = replace(DRAFT, to=("ana",)).problems()
    assert problem_field(replace(problem, path=("to", "0"))) == ("to", 0)
    assert problem_field(replace(problem, path=())) == ("", None)


def test_the_key_is_made_once_and_stays_through_changes_and_the_store() -> None:
    changed = replace(DRAFT, note="Look again!")
    assert changed.idempotency_key == DRAFT.idempotency_key
    assert ShareDraft.from_json(changed.to_json()) == changed
    assert ShareDraft(article_id="a", headline="b").idempotency_key != DRAFT.idempotency_key


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"to": 1}', '{"to": [], "colour": "red"}'])
def test_a_draft_that_cannot_be_read_is_no_crash(text: str) -> None:
    with pytest.raises(ValueError):
        ShareDraft.from_json(text)


def test_the_server_is_asked_without_stray_blanks() -> None:
    requests = replace(DRAFT, to=(" ana@x.example ",), sender_name=" Bo ", note="  ").to_input()
    assert to_json(requests) == {
        "article": "a1",
        "to": ["ana@x.example"],
        "senderName": "Bo",
        "note": None,
        "language": "en",
        "idempotencyKey": DRAFT.idempotency_key,
    }
    assert codes(to=(" ana@x.example ",), sender_name=" Bo ") == []
