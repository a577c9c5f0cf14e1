"""The numbers of the contract. The server enforces them, the reader knows them beforehand."""

from typing import Final

BODY_BYTES_MAX: Final = 256 * 1024
"""Longest body of a GraphQL request, in bytes before parsing."""

KEYED_BODY_BYTES_MAX: Final = 1024 * 1024
"""Longest request with an API key, in bytes: a hundred articles come in one."""

UPLOAD_BYTES_MAX: Final = 30 * 1024 * 1024
"""Longest file of a request, in bytes: as long as an image may be that an import brings."""

UPLOADS_MAX: Final = 4
"""Most files of a request: one for each mutation that it may have."""

DOCUMENT_MAX: Final = 64 * 1024
"""Longest GraphQL document, in characters."""

TOKENS_MAX: Final = 2_000
"""Most lexical tokens of a document."""

VARIABLE_VALUES_MAX: Final = 2_000
"""Most values in the variables of a request without an API key: a document could not have more of them."""

KEYED_VARIABLE_VALUES_MAX: Final = 50_000
"""Most values in the variables of a request with an API key: a hundred articles with five hundred each."""

DEPTH_MAX: Final = 20
"""Deepest nesting of selection sets. The usual introspection query has 15."""

FIELDS_MAX: Final = 5_000
"""Most fields and fragments of a document, each counted wherever its fragment is spread."""

ALIASES_MAX: Final = 30
"""Most aliases of an operation."""

DIGITS_MAX: Final = 640
"""Longest number in a document. Python refuses to parse those that are much longer."""

OVERLAPS_MAX: Final = 1_000
"""Most pairs of fields with one response name: OverlappingFieldsCanBeMerged compares every two of them."""

MUTATIONS_MAX: Final = 4
"""Most root fields of a mutation."""

COST_MAX: Final = 30_000
"""Highest estimated cost of an operation. The standard introspection query costs 26,000."""

DEADLINE_SECONDS: Final = 10.0
"""How long an operation may take."""

VALUES_MAX: Final = 60_000
"""Most values in the answer of one operation, counted while it is made."""

RESPONSE_BYTES_MAX: Final = 8 * 1024 * 1024
"""Longest texts of one answer together, in bytes; a text that is not ASCII counts four a character."""

CPU_MILLISECONDS_MAX: Final = 2_000
"""Most processor time that putting together one answer takes."""

PAGE_MAX: Final = 100
"""Most edges one connection gives at once; `first: 101` is an error that names this number."""

PAGE_DEFAULT: Final = 20

RELATED_DEFAULT: Final = 5

NODES_MAX: Final = 100
"""Most ids that `nodes(ids:)` takes."""

WHERE_CONDITIONS_MAX: Final = 20
"""Most conditions of one `where`, those of `and`, `or` and `not` together."""

WHERE_DEPTH_MAX: Final = 4
"""Deepest nesting of `and`, `or` and `not` in a `where`."""

RECIPIENTS_MAX: Final = 5
"""Most addresses one share goes to."""

ADDRESS_MAX: Final = 320
"""Longest mail address, in characters: 64 before the @ and 255 behind it (RFC 5321, section 4.5.3.1)."""

NOTE_MAX: Final = 500
"""Longest note to a friend, in characters (code points)."""

NOTE_LINES_MAX: Final = 10

SENDER_NAME_MAX: Final = 60

SEARCH_QUERY_MAX: Final = 300
"""Longest search text, in characters."""

DOCUMENTS_AT_ONCE_MAX: Final = 100
"""Most documents that are registered, or removed, by one mutation."""

MAILTO_MAX: Final = 1_900
"""Longest `mailto:` address that every desktop hands over whole (Windows stops at 2,081 characters)."""

SEARCH_DEPTH_MAX: Final = 10_000
"""So many results of a search by relevance can be paged through."""

CONNECTIONS_MAX: Final = 1_000
"""Most connections to one server process at the same time; further ones are answered 503 and closed."""

CONNECTIONS_PER_ADDRESS_MAX: Final = 100
"""Most connections from one address."""

SOCKET_INIT_SECONDS: Final = 10.0
"""How long a client of a WebSocket may take to send `connection_init`."""

SOCKET_OPERATIONS_MAX: Final = 20
"""Most operations that run on one WebSocket at a time."""

SOCKET_UNSENT_MAX: Final = 1_000
"""Most messages that wait for the client of a WebSocket to take them; then the connection is closed."""

SOCKET_UNSENT_BYTES_MAX: Final = 32 * 1024 * 1024
"""Most bytes of messages that wait for the client of a WebSocket; beyond them no further message does."""

WEBHOOKS_MAX: Final = 100
"""Most webhooks of a store."""

WEBHOOK_COST_MAX: Final = 5_000
"""Highest estimated cost of the document of a webhook, which is executed for each change."""

WEBHOOK_DOCUMENT_MAX: Final = 16 * 1024
"""Longest document of a webhook, in characters."""

HEADER_BYTES_MAX: Final = 96 * 1024
"""Longest header of a request with its address, in bytes: the address alone may have 64 kB."""

HEADER_SECONDS: Final = 10.0
"""How long a client may take to send the header of a request."""

BODY_SECONDS: Final = 30.0
"""How long a client may take to send the body of a request."""

WRITE_SECONDS: Final = 20.0
"""How long a client may take to read what `READ_RATE_MIN` asks for of a response that waits for it."""

READ_RATE_MIN: Final = 1_000
"""How much of such a response a client has to read, in bytes a second, averaged over WRITE_SECONDS."""
