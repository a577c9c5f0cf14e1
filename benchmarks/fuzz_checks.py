"""What `fuzz_api.py` looks for in an answer; schemathesis imports it."""

from typing import Any

import schemathesis  # type: ignore[import-not-found]
from hypothesis import strategies  # type: ignore[import-not-found]
from schemathesis.graphql import nodes  # type: ignore[import-not-found]

SEQUENCES = strategies.integers(min_value=-1, max_value=2**64).map(str) | strategies.text(max_size=30)
MOMENTS = strategies.datetimes().map("{0:%Y-%m-%dT%H:%M:%SZ}".format) | strategies.text(max_size=30)
schemathesis.graphql.scalar("Sequence", SEQUENCES.map(nodes.String))
schemathesis.graphql.scalar("DateTime", MOMENTS.map(nodes.String))
schemathesis.graphql.scalar("Upload", strategies.text(max_size=30).map(nodes.String))

SERVER_ERROR = 500
TRACES = ("Traceback (most recent call last)", '.py", line ', "sqlalchemy", "psycopg", "sqlite3.")


@schemathesis.check  # type: ignore[untyped-decorator]
def no_fault_of_the_server(_context: Any, response: Any, _case: Any) -> None:
    """No 5xx, no error of ours, no error without a code, nothing of the code's inside.

    What the request itself says may come back in an error: hypothesis tries the words of this file too.
    """
    assert response.status_code < SERVER_ERROR, response.text
    sent = _text(response.request.body).replace("\\", "")
    assert not any(trace in response.text and trace not in sent for trace in TRACES), response.text
    for error in response.json().get("errors", ()):
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR", response.text


def _text(body: bytes | str | None) -> str:
    return body.decode(errors="replace") if isinstance(body, bytes) else body or ""
