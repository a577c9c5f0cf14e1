"""Everything that the public gets of a newspaper, as text."""

from typing import Any

from tests.server.schema.api import Api

NAMED = "query ($by: ArticleBy!) { article(by: $by) { headline } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on Article { headline } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { headline } } }"
PAGE = "nodes { headline } totalCount { value }"
LISTS = {
    "articles": f"{{ articles {{ {PAGE} }} }}",
    "articles of a section": f'{{ articles(where: {{ section: "city" }}) {{ {PAGE} }} }}',
    "articles of a tag": f'{{ articles(where: {{ tag: "harbour-board" }}) {{ {PAGE} }} }}',
    "articles of an author": f'{{ articles(where: {{ author: "ada-moor" }}) {{ {PAGE} }} }}',
    "a section": f'{{ section(path: "city/harbour") {{ articles {{ {PAGE} }} }} }}',
    "a tag": f'{{ tag(slug: "harbour-board") {{ articles {{ {PAGE} }} }} }}',
    "an author": f'{{ author(slug: "ada-moor") {{ articles {{ {PAGE} }} }} }}',
    "related news": '{ article(by: { slug: "other" }) { related(first: 10) { nodes { headline } } } }',
    "translations": '{ article(by: { slug: "other" }) { translations { headline } } }',
    "a search": '{ search(query: "resigns") { edges { node { headline } highlights { text } } '
    "totalCount { value } facets { sections { value count } tags { value count } years { count } } } }",
    "the newest of a search": '{ search(query: "resigns", orderBy: NEWEST) { nodes { headline } } }',
}
FEED = """query ($after: Sequence) { changes(first: 100, after: $after) {
    nodes { sequence kind articleId article { headline leadImage { alt } } }
    pageInfo { endCursor hasNextPage }
} }"""
FOLLOWED = """subscription { articleChanged(after: "0") { sequence article { headline } } }"""
IMAGE = "query ($id: ID!) { node(id: $id) { ... on Image { alt } } }"
TAG = "query ($slug: String!) { tag(slug: $slug) { id label } }"
AUTHOR = "query ($slug: String!) { author(slug: $slug) { id name } }"
NAMES_BY_ID = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Tag { label } ... on Author { name } } }"
LEAD = "query ($id: ID!) { editedArticle(id: $id) { images { id url } } }"


def outputs(editor: Api, name: str, key: str) -> dict[str, str]:
    """All that the public gets that may be about somebody, as text, by what it is."""
    api, slug = Api(editor.client), f"{name.lower()}-resigns"
    names = {
        "id": key,
        "slug": slug,
        "path": f"/articles/{slug}",
        "canonicalUrl": f"https://desk.example/{name}",
        "externalReference": f"desk:{name}",
    }
    [image] = editor.ask(LEAD, id=key)["editedArticle"]["images"]
    media = image["url"].removeprefix("https://news.example")
    topic, author = f"{name.lower()}-affair", f"{name.lower()}-reed"
    own = [editor.ask(TAG, slug=topic)["tag"]["id"], editor.ask(AUTHOR, slug=author)["author"]["id"]]
    pages = {
        "the front page": "/",
        "a section's page": "/sections/city/harbour",
        "its page": f"/articles/{slug}",
        "the feed": "/feed.atom",
        "the JSON feed": "/feed.json",
        "a section's feed": "/sections/city/harbour/feed.atom",
        "the feed of the section above": "/sections/city/feed.json",
        "a tag's feed": "/tags/harbour-board/feed.atom",
        "an author's feed": "/authors/ada-moor/feed.json",
        "the page of a translation": "/articles/other",
        "the page of a tag of its own": f"/tags/{topic}",
        "the page of an author of its own": f"/authors/{author}",
        "the feed of a tag of its own": f"/tags/{topic}/feed.atom",
        "the feed of an author of its own": f"/authors/{author}/feed.json",
    }
    return {
        **{f"article by {by}": str(api.ask(NAMED, by={by: value})) for by, value in names.items()},
        "node": str(api.ask(NODE, id=key)),
        "nodes": str(api.ask(NODES, ids=[key])),
        **{what: str(api.ask(document)) for what, document in LISTS.items()},
        **{what: api.client.get(path, follow_redirects=False).text for what, path in pages.items()},
        "a tag of its own": str(api.ask(TAG, slug=topic)),
        "an author of its own": str(api.ask(AUTHOR, slug=author)),
        "a tag of its own by its id": str(api.ask(NAMES_BY_ID, ids=own[:1])),
        "an author of its own by its id": str(api.ask(NAMES_BY_ID, ids=own[1:])),
        "tags in the sitemap": listed(api, "/sitemaps/subjects.xml", f"/tags/{topic}", name),
        "authors in the sitemap": listed(api, "/sitemaps/subjects.xml", f"/authors/{author}", name),
        "a sitemap": listed(api, "/sitemaps/2024-10.xml", f"/articles/{slug}", name),
        "an image by its id": str(api.ask(IMAGE, id=image["id"])),
        "an image file": name * (api.client.get(media).status_code == 200),
        "a smaller image file": name * (api.client.get(f"{media}.320.webp").status_code == 200),
        "the change feed": str(all_changes(api)),
        "a subscription": followed(api),
        "an answer that a browser has kept": name * (revalidated(api, key) == 304),
    }


def listed(api: Api, address: str, path: str, name: str) -> str:
    """The name, where a sitemap has the address of the page."""
    return name * (f"{path}<" in api.client.get(address).text)


def all_changes(api: Api) -> list[dict[str, Any]]:
    """The whole change feed."""
    changes, after = [], "0"
    while True:
        page = api.ask(FEED, after=after)["changes"]
        changes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return changes


def followed(api: Api) -> str:
    """All that a subscription replays."""
    head, last, told = api.ask("{ changes(first: 1) { head } }")["changes"]["head"], last_public(api), []
    with api.client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": FOLLOWED}})
        while not told or told[-1]["sequence"] != last:
            told.append(socket.receive_json()["payload"]["data"]["articleChanged"])
    assert int(told[-1]["sequence"]) <= int(head)
    return str(told)


def last_public(api: Api) -> str:
    """The last sequence that the public may see."""
    sequence: str = all_changes(api)[-1]["sequence"]
    return sequence


_TAGS: dict[str, str] = {}


def revalidated(api: Api, key: str) -> int:
    """The status of a request for an answer whose entity tag a browser has; at first it has none."""
    query = f'{{ node(id: "{key}") {{ ... on Article {{ headline }} }} }}'
    headers = {"if-none-match": _TAGS[key]} if key in _TAGS else {}
    for _ in range(2 if not headers else 1):  # the second one comes from the cache
        response = api.client.get("/graphql", params={"query": query}, headers=headers)
        _TAGS.setdefault(key, response.headers.get("etag", ""))
        headers = {"if-none-match": _TAGS[key]}
    return response.status_code
