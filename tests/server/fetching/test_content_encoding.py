"""What is sent compressed is read whole, whatever its pieces, and never more of it than is wanted."""

import gzip
import zlib

import pytest

from broadsheet_server.fetching.content_encoding import ContentDecoder
from broadsheet_server.fetching.errors import BrokenResponseError, OversizedResponseError

TEXT = b"The ferry sails again. " * 40
_BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BODIES = {
    "": TEXT,
    "identity": TEXT,
    "GZIP": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]),
    "deflate": zlib.compress(TEXT),
    "deflate ": _BARE.compress(TEXT) + _BARE.flush(),
}


def decoded(encoding: str, body: bytes, bytes_max: int = len(TEXT), piece: int = 7) -> bytes:
    """The body, as it comes in small pieces."""
    decoder = ContentDecoder(encoding, bytes_max)
    text = b"".join(decoder.decode(body[at : at + piece]) for at in range(0, len(body), piece))
    decoder.finish()
    return text


@pytest.mark.parametrize("encoding", BODIES)
def test_a_body_is_read_from_its_pieces(encoding: str) -> None:
    assert decoded(encoding, BODIES[encoding]) == TEXT


@pytest.mark.parametrize("encoding", BODIES)
def test_one_byte_too_many_is_refused(encoding: str) -> None:
    with pytest.raises(OversizedResponseError):
        decoded(encoding, BODIES[encoding], bytes_max=len(TEXT) - 1)


def test_what_is_cut_off_damaged_or_compressed_in_another_way_is_said_to_be() -> None:
    for encoding, body in (("gzip", BODIES["GZIP"][:-9]), ("gzip", b"no gzip"), ("br", TEXT)):
        with pytest.raises(BrokenResponseError):
            decoded(encoding, body)
