"""The limits as the API publishes them: the numbers of `broadsheet_shared.limits`, and rates by setting."""

from typing import Any

import strawberry

from broadsheet_server.ingest.submissions import ARTICLES_MAX
from broadsheet_server.newsroom.correct import CORRECTION_MAX
from broadsheet_server.newsroom.revisions import REASON_MAX
from broadsheet_server.newsroom.translation_groups import LANGUAGES_MAX
from broadsheet_server.newsroom.validation import ITEMS_MAX, LINE_MAX, REFERENCE_MAX, length_max
from broadsheet_server.settings import Settings
from broadsheet_server.sharing.limits import QUEUED_MAX
from broadsheet_server.sharing.validation import IDEMPOTENCY_KEY_MAX
from broadsheet_shared import limits


def _limit(number: float, description: str) -> Any:
    return strawberry.field(description=description, default=int(number))


@strawberry.type(
    description="The limits that hold. Going over one is an error that names it, never a silent cut."
)
class Limits:
    """Every limit; `docs/limits.md` has them in a table, with what happens at each."""

    shares_per_hour: int = strawberry.field(description="Most shares that one API key makes in an hour.")
    shares_per_day: int = strawberry.field(description="Most shares that one API key makes in a day.")
    mails_to_one_recipient_per_hour: int = strawberry.field(
        description="Most mails that one recipient gets in an hour."
    )
    mails_to_one_recipient_per_day: int = strawberry.field(
        description="Most mails that one recipient gets in a day."
    )
    address_requests_per_minute: int = strawberry.field(
        description="Most requests and operations on WebSockets without an API key from one address in a "
        "minute; 0: any number."
    )
    address_cost_per_minute: int = strawberry.field(
        description="Highest cost, in a minute, of what one address has executed without an API key; 0: any."
    )
    key_requests_per_minute: int = strawberry.field(
        description="Most requests and operations on WebSockets of one API key in a minute; 0: any number."
    )
    key_cost_per_minute: int = strawberry.field(
        description="Highest cost, in a minute, of what one API key has executed; 0: any."
    )
    page_max: int = _limit(limits.PAGE_MAX, "Most entries on one page of a list.")
    nodes_max: int = _limit(limits.NODES_MAX, "Most ids that `nodes` takes.")
    search_query_max: int = _limit(limits.SEARCH_QUERY_MAX, "Longest search text, in characters.")
    search_depth_max: int = _limit(
        limits.SEARCH_DEPTH_MAX, "So many results of a search by RELEVANCE can be paged through."
    )
    where_conditions_max: int = _limit(
        limits.WHERE_CONDITIONS_MAX,
        "Most conditions of one `where`, those of `and`, `or` and `not` together.",
    )
    where_depth_max: int = _limit(
        limits.WHERE_DEPTH_MAX, "Deepest nesting of `and`, `or` and `not` in a `where`."
    )
    languages_max: int = _limit(LANGUAGES_MAX, "Most languages of one story: articles that are translations.")
    body_bytes_max: int = _limit(limits.BODY_BYTES_MAX, "Longest request, in bytes.")
    keyed_body_bytes_max: int = _limit(
        limits.KEYED_BODY_BYTES_MAX, "Longest request with an API key, in bytes."
    )
    upload_bytes_max: int = _limit(limits.UPLOAD_BYTES_MAX, "Longest file of a request, in bytes.")
    uploads_max: int = _limit(limits.UPLOADS_MAX, "Most files of a request.")
    document_max: int = _limit(limits.DOCUMENT_MAX, "Longest document, in characters.")
    tokens_max: int = _limit(limits.TOKENS_MAX, "Longest document, in tokens of the GraphQL language.")
    variable_values_max: int = _limit(
        limits.VARIABLE_VALUES_MAX,
        "Most values in the variables of a request without an API key, the members of lists and objects too.",
    )
    keyed_variable_values_max: int = _limit(
        limits.KEYED_VARIABLE_VALUES_MAX,
        "Most values in the variables of a request with an API key, the members of lists and objects too.",
    )
    digits_max: int = _limit(limits.DIGITS_MAX, "Longest number in a document, in digits.")
    depth_max: int = _limit(limits.DEPTH_MAX, "Deepest nesting of selections.")
    fields_max: int = _limit(
        limits.FIELDS_MAX, "Most fields of a document, each counted wherever its fragment is spread."
    )
    aliases_max: int = _limit(limits.ALIASES_MAX, "Most aliases of an operation.")
    overlaps_max: int = _limit(
        limits.OVERLAPS_MAX, "Most pairs of fields of a document that have one name in the answer."
    )
    mutations_max: int = _limit(limits.MUTATIONS_MAX, "Most mutations in one request.")
    cost_max: int = _limit(limits.COST_MAX, "Highest cost of an operation, estimated before it is executed.")
    values_max: int = _limit(limits.VALUES_MAX, "Most values in one answer, counted while it is made.")
    response_bytes_max: int = _limit(
        limits.RESPONSE_BYTES_MAX,
        "Longest texts of one answer together, in bytes; a text that is not ASCII counts four a character.",
    )
    cpu_milliseconds_max: int = _limit(
        limits.CPU_MILLISECONDS_MAX, "Most processor time for putting together one answer, in milliseconds."
    )
    deadline_seconds: int = _limit(limits.DEADLINE_SECONDS, "How long an operation may take, in seconds.")
    connections_max: int = _limit(
        limits.CONNECTIONS_MAX, "Most connections to one server process at the same time."
    )
    connections_per_address_max: int = _limit(
        limits.CONNECTIONS_PER_ADDRESS_MAX, "Most connections from one address at the same time."
    )
    header_bytes_max: int = _limit(
        limits.HEADER_BYTES_MAX, "Longest header of a request with its address, in bytes."
    )
    header_seconds: int = _limit(
        limits.HEADER_SECONDS, "How long the header of a request may take to arrive, in seconds."
    )
    body_seconds: int = _limit(
        limits.BODY_SECONDS, "How long the body of a request may take to arrive, in seconds."
    )
    write_seconds: int = _limit(
        limits.WRITE_SECONDS,
        "How long a client may read less of its response than `readRateMin` asks for, in seconds.",
    )
    read_rate_min: int = _limit(
        limits.READ_RATE_MIN, "Slowest reading of a response, in bytes a second, over `writeSeconds`."
    )
    socket_init_seconds: int = _limit(
        limits.SOCKET_INIT_SECONDS,
        "How long a client of a WebSocket may take to send `connection_init`, in seconds.",
    )
    socket_operations_max: int = _limit(
        limits.SOCKET_OPERATIONS_MAX, "Most operations that run on one WebSocket at a time."
    )
    socket_unsent_max: int = _limit(
        limits.SOCKET_UNSENT_MAX, "Most messages that wait for the client of a WebSocket to take them."
    )
    socket_unsent_bytes_max: int = _limit(
        limits.SOCKET_UNSENT_BYTES_MAX,
        "Most bytes of messages that wait for the client of a WebSocket to take them, before one more comes.",
    )
    documents_at_once_max: int = _limit(
        limits.DOCUMENTS_AT_ONCE_MAX, "Most documents that are registered, or removed, by one mutation."
    )
    webhooks_max: int = _limit(limits.WEBHOOKS_MAX, "Most webhooks.")
    webhook_cost_max: int = _limit(
        limits.WEBHOOK_COST_MAX,
        "Highest cost of the document of a webhook, which is executed for each change.",
    )
    webhook_document_max: int = _limit(
        limits.WEBHOOK_DOCUMENT_MAX, "Longest document of a webhook, in characters."
    )
    recipients_max: int = _limit(limits.RECIPIENTS_MAX, "Most addresses that one share goes to.")
    note_max: int = _limit(limits.NOTE_MAX, "Longest note to a friend, in characters.")
    note_lines_max: int = _limit(limits.NOTE_LINES_MAX, "Longest note to a friend, in lines.")
    sender_name_max: int = _limit(limits.SENDER_NAME_MAX, "Longest name of a sender, in characters.")
    share_key_max: int = _limit(IDEMPOTENCY_KEY_MAX, "Longest idempotency key of a share, in characters.")
    queued_mails_max: int = _limit(QUEUED_MAX, "Most mails that wait to be sent; then no share is accepted.")
    articles_max: int = _limit(ARTICLES_MAX, "Most articles that one `upsertArticles` takes.")
    headline_max: int = _limit(length_max("headline"), "Longest headline, in characters.")
    text_max: int = _limit(
        length_max("summary"), "Longest summary, usage terms or editorial note, in characters."
    )
    line_max: int = _limit(LINE_MAX, "Longest byline, name or web address of an article, in characters.")
    items_max: int = _limit(ITEMS_MAX, "Most authors, contributors, tags or images of one article, each.")
    reference_max: int = _limit(REFERENCE_MAX, "Longest external reference, in characters.")
    correction_max: int = _limit(CORRECTION_MAX, "Longest correction by an editor, in characters.")
    reason_max: int = _limit(REASON_MAX, "Longest reason of an editor, in characters.")


def limits_of(settings: Settings) -> Limits:
    """The limits that hold by the settings."""
    shares, rates = settings.share_limits, settings.rate_limits
    return Limits(
        shares_per_hour=shares.per_hour,
        shares_per_day=shares.per_day,
        mails_to_one_recipient_per_hour=shares.recipient_per_hour,
        mails_to_one_recipient_per_day=shares.recipient_per_day,
        address_requests_per_minute=rates.address_requests,
        address_cost_per_minute=rates.address_cost,
        key_requests_per_minute=rates.key_requests,
        key_cost_per_minute=rates.key_cost,
    )
