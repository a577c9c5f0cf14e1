"""ninjs documents for tests."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def ninjs(**changes: Any) -> dict[str, Any]:
    """An ordinary ninjs 3.1 item, with these members changed; None takes one away."""
    item = {
        "uri": "tag:courier.example,2024:crane",
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "firstCreated": "2024-10-12T06:30:00Z",
        "versionCreated": "2024-10-12T08:00:00+02:00",
        "language": "en",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": "Crane lifts its last load"}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": "The crane retires."}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>The old crane retires.</p>"}],
        "by": "By Tomas Hale",
        "infoSources": [{"name": "Tomas Hale", "role": "author", "literal": "tomas-hale"}, {"name": "AP"}],
        "subjects": [
            {"name": "Harbour", "rel": "section", "literal": "business/harbour"},
            {"name": "Cranes", "rel": "about", "literal": "cranes"},
        ],
        "people": [{"name": "Ilse Tarrant", "literal": "ilse-tarrant"}],
        "organisations": [{"name": "Harbour Trust"}],
        "places": [{"name": "Vallmere"}],
        "events": [{"name": "Crane Day"}],
        "altIds": [{"role": "slug", "value": "crane-last-load"}],
        "copyrightNotice": "© The Courier",
    }
    return {name: value for name, value in {**item, **changes}.items() if value is not None}


def image_association(**changes: Any) -> dict[str, Any]:
    """An image for the `associations` of an item."""
    association = {
        "name": "lead_image",
        "type": "picture",
        "uri": "tag:courier.example,2024:image/crane",
        "descriptions": [{"role": "alt", "value": "A crane"}, {"role": "caption", "value": "On Monday."}],
        "by": "Courier graphics",
        "renditions": [{"name": "original", "href": "images/crane.png", "contentType": "image/png"}],
    }
    return {**association, **changes}


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    """One of many items, known by its number."""
    return ninjs(uri=f"tag:courier.example,2024:{number}", altIds=None, **changes)


def ninjs_lines(path: Path, items: Iterable[object]) -> Path:
    """A file with an item a line."""
    path.write_text("\n".join(json.dumps(item) for item in items))
    return path
