"""The last look at a mail finds what composing missed."""

import pytest

from broadsheet_server.sharing.mail.header_guard import UnsafeMailError, check_message

MEANT = ["From", "Subject"]


def test_a_mail_as_it_was_meant_passes() -> None:
    mail = b"From: a\r\nSubject: long\r\n one\r\n\r\nbody: with colon\r\n"
    assert check_message(mail, MEANT) == mail


@pytest.mark.parametrize(
    "mail",
    [
        b"From: a\r\nSubject: b\r\nBcc: c\r\n\r\nbody",
        b"From: a\r\nSubject: b\r\nSubject: c\r\n\r\nbody",
        b"From: a\r\n\r\nSubject: b",
        b"Subject: a\r\nFrom: b\r\n\r\nbody",
        b"From: a\r\nSubject: b\nBcc: c\r\n\r\nbody",
        b"From: a\r\nSubject: b\rBcc: c\r\n\r\nbody",
        b"From: a\r\nSubject: b\0\r\n\r\nbody",
        b"From: a\r\nSubject: b\r\n\r\nbody\n.\nMAIL",
        b"From: a\r\nSubject: b\r\nno header\r\n\r\nbody",
        b"From: a\r\nSubject: b\r\n\r\n" + b"x" * 999,
        "From: a\r\nSubject: é\r\n\r\nbody".encode(),
    ],
)
def test_anything_else_stays_here(mail: bytes) -> None:
    with pytest.raises(UnsafeMailError):
        check_message(mail, MEANT)
