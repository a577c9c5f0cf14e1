"""A newspaper in memory behind a real HTTP server: it answers the reader's operations and can be cut off."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.client import responses
from tests.client.scripted_server import Answer, Asked, ScriptedServer, data_answer

PAGE = 50


@dataclass
class Paper:
    """Change its parts, and the next answers are others."""

    server: ScriptedServer
    articles: list[dict[str, Any]] = field(default_factory=list)
    """Pages as `answers.page` makes them, the newest first."""
    front_page: dict[str, Any] = field(default_factory=responses.front_page)
    share_state: str = "SENT"
    refusals: list[dict[str, Any]] = field(default_factory=list)
    """The userErrors of the next share."""
    trouble: Answer | None = None
    """What is said instead of any answer."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    did_you_mean: str | None = None
    """Where a search finds nothing."""
    shares: list[dict[str, Any]] = field(default_factory=list)
    """Each `input` that was accepted."""

    def __post_init__(self) -> None:
        self.server.otherwise = self._answer

    @property
    def origin(self) -> str:
        """Where it is published."""
        return self.server.origin

    def unplug(self) -> None:
        """Be out of reach: nobody listens, and open connections break."""
        self.trouble = Answer(cut_after=-1)
        self.server.close()

    def plug_in(self) -> None:
        """Be there again, at the same address."""
        self.trouble = None
        self.server = ScriptedServer(int(self.origin.rsplit(":", 1)[1]))
        self.server.otherwise = self._answer

    def _answer(self, asked: Asked) -> Answer:
        if self.trouble:
            return self.trouble
        if asked.method == "GET":
            return self._file(asked.path)
        body = asked.json
        answer: Callable[[dict[str, Any]], dict[str, Any]] = getattr(self, f"_{body['operationName']}")
        return data_answer(**answer(body["variables"]))

    def _file(self, path: str) -> Answer:
        if path == "/healthz":
            return Answer(b'{"status":"ok"}')
        picture = self.pictures.get(path)
        return Answer(picture, content_type="image/png") if picture else Answer(status=404)

    def _FrontPage(self, variables: dict[str, Any]) -> dict[str, Any]:
        return self.front_page

    def _ArticleList(self, variables: dict[str, Any]) -> dict[str, Any]:
        section, first = variables.get("section", ""), int(variables.get("after") or 0)
        listed = [one for one in self.articles if one["section"]["path"].startswith(section)]
        shown = listed[first : first + variables["first"]]
        more = first + len(shown) < len(listed)
        end = {"hasNextPage": more, "endCursor": str(first + len(shown)) if shown else None}
        return {"articles": {"nodes": shown, "pageInfo": end}}

    def _Search(self, variables: dict[str, Any]) -> dict[str, Any]:
        found = self._saying(variables)
        counts = Counter(one["section"]["path"] for one in self._saying(variables | {"where": {}}))
        sections = [{"value": one, "label": one.title(), "count": counts[one]} for one in counts]
        beginning = {
            "totalCount": {"value": len(found), "isLowerBound": False},
            "facets": {"sections": sections, "tags": [], "authors": [], "years": []},
            "didYouMean": None if found else self.did_you_mean,
        }
        return {"search": self._hits(found, 0, variables) | beginning}

    def _SearchMore(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {"search": self._hits(self._saying(variables), int(variables["after"]), variables)}

    def _saying(self, variables: dict[str, Any]) -> list[dict[str, Any]]:
        """Those whose headline holds the text, in the section that is wanted."""
        section, text = variables.get("where", {}).get("section", ""), variables["query"].lower()
        listed = (one for one in self.articles if one["section"]["path"].startswith(section))
        return [one for one in listed if text in one["headline"].lower()]

    def _hits(self, found: list[dict[str, Any]], first: int, variables: dict[str, Any]) -> dict[str, Any]:
        shown, size = found[first : first + variables["first"]], len(variables["query"])
        edges = []
        for one in shown:
            start = one["headline"].lower().index(variables["query"].lower())
            ranges = [{"start": start, "end": start + size}]
            highlight = {"field": "HEADLINE", "text": one["headline"], "ranges": ranges}
            edges.append({"node": one, "highlights": [highlight]})
        last = first + len(shown)
        return {"edges": edges, "pageInfo": {"hasNextPage": last < len(found), "endCursor": str(last)}}

    def _OpenArticle(self, variables: dict[str, Any]) -> dict[str, Any]:
        (name, value), *_ = variables["by"].items()
        return {"article": next((one for one in self.articles if one[name] == value), None)}

    def _ShareArticle(self, variables: dict[str, Any]) -> dict[str, Any]:
        if self.refusals:
            return {"shareArticle": {"share": None, "userErrors": self.refusals}}
        self.shares.append(variables["input"])
        return {"shareArticle": {"share": self._receipt("QUEUED"), "userErrors": []}}

    def _ShareState(self, variables: dict[str, Any]) -> dict[str, Any]:
        return {"share": self._receipt(self.share_state)}

    def _receipt(self, state: str) -> dict[str, Any]:
        deliveries = [{"recipient": f"{to[0]}…", "state": state} for to in self.shares[-1]["to"]]
        return {"id": "s1", "state": state, "deliveries": deliveries}


def refusal(code: str, message: str, *path: str) -> dict[str, Any]:
    """One of the userErrors of a share."""
    return {"code": code, "message": message, "path": ["input", *path], "retryAfter": None}
