"""The numbers of the contract. The server enforces them, the reader knows them beforehand."""

from typing import Final

PAGE_MAX: Final = 100
"""Most edges one connection gives at once; `first: 101` is an error that names this number."""

PAGE_DEFAULT: Final = 20

RELATED_DEFAULT: Final = 5

NODES_MAX: Final = 100
"""Most ids that `nodes(ids:)` takes."""

RECIPIENTS_MAX: Final = 5
"""Most addresses one share goes to."""

NOTE_MAX: Final = 500
"""Longest note to a friend, in characters (code points)."""

NOTE_LINES_MAX: Final = 10

SENDER_NAME_MAX: Final = 60

SEARCH_QUERY_MAX: Final = 300
"""Longest search text, in characters."""

MAILTO_MAX: Final = 1_900
"""Longest `mailto:` address that every desktop hands over whole (Windows stops at 2,081 characters)."""
