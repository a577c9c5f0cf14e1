"""What stays of an address tells nobody what it was, and still finds it again."""

import base64

import pytest

from broadsheet_server.sharing.address_hash import AddressHasher, mask_address

HASHER = AddressHasher(b"secret")
ADA = HASHER.hash_address("ada@example.net")


@pytest.mark.parametrize("spelling", ["Ada@Example.NET", "ada+news@example.net", "ADA+a+b@example.net"])
def test_spellings_of_one_mailbox_have_one_hash(spelling: str) -> None:
    assert HASHER.hash_address(spelling) == ADA


def test_a_letter_with_an_accent_has_one_hash_however_it_is_encoded() -> None:
    assert HASHER.hash_address("e\u0301va@example.net") == HASHER.hash_address("\u00e9va@example.net")


@pytest.mark.parametrize("other", ["adb@example.net", "ada@example.org", "a+da@example.net"])
def test_other_mailboxes_have_other_hashes(other: str) -> None:
    assert HASHER.hash_address(other) != ADA


def test_a_hash_has_128_bits_and_cannot_be_computed_without_the_secret() -> None:
    assert len(bytes.fromhex(ADA)) == 16
    assert AddressHasher(b"another secret").hash_address("ada@example.net") != ADA


def test_a_repeat_is_told_from_another_request() -> None:
    assert HASHER.hash_request(("a", ("b",), None)) == HASHER.hash_request(("a", ("b",), None))
    assert HASHER.hash_request(("a", ("b",), None)) != HASHER.hash_request(("a", ("b",), ""))


def test_an_unsubscribe_token_leads_back_to_the_hash_and_to_nothing_in_another_store() -> None:
    token = HASHER.unsubscribe_token(ADA)
    assert HASHER.read_unsubscribe_token(token) == ADA
    assert AddressHasher(b"another secret").read_unsubscribe_token(token) is None


def test_the_links_of_mails_sent_before_still_work() -> None:
    token = "NzuXziXxGQHMn3AhSKfAw6bf2dDkdsjNWeptR4kI1zA"
    assert HASHER.read_unsubscribe_token(token) == ADA


def test_a_token_signed_for_something_else_is_none() -> None:
    hashed = bytes.fromhex(ADA)
    forged = base64.urlsafe_b64encode(hashed + hashed).decode()
    assert HASHER.read_unsubscribe_token(forged) is None


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("friend@example.net", "f…d@example.net"),
        ("ada@example.net", "a…a@example.net"),
        ("ab@example.net", "a…@example.net"),
        ("a@example.net", "a…@example.net"),
        ('"a@b"@example.net', '"…"@example.net'),
    ],
)
def test_a_masked_address_shows_its_first_and_last_letter(address: str, masked: str) -> None:
    assert mask_address(address) == masked
