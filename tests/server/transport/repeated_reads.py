"""What is asked again and again, and how often."""

import os

from tests.server.schema.api import Api

READS = int(os.environ.get("ANSWER_READS", "300"))
"""How often is read while another process writes. Before a release: 10000."""
FRONT_PAGE = "{ articles(first: 3) { nodes { headline slug } } }"


def headlines(api: Api) -> list[str]:
    return [node["headline"] for node in api.ask(FRONT_PAGE)["articles"]["nodes"]]
