"""docs/http.md has the statuses that are answered, and its example works."""

import re
from pathlib import Path

from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.transport.status_codes import STATUS_CODES

PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text("utf-8")


def test_the_table_of_statuses_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d+) \| (\d+) \| (\d+) \| .+ \|$", PAGE, re.MULTILINE)
    answered = [
        (code.value, str(status.compatible), str(status.json), str(status.draft))
        for code, status in STATUS_CODES.items()
    ]

    assert rows == answered
    assert set(STATUS_CODES) == set(ErrorCode)
