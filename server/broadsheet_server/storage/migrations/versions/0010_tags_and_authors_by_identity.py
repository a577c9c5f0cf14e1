"""What tags and authors are recognised by, beside their slugs, and URIs of the same concepts elsewhere."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.indexed_text import indexed_text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a default, which SQLite needs to add the column without writing the table anew.
    op.add_column("tag", sa.Column("same_as", sa.JSON(), nullable=False, server_default="[]"))
    for table in ("author", "tag"):
        op.add_column(table, sa.Column("identity", sa.String(), nullable=False, server_default=""))
    _identify("tag", "label", ["kind"])
    _identify("author", "name", [])
    for table in ("author", "tag"):
        op.create_index(f"ix_{table}_identity", table, ["identity"], unique=True)


def downgrade() -> None:
    for table in ("author", "tag"):
        op.drop_index(f"ix_{table}_identity", table)
        op.drop_column(table, "identity")
    op.drop_column("tag", "same_as")


def _identify(table_name: str, name: str, kind: list[str]) -> None:
    """Recognise each by its name, and by its slug where that is another one's name."""
    table = sa.table(table_name, *(sa.column(each) for each in ("id", "slug", "identity", name, *kind)))
    table.c.id.type = sa.Uuid()
    seen: set[str] = set()
    for row in op.get_bind().execute(sa.select(table).order_by(table.c.id)).all():
        words = [row.kind, "label"] if kind else ["name"]
        identity = indexed_text(" ".join([*words, _name_key(getattr(row, name))]))
        if identity in seen:
            identity = indexed_text(" ".join([*words[:-1], "slug", row.slug]))
        seen.add(identity)
        op.execute(table.update().where(table.c.id == row.id).values(identity=identity))


def _name_key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
