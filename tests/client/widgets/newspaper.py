"""A newspaper in memory behind a real HTTP server, which can be cut off."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.client import responses
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    error_response,
)

PAGE = 50


@dataclass
class Newspaper:
    """Change its attributes, and the next responses change."""

    server: ScriptedServer
    articles: list[dict[str, Any]] = field(default_factory=list)
    """Pages as `responses.page` makes them, newest first."""
    front_page: dict[str, Any] = field(default_factory=responses.front_page)
    share_state: str = "SENT"
    share_states: list[str] = field(default_factory=list)
    failure_reason: str | None = None
    """The state of each delivery, if they differ."""
    user_errors: list[dict[str, Any]] = field(default_factory=list)
    """The userErrors of the next share."""
    failure: ScriptedResponse | None = None
    """The response to everything, if set."""
    images: dict[str, bytes] = field(default_factory=dict)
    did_you_mean: str | None = None
    """The suggestion of a search without results."""
    shares: list[dict[str, Any]] = field(default_factory=list)
    """Each accepted `input`."""
    keys: set[str] | None = None
    """The keys that the server knows; None for any."""

    def __post_init__(self) -> None:
        self.server.default = self._answer

    @property
    def origin(self) -> str:
        """The server's origin."""
        return self.server.origin

    def go_offline(self) -> None:
        """Stop listening, and break open connections."""
        self.failure = ScriptedResponse(cut_after=-1)
        self.server.close()

    def go_online(self) -> None:
        """Listen again, at the same address."""
        self.failure = None
        self.server = ScriptedServer(int(self.origin.rsplit(":", 1)[1]))
        self.server.default = self._answer

    def _answer(self, request: RecordedRequest) -> ScriptedResponse:
        if self.failure:
            return self.failure
        if request.method == "GET":
            return self._file(request.path)
        body = request.json
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        needs_key = body["operationName"] in {"ShareArticle", "ShareState"}
        if (self.keys is not None and key and key not in self.keys) or (needs_key and not key):
            return error_response("This needs a key of ours.", "UNAUTHENTICATED", status=401)
        response: Callable[[dict[str, Any]], dict[str, Any]] = getattr(self, f"_{body['operationName']}")
        return data_response(**response(body["variables"]))

    def _file(self, path: str) -> ScriptedResponse:
        if path == "/healthz":
            return ScriptedResponse(b'{"status":"ok"}')
        image = self.images.get(path)
        return ScriptedResponse(image, content_type="image/png") if image else ScriptedResponse(status=404)

    def _FrontPage(self, variables: dict[str, Any]) -> dict[str, Any]:
        return self.front_page

    def _Publication(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {"publication": self.front_page["publication"]}

    def _ArticleList(self, variables: dict[str, Any]) -> dict[str, Any]:
        section, first = variables.get("section", ""), int(variables.get("after") or 0)
        articles = [article for article in self.articles if article["section"]["path"].startswith(section)]
        shown = articles[first : first + variables["first"]]
        more = first + len(shown) < len(articles)
        end = {"hasNextPage": more, "endCursor": str(first + len(shown)) if shown else None}
        return {"articles": {"nodes": shown, "pageInfo": end}}

    def _Search(self, variables: dict[str, Any]) -> dict[str, Any]:
        articles = self._saying(variables)
        counts = Counter(article["section"]["path"] for article in self._saying(variables | {"where": {}}))
        sections = [
            {"value": article, "label": article.title(), "count": counts[article]} for article in counts
        ]
        beginning = {
            "totalCount": {"value": len(articles), "isLowerBound": False},
            "facets": {"sections": sections, "tags": [], "authors": [], "years": []},
            "didYouMean": None if articles else self.did_you_mean,
        }
        return {"search": self._hits(articles, 0, variables) | beginning}

    def _SearchMore(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {"search": self._hits(self._saying(variables), int(variables["after"]), variables)}

    def _saying(self, variables: dict[str, Any]) -> list[dict[str, Any]]:
        """Articles of the section whose headline contains the query."""
        section, text = variables.get("where", {}).get("section", ""), variables["query"].lower()
        articles = (article for article in self.articles if article["section"]["path"].startswith(section))
        return [article for article in articles if text in article["headline"].lower()]

    def _hits(self, articles: list[dict[str, Any]], first: int, variables: dict[str, Any]) -> dict[str, Any]:
        shown, size = articles[first : first + variables["first"]], len(variables["query"])
        edges = []
        for article in shown:
            start = article["headline"].lower().index(variables["query"].lower())
            ranges = [{"start": start, "end": start + size}]
            highlight = {"field": "HEADLINE", "text": article["headline"], "ranges": ranges}
            edges.append({"node": article, "highlights": [highlight]})
        last = first + len(shown)
        return {"edges": edges, "pageInfo": {"hasNextPage": last < len(articles), "endCursor": str(last)}}

    def _OpenArticle(self, variables: dict[str, Any]) -> dict[str, Any]:
        (name, value), *_ = variables["by"].items()
        return {"article": next((article for article in self.articles if article[name] == value), None)}

    def _ShareArticle(self, variables: dict[str, Any]) -> dict[str, Any]:
        if self.user_errors:
            return {"shareArticle": {"share": None, "userErrors": self.user_errors}}
        self.shares.append(variables["input"])
        return {"shareArticle": {"share": self._receipt("QUEUED"), "userErrors": []}}

    def _ShareState(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {"share": self._receipt(self.share_state) if variables["id"] == "s1" else None}

    def _receipt(self, state: str) -> dict[str, Any]:
        to = self.shares[-1]["to"]
        states = self.share_states or [state] * len(to)
        pairs = zip(to, states, strict=True)
        deliveries = [
            {"recipient": f"{address[0]}…", "state": state, "reason": self.failure_reason}
            for address, state in pairs
        ]
        return {"id": "s1", "state": state, "deliveries": deliveries}


def user_error(code: str, message: str, *path: str) -> dict[str, Any]:
    """One of the userErrors of a share."""
    return {"code": code, "message": message, "path": ["input", *path], "retryAfter": None}
