"""The GraphQL endpoint, as somebody with a few questions meets it."""

from typing import Any

import httpx2
from starlette.testclient import TestClient

RESPONSE_JSON = "application/graphql-response+json"
QUESTION = "{ publication { name } }"
SLUG = "query ($by: ArticleBy!) { article(by: $by) { slug } }"


class Api:
    """Sends documents and looks at what comes back."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.key: str | None = None

    def post(self, query: str, variables: Any = None, **headers: str) -> httpx2.Response:
        """Whatever is answered to a document."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            named["authorization"] = f"Bearer {self.key}"
        body = {"query": query} if variables is None else {"query": query, "variables": variables}
        return self.client.post("/graphql", json=body, headers={"accept": RESPONSE_JSON} | named)

    def ask(self, query: str, **variables: Any) -> Any:
        """The data, where nothing goes wrong."""
        response = self.post(query, variables)
        assert response.status_code == 200, response.text
        assert "errors" not in response.json()
        return response.json()["data"]

    def refusal(self, query: str, **variables: Any) -> dict[str, Any]:
        """The only error, where something goes wrong."""
        [error] = self.post(query, variables).json()["errors"]
        return {"code": error["extensions"]["code"], "message": error["message"]}


def code(response: Any) -> str:
    """The code of the first error in an answer, which has to be JSON."""
    assert "json" in response.headers["content-type"]
    assert "data" not in response.json()
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


def slugs(api: Api, arguments: str) -> list[str]:
    """The slugs of a list of articles."""
    page = api.ask(f"{{ articles{arguments} {{ nodes {{ slug }} }} }}")["articles"]
    return [node["slug"] for node in page["nodes"]]
