"""Email addresses, judged alike in the dialog and on the server."""

from dataclasses import dataclass

from broadsheet_shared.limits import ADDRESS_MAX

ADDRESS_TOO_LONG = f"it is longer than {ADDRESS_MAX} characters."

_RESERVED_FOR_TESTS = True
"""`.test` is no real domain; refusing it would forbid every trial and change no delivery."""


class InvalidAddressError(ValueError):
    """The text is not one address that mail can go to. The message says why, for a person to read."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address that passed.

    `display` is what to show (international domains readable); `mailbox` is what goes on the wire,
    with the domain in ASCII (IDNA). A local part outside ASCII needs SMTPUTF8 (RFC 6531).
    """

    display: str
    mailbox: str
    needs_smtputf8: bool


def parse_address(text: str) -> Address:
    """Read one address (RFC 5321 mailbox, no display name, no quoted local part).

    Raises InvalidAddressError with one sentence for the person who typed it.
    """
    from email_validator import EmailNotValidError, validate_email  # 35 ms that a start does not need

    if len(text) > ADDRESS_MAX:
        raise InvalidAddressError(ADDRESS_TOO_LONG)
    try:
        found = validate_email(
            text.strip(),
            check_deliverability=False,
            strict=True,
            allow_quoted_local=False,
            test_environment=_RESERVED_FOR_TESTS,
        )
    except EmailNotValidError as refusal:
        raise InvalidAddressError(str(refusal)) from refusal
    if "=?" in found.local_part:
        raise InvalidAddressError("Mail programs take =? before the @-sign for something else.")
    return Address(
        display=found.normalized,
        mailbox=found.ascii_email or f"{found.local_part}@{found.ascii_domain}",
        needs_smtputf8=found.ascii_email is None,
    )
