"""Bytes that are to be kept, in no more memory than they need."""


def exact(data: bytes) -> bytes:
    """A copy of the bytes in a block of their own size.

    `orjson.dumps` gives its result in the buffer in which it was written: of 4 kB at least, and of up to four
    times the bytes in it (orjson 3.13). `bytes(data)` would be the same object.
    """
    return bytes(memoryview(data))
