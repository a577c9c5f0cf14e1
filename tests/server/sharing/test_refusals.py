"""What is refused costs little, and cannot be tried for ever."""

import pytest

from broadsheet_server.sharing.limits import REFUSALS_PER_HOUR
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode
from tests.processor_time import takes_at_most
from tests.server.sharing.share_fixtures import SharingFixture

FLOOD = f"a{' ' * 200_000}b"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("note", ShareArticleErrorCode.NOTE_TOO_LONG),
        ("sender_name", ShareArticleErrorCode.INVALID_NAME),
        ("idempotency_key", ShareArticleErrorCode.INVALID_KEY),
    ],
)
def test_a_text_of_blanks_is_refused_at_once(
    sharing: SharingFixture, field: str, code: ShareArticleErrorCode
) -> None:
    def refused() -> None:
        assert sharing.error_codes(**{field: FLOOD}) == [code]

    assert takes_at_most(1, refused)


def test_an_address_of_blanks_is_refused_in_a_short_sentence(sharing: SharingFixture) -> None:
    (error,) = sharing.errors("friend@example.net", FLOOD)
    assert (error.code, error.path) == (ShareArticleErrorCode.INVALID_ADDRESS, ("to", "1"))
    assert len(error.message) < 300


def test_all_that_is_too_long_is_told_at_once(sharing: SharingFixture) -> None:
    assert sharing.error_codes(note=FLOOD, sender_name=FLOOD) == [
        ShareArticleErrorCode.INVALID_NAME,
        ShareArticleErrorCode.NOTE_TOO_LONG,
    ]


@pytest.mark.parametrize("note", ["See www.example.net", FLOOD])
def test_who_is_refused_too_often_has_to_wait(sharing: SharingFixture, note: str) -> None:
    for _ in range(REFUSALS_PER_HOUR):
        assert ShareArticleErrorCode.RATE_LIMITED not in sharing.error_codes(note=note)
        sharing.later(seconds=10)
    (error,) = sharing.errors(note=note)
    assert (error.code, error.retry_after) == (ShareArticleErrorCode.RATE_LIMITED, 50 * 60)
    assert sharing.error_codes() == [ShareArticleErrorCode.RATE_LIMITED]
    sharing.share(key_id=sharing.new_key())
    sharing.later(minutes=50)
    sharing.share()


def test_who_is_refused_too_often_still_learns_of_an_accepted_share(sharing: SharingFixture) -> None:
    share_id = sharing.share(idempotency_key="once")
    for _ in range(REFUSALS_PER_HOUR):
        sharing.errors(note=FLOOD)
    assert sharing.share(idempotency_key="once") == share_id


def test_a_server_without_mail_does_not_count_as_a_refusal(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(
        update={"mail": sharing.settings.mail.model_copy(update={"host": None})}
    )
    for _ in range(REFUSALS_PER_HOUR + 1):
        assert sharing.error_codes() == [ShareArticleErrorCode.MAIL_OFF]
