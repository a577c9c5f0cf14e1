"""Which changes a webhook is told of, as its row has it: columns, and JSON for what is joined to them."""

from typing import Any

from broadsheet_server.reading.changes import ChangeFilter
from broadsheet_shared.vocabulary import ChangeKind


def change_filter(row: Any) -> ChangeFilter:
    """The filter that a row of `models.webhooks.Webhook` means."""
    own = {"section": row.section, "tag": row.tag, "author": row.author, "kinds": row.kinds}
    return _from_json(own | (row.joined or {}))


def columns_of(where: ChangeFilter) -> dict[str, Any]:
    """The values of such a row for a filter."""
    own = ("section", "tag", "author", "kinds")
    values = _as_json(where)
    joined = {name: value for name, value in values.items() if name not in own}
    return {name: values.get(name) for name in own} | {"joined": joined or None}


def _as_json(where: ChangeFilter) -> dict[str, Any]:
    values: dict[str, Any] = {
        "section": where.section,
        "tag": where.tag,
        "author": where.author,
        "kinds": None if where.kinds is None else sorted(where.kinds),
        "and": [*map(_as_json, where.every)] or None,
        "or": [*map(_as_json, where.either)] or None,
        "not": None if where.excluded is None else _as_json(where.excluded),
    }
    return {name: value for name, value in values.items() if value is not None}


def _from_json(values: dict[str, Any]) -> ChangeFilter:
    kinds, excluded = values.get("kinds"), values.get("not")
    return ChangeFilter(
        values.get("section"),
        values.get("tag"),
        values.get("author"),
        None if kinds is None else frozenset(map(ChangeKind, kinds)),
        every=tuple(map(_from_json, values.get("and", ()))),
        either=tuple(map(_from_json, values.get("or", ()))),
        excluded=None if excluded is None else _from_json(excluded),
    )
