"""All tables together: importing this module registers each of them on `Table.metadata`."""

from broadsheet_server.access import tables as access
from broadsheet_server.newsroom import tables as newsroom
from broadsheet_server.related import tables as related
from broadsheet_server.sharing import tables as sharing
from broadsheet_server.storage.table import Table

__all__ = ["access", "metadata", "newsroom", "related", "sharing"]

metadata = Table.metadata
