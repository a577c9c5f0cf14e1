"""Lists of a language, a tag or an author are read in order from an index, and counted there."""

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.column_types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ORDER = ["published_at", "id"]
_VISIBLE = ["status", "embargoed_until", "expires_at"]


def upgrade() -> None:
    for name, first in (("newest", []), ("section_newest", ["section_id"])):
        op.drop_index(f"ix_article_{name}", "article")
        op.create_index(f"ix_article_{name}", "article", [*first, *_ORDER, *_VISIBLE])
    op.create_index("ix_article_language_newest", "article", ["language", *_ORDER, *_VISIBLE])
    for name in ("tag", "author"):
        _date(f"article_{name}")
        op.drop_index(f"ix_article_{name}_{name}", f"article_{name}")
        columns = [f"{name}_id", "published_at", "article_id"]
        op.create_index(f"ix_article_{name}_newest", f"article_{name}", columns)


def _date(table: str) -> None:
    """Give every row the date of its article."""
    op.add_column(table, sa.Column("published_at", UtcDateTime(), nullable=True))
    op.execute(
        f"UPDATE {table} SET published_at ="  # noqa: S608 (names of ours)
        f" (SELECT published_at FROM article WHERE article.id = {table}.article_id)"
    )
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column("published_at", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    for name in ("tag", "author"):
        op.drop_index(f"ix_article_{name}_newest", f"article_{name}")
        with op.batch_alter_table(f"article_{name}") as batch_op:
            batch_op.drop_column("published_at")
        op.create_index(f"ix_article_{name}_{name}", f"article_{name}", [f"{name}_id", "article_id"])
    op.drop_index("ix_article_language_newest", "article")
    for name, first in (("newest", []), ("section_newest", ["section_id"])):
        op.drop_index(f"ix_article_{name}", "article")
        op.create_index(f"ix_article_{name}", "article", [*first, *_ORDER])
