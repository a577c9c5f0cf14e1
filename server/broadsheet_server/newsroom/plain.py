"""The newsroom's tables without their classes.

A statement on a class costs three times as much as one on its table (the session prepares objects that
nobody needs), and an archive is some hundred thousand articles of ten statements each.
"""

from sqlalchemy import Table as PlainTable

from broadsheet_server.newsroom import tables  # noqa: F401  (they register themselves)
from broadsheet_server.storage.table import Table


def _plain(name: str) -> PlainTable:
    return Table.metadata.tables[name]


article = _plain("article")
article_author = _plain("article_author")
article_body = _plain("article_body")
article_image = _plain("article_image")
article_tag = _plain("article_tag")
author = _plain("author")
change = _plain("change")
change_head = _plain("change_head")
correction = _plain("correction")
image = _plain("image")
rendition = _plain("rendition")
revision = _plain("revision")
section = _plain("section")
tag = _plain("tag")
