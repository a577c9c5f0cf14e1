"""What articles are recognised by, each source with references of its own, and further sources."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

from broadsheet_server.storage.indexed_text import indexed_text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNIQUE = ("canonical_url", "external_reference")
_ROWS = 1_000


def upgrade() -> None:
    # First, while no table of identities refers to the articles: SQLite would look through it for each.
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_article(lambda create: re.sub(_CONSTRAINT, "", create))
    else:
        for column in _UNIQUE:
            op.drop_constraint(f"uq_article_{column}", "article", type_="unique")
    op.create_index("ix_article_canonical_url", "article", ["canonical_url"])
    identities = op.create_table(
        "article_identity",
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_identity_article_id_article")
        ),
        sa.PrimaryKeyConstraint("value", "kind", "source", name=op.f("pk_article_identity")),
    )
    op.create_table(
        "article_source",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_source_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_article_source")),
    )
    for rows in _stored_identities():
        op.bulk_insert(identities, rows)


def downgrade() -> None:
    op.drop_table("article_source")
    op.drop_table("article_identity")
    op.drop_index("ix_article_canonical_url", "article")
    for column in _UNIQUE:
        _keep_first(column)
    if op.get_bind().dialect.name == "sqlite":
        constraints = "".join(f", CONSTRAINT uq_article_{name} UNIQUE ({name})" for name in _UNIQUE)
        _rewrite_article(lambda create: f"{create.rstrip().removesuffix(')')}{constraints})")
    else:
        for column in _UNIQUE:
            op.create_unique_constraint(f"uq_article_{column}", "article", [column])


_CONSTRAINT = rf",\s*CONSTRAINT uq_article_({'|'.join(_UNIQUE)}) UNIQUE \(\w+\)"


def _stored_identities() -> Iterator[list[dict[str, Any]]]:
    """References and URLs of the stored articles; of those that become equal, the first."""
    article = sa.table(
        "article", sa.column("id", sa.Uuid()), *(sa.column(name, sa.Text()) for name in _UNIQUE)
    )
    rows = op.get_bind().execute(sa.select(article).order_by(article.c.id))
    seen: set[str] = set()
    while batch := rows.fetchmany(_ROWS):
        found = []
        for row in batch:
            if row.external_reference:
                found.append(_row(row.id, "reference", row.external_reference))
            address = _address(row.canonical_url or "")
            if address and address not in seen:
                seen.add(address)
                found.append(_row(row.id, "url", address))
        yield found


def _row(article_id: Any, kind: str, value: str) -> dict[str, Any]:
    return {"value": indexed_text(value), "kind": kind, "source": "", "article_id": article_id}


def _address(url: str) -> str | None:
    """What `newsroom.web_addresses` makes of an ordinary URL; of another, nothing until its next version."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.netloc.lower().removesuffix(":80").removesuffix(":443").removeprefix("www.")
    path = parts.path.rstrip("/")
    is_ordinary = host and path and not parts.query and url.isascii() and "%" not in path
    return host + path if is_ordinary else None


def _keep_first(column: str) -> None:
    """The older schema has each value once."""
    op.execute(
        f"UPDATE article SET {column} = NULL WHERE EXISTS (SELECT 1 FROM article AS earlier"  # noqa: S608
        f" WHERE earlier.{column} = article.{column} AND earlier.id < article.id)"
    )


def _rewrite_article(change: Any) -> None:
    """SQLite cannot drop or add a constraint: write the table anew, while foreign keys wait."""
    connection = op.get_bind()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    schema = "SELECT sql FROM sqlite_master WHERE tbl_name = 'article' AND sql IS NOT NULL AND type = "
    [create] = connection.exec_driver_sql(schema + "'table'").scalars()
    indexes = connection.exec_driver_sql(schema + "'index'").scalars().all()
    connection.exec_driver_sql("CREATE TABLE article_copy AS SELECT * FROM article")
    connection.exec_driver_sql("DROP TABLE article")
    connection.exec_driver_sql(change(create))
    connection.exec_driver_sql("INSERT INTO article SELECT * FROM article_copy")
    connection.exec_driver_sql("DROP TABLE article_copy")
    for index in indexes:
        connection.exec_driver_sql(index)
