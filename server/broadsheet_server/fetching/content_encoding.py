"""Decompression with a bound on what comes of it: a few kilobytes can be packed from gigabytes of zeros."""

import zlib

from broadsheet_server.fetching.errors import BrokenResponseError, OversizedResponseError

ACCEPT_ENCODING = "gzip, deflate"
"""Only what the standard library decompresses piece by piece, with a bound."""

_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_PLAIN = ("", "identity")
_COMPRESSED = ("gzip", "x-gzip", "deflate")


class ContentDecoder:
    """Decompresses the pieces of one body in their order (RFC 9110, section 8.4.1).

    Raises BrokenResponseError for an encoding that was not asked for.
    """

    def __init__(self, content_encoding: str, bytes_max: int) -> None:
        self._encoding = content_encoding.strip().lower()
        self._bytes_max = self._left = bytes_max
        self._inflater: zlib._Decompress | None = None
        if self._encoding not in _PLAIN + _COMPRESSED:
            encoding = self._encoding[:40]
            raise BrokenResponseError(f"It is compressed as “{encoding}”, which was not asked for.")

    def decode(self, piece: bytes) -> bytes:
        """Decompress the next piece.

        Raises OversizedResponseError as soon as all pieces together are longer than `bytes_max`, and
        BrokenResponseError for one that is damaged.
        """
        decoded = piece if self._encoding in _PLAIN else self._inflate(piece)
        self._left -= len(decoded)
        if self._left < 0:
            raise OversizedResponseError(f"It is longer than {self._bytes_max // 1024:,} kB.")
        return decoded

    def finish(self) -> None:
        """Raise BrokenResponseError if the body ended before its compressed form did."""
        if self._inflater is not None and not self._inflater.eof:
            raise BrokenResponseError("It breaks off before its end.")

    def _inflate(self, piece: bytes) -> bytes:
        decoded = b""
        try:
            while piece and len(decoded) <= self._left:
                if self._inflater is None or self._inflater.eof:  # a gzip file may have several members
                    self._inflater = zlib.decompressobj(self._window(piece))
                decoded += self._inflater.decompress(piece, self._left + 1 - len(decoded))
                piece = self._inflater.unused_data
        except zlib.error as error:
            raise BrokenResponseError(f"Its compressed form is broken: {error}.") from error
        return decoded

    def _window(self, piece: bytes) -> int:
        """`deflate` means zlib's format, but many servers send the bare stream without its header."""
        if self._encoding != "deflate":
            return _GZIP_WINDOW
        has_header = len(piece) > 1 and piece[0] & 0x0F == 8 and (piece[0] * 256 + piece[1]) % 31 == 0
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
