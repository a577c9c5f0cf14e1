"""Whatever goes wrong, the message is one that a person can act on."""

from dataclasses import replace

import pytest

from broadsheet_client.api.generated import ShareArticleErrorCode as Code
from broadsheet_client.api.generated import ShareProblem
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import Queued, Rejected
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.widgets.common.error_messages import error_message, message_for
from broadsheet_client.widgets.share.share_messages import problem_message, reason_message

DRAFT = ShareDraft(article_id="a1", headline="The ferry sails", to=("ana@x.example",), sender_name="Bo")


@pytest.mark.parametrize("code", ErrorCode)
def test_every_trouble_has_a_sentence(code: ErrorCode) -> None:
    text = error_message(code, "reader.sqlite3")
    assert text[0] in "“TNSIY"
    assert text.endswith((".", "reader.sqlite3"))
    assert "%1" not in text


@pytest.mark.parametrize("code", Code)
def test_every_problem_that_the_server_knows_is_told_in_our_own_words(code: Code) -> None:
    text = problem_message(ShareProblem(code, "said the server", ("input", "to", "0"), None), DRAFT)
    assert text.endswith(".")
    assert "said the server" not in text


def test_a_problem_that_only_a_newer_server_knows_is_told_in_its_words() -> None:
    problem = ShareProblem("FULL_MOON", "Not while the moon is full.", (), None)
    assert problem_message(problem, DRAFT) == "Not while the moon is full."


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"to": ("ana",)}, "“ana” is not an email address."),
        ({"to": ("ana@x.example",) * 2}, "ana@x.example is in the list already."),
        (
            {"to": tuple(f"f{n}@x.example" for n in range(6))},
            "You gave 6 addresses; at most 5 friends at a time.",
        ),
        ({"sender_name": "x" * 61}, "Your name has 61 characters; at most 60 fit."),
        ({"sender_name": "Bo\nHo"}, "Your name must be on one line."),
        ({"note": "x" * 501}, "The note has 501 characters; at most 500 fit."),
        ({"note": "a\n" * 11}, "The note has 11 lines; at most 10 fit."),
        (
            {"note": "see www.spam.example"},
            "The note cannot contain a link (www.spam.example). The article's link is in the mail anyway.",
        ),
    ],
)
def test_what_has_to_change_is_named(changes: dict[str, object], text: str) -> None:
    draft = replace(DRAFT, **changes)
    (problem,) = draft.problems()
    assert problem_message(problem, draft) == text


def test_why_mail_waits_is_the_way_or_what_has_to_change() -> None:
    away = ReaderError(ErrorKind.OFFLINE, ErrorCode.UNREACHABLE)
    slow = ReaderError(ErrorKind.OFFLINE, ErrorCode.TIMEOUT)
    assert reason_message(Queued(away), DRAFT) == error_message(ErrorCode.SHARE_QUEUED)
    assert reason_message(Queued(slow), DRAFT) == message_for(slow)
    assert reason_message(Rejected(away), DRAFT) == message_for(away)
    nameless = replace(DRAFT, sender_name="")
    assert reason_message(Rejected(away, nameless.problems()), nameless).startswith("Please give your name")
