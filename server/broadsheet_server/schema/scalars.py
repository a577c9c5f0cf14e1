"""The scalars of the schema, serialised and parsed strictly."""

from datetime import UTC, date, datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from broadsheet_server.ingest.uploaded_files import UploadedFile

DateTime = NewType("DateTime", datetime)
"""A `DateTime` of the schema: an aware datetime."""
Date = NewType("Date", date)
"""A `Date` of the schema."""
Sequence = NewType("Sequence", int)
"""A `Sequence` of the schema."""
Upload = NewType("Upload", UploadedFile)
"""An `Upload` of the schema."""

SEQUENCE_MAX = 2**63 - 1


def serialize_datetime(value: datetime) -> str:
    """The moment in UTC in the format of RFC 3339, like `2026-11-20T08:30:00Z`."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_datetime(value: object) -> datetime:
    """The moment in UTC of an RFC 3339 string. Raises ValueError with a sentence for the client."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        "A DateTime is written like 2026-11-20T08:30:00Z: date, T, time, and Z or an offset (RFC 3339)."
    )


DATE_TIME: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="A moment in UTC, written as RFC 3339 writes it, like `2026-11-20T08:30:00Z`.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
    serialize=serialize_datetime,
    parse_value=parse_datetime,
)


def parse_date(value: object) -> date:
    """The day of an ISO 8601 calendar date. Raises ValueError with a sentence for the client."""
    try:
        if isinstance(value, str) and len(value) == len("2026-11-20"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("A Date is written like 2026-11-20 (ISO 8601).")


DATE: ScalarDefinition = strawberry.scalar(
    name="Date",
    description="A day without a time of day, written as ISO 8601 writes it, like `2026-11-20`.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
    serialize=date.isoformat,
    parse_value=parse_date,
)


def parse_sequence(value: object) -> int:
    """The number in a string of decimal digits. Raises ValueError with a sentence for the client."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and int(value[:20]) <= SEQUENCE_MAX:
        return int(value[:20])
    raise ValueError('A Sequence is a string of digits, like "1024", as this server gave it.')


SEQUENCE: ScalarDefinition = strawberry.scalar(
    name="Sequence",
    description="A place in the change feed: a whole number as a string, because it may have more than 53 "
    "bits. The greater one is the later one. "
    'Example: `"1024"`; everything follows `"0"`.',
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259#section-6",
    serialize=str,
    parse_value=parse_sequence,
)


def parse_upload(value: object) -> UploadedFile:
    """The file that came with the request. Raises ValueError with a sentence for the client."""
    if isinstance(value, UploadedFile):
        return value
    raise ValueError(
        "An Upload is a file of a request by the GraphQL multipart request specification: null in "
        "`variables`, and its place in `map`."
    )


def serialize_upload(_: object) -> str:
    """No field gives one."""
    raise ValueError("An Upload is only sent.")


UPLOAD: ScalarDefinition = strawberry.scalar(
    name="Upload",
    description="A file that comes with the request, by the GraphQL multipart request specification.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    serialize=serialize_upload,
    parse_value=parse_upload,
)

SCALARS: dict[object, ScalarDefinition] = {
    DateTime: DATE_TIME,
    Date: DATE,
    Sequence: SEQUENCE,
    Upload: UPLOAD,
}
