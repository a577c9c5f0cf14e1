"""How the fields that are made of one row are written, as Python expressions over the values of the row.

A name in braces is a value of the row, `S` the answer that is being written (`answer.Answer`). Other names
are functions that `writer_source` gives to the writer.
"""

from typing import Final

from graphql import GraphQLNamedType, GraphQLString, get_nullable_type

from broadsheet_server.execution.plans.selections import SelectedField
from broadsheet_server.reading.article_fields import is_column

LEAVES: Final[dict[tuple[str, str], str]] = {
    ("Article", "id"): "article_id({uuid})",
    ("Article", "bodyHtml"): "S.images.body({body_html})",
    ("Article", "path"): "'/articles/' + {slug}",
    ("Article", "canonicalUrl"): "{own_url} or S.article_folder + {slug}",
    ("Article", "publishedAt"): "date_text({published_at})",
    ("Article", "publishedOn"): "day_text({published_on})",
    ("Article", "updatedAt"): "date_text({updated_at})",
    ("Article", "updatedOn"): "day_text({updated_on})",
    ("Article", "wordCount"): "whole_number({word_count})",
    ("Article", "readingMinutes"): "reading_minutes({word_count}, {language})",
    ("Article", "copyrightNotice"): "{own_notice} or S.copyright_notice",
    ("Article", "revision"): "whole_number({revision})",
    ("Article", "status"): "ArticleStatus[{status}]",
    ("Author", "id"): "author_id({id})",
    ("Author", "slug"): "{slug}",
    ("Author", "name"): "{name}",
    ("Contributor", "role"): "ContributorRole[{role}]",
    ("Tag", "id"): "tag_id({id})",
    ("Tag", "slug"): "{slug}",
    ("Tag", "label"): "{label}",
    ("Tag", "kind"): "TagKind[{kind}]",
    ("Tag", "sameAs"): "texts({same_as})",
    ("Section", "id"): "section_id({id})",
    ("Section", "slug"): "{slug}",
    ("Section", "path"): "{path}",
    ("Section", "name"): "{name}",
    ("Section", "description"): "{description}",
    ("Section", "url"): "S.section_folder + {path}",
    ("Image", "id"): "image_id({id})",
    ("Image", "alt"): "{alt}",
    ("Image", "caption"): "{caption}",
    ("Image", "credit"): "{credit}",
    ("Image", "url"): "{original}[1]",
    ("Image", "width"): "{original}[3]",
    ("Image", "height"): "{original}[4]",
    ("Image", "copyrightNotice"): "{notice}",
    ("Image", "usageTerms"): "{terms}",
    ("FocalPoint", "x"): "as_float({x})",
    ("FocalPoint", "y"): "as_float({y})",
    ("Rendition", "name"): "{name}",
    ("Rendition", "url"): "{url}",
    ("Rendition", "mediaType"): "{media_type}",
    ("Rendition", "width"): "{width}",
    ("Rendition", "height"): "{height}",
    ("Source", "name"): "{name}",
    ("Source", "url"): "{url}",
    ("Correction", "text"): "{text}",
    ("Correction", "correctedAt"): "{corrected_at}",
    ("Breadcrumb", "label"): "{label}",
    ("Breadcrumb", "url"): "{url}",
    ("TotalCount", "value"): "{value}",
    ("TotalCount", "isLowerBound"): "{is_lower_bound}",
    ("PageInfo", "hasNextPage"): "{has_next}",
    ("PageInfo", "hasPreviousPage"): "{has_previous}",
    ("PageInfo", "startCursor"): "{start_cursor}",
    ("PageInfo", "endCursor"): "{end_cursor}",
    ("ArticleEdge", "cursor"): "cursor({published_at}, {uuid}, p.fingerprint)",
    ("RelatedEdge", "cursor"): "related_edge_id({uuid})",
    ("RelatedEdge", "score"): "as_float(e.score)",
    ("SearchEdge", "cursor"): "e.cursor",
    ("SearchEdge", "score"): "as_float(e.score)",
    ("Highlight", "field"): "HighlightField[{field}]",
    ("Highlight", "text"): "{text}",
    ("TextRange", "start"): "{start}",
    ("TextRange", "end"): "{end}",
    ("FacetCount", "value"): "{value}",
    ("FacetCount", "label"): "{label}",
    ("FacetCount", "count"): "{count}",
    ("RelatedReason", "kind"): "RelatedReasonKind[{kind}]",
    ("RelatedReason", "text"): "reason_words({kind}, {value}, {language})",
    ("RelatedReason", "weight"): "as_float({weight})",
}
"""(type, field): expression. Texts of articles that are a column as it is need none; see `leaf`."""

EXTRA_NAMES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("ArticleEdge", "cursor"): ("published_at",),
}
"""Fields of `reading` that have to be read for fields of other types."""

BODY_NAMES: Final = frozenset({"body_html", "body_text"})
"""The longest fields of all, as they are called in Python."""

USES_MAX: Final = {
    "bodyHtml": 1,
    "bodyText": 1,
    "authors": 4,
    "contributors": 4,
    "tags": 4,
    "images": 4,
    "corrections": 4,
    "sources": 4,
}
"""How often a plan writes the fields of articles that may be long. More often it would be for an attack."""


def leaf(kind: GraphQLNamedType, field: SelectedField) -> str | None:
    """The expression of a field that is made of one row; None where it is more than that."""
    if (expression := LEAVES.get((kind.name, field.name))) is not None:
        return expression
    assert field.definition is not None
    is_text = get_nullable_type(field.definition.type) is GraphQLString
    if kind.name == "Article" and is_text and is_column(field.python_name):
        return f"{{{field.python_name}}}"
    return None
