"""How objects are written that are parts of a row, or of the tree of sections."""

from dataclasses import fields
from typing import Any, Final

from broadsheet_server.execution.plans.compiler import Compiler, FieldWriter, Values
from broadsheet_server.execution.plans.selections import SelectedField
from broadsheet_server.schema.fields import camel_case
from broadsheet_server.schema.limits import Limits
from broadsheet_server.schema.publication import Publication

SECTION: Final = ("id", "path", "slug", "name", "description", "parent")
TAG: Final = ("id", "slug", "label", "kind", "same_as")
AUTHOR: Final = ("id", "slug", "name")
_CONTRIBUTOR: Final = (*AUTHOR, "role")
IMAGE: Final = ("id", "alt", "caption", "credit", "original", "renditions", "notice", "terms", "focus")
_RENDITION: Final = ("name", "url", "media_type", "width", "height")
_BREADCRUMB: Final = ("path", "id", "slug", "name", "description", "parent")


def indexed(row: str, names: tuple[str, ...], start: int = 0) -> dict[str, str]:
    """The values of a row, whose names are in their places from `start` on."""
    return {name: f"{row}[{number}]" for number, name in enumerate(names, start)}


def _section(compiler: Compiler, field: SelectedField, values: Values) -> str:
    section = {name: values[f"section.{name}"] for name in SECTION[:-1]}
    return compiler.object(field, {**section, "parent": values["section.parent_id"]})


def _breadcrumb(compiler: Compiler, field: SelectedField, values: Values) -> str:
    home = compiler.object(field, {"label": "S.home_label", "url": "S.home_url", "row": ""})
    row = compiler.variable()
    step = {"label": f"{row}[3]", "url": f"S.section_folder + {row}[0]", "row": row}
    return f"[{home}, *[{compiler.object(field, step)} for {row} in breadcrumb({values['breadcrumb']})]]"


def _breadcrumb_section(compiler: Compiler, field: SelectedField, values: Values) -> str:
    return compiler.object(field, indexed(values["row"], _BREADCRUMB)) if values["row"] else "None"


def _authors(compiler: Compiler, field: SelectedField, values: Values) -> str:
    return compiler.each(field, f"authors({values['author_rows']})", lambda row: indexed(row, AUTHOR, 1))


def _contributors(compiler: Compiler, field: SelectedField, values: Values) -> str:
    role = f"S.arguments[{compiler.add_arguments(field)}].get('role')" if field.node.arguments else "None"
    rows = f"contributors_of({values['author_rows']}, {values['contributor_rows']}, {role})"
    return compiler.each(field, rows, lambda row: indexed(row, _CONTRIBUTOR, 1))


def _contributor(compiler: Compiler, field: SelectedField, values: Values) -> str:
    return compiler.object(field, {name: values[name] for name in AUTHOR})


def _tags(compiler: Compiler, field: SelectedField, values: Values) -> str:
    kind = f"S.arguments[{compiler.add_arguments(field)}].get('kind')" if field.node.arguments else "None"
    return compiler.each(field, f"tags_of({values['tags']}, {kind})", lambda row: indexed(row, TAG, 1))


def _images(compiler: Compiler, field: SelectedField, values: Values) -> str:
    rows = f"images({values['images']}, S.images)"
    return compiler.each(field, rows, lambda row: indexed(row, IMAGE))


def _lead_image(compiler: Compiler, field: SelectedField, values: Values) -> str:
    image = compiler.variable()
    found = f"({image} := first_image({values['lead_image']}, S.images))"
    return f"None if {found} is None else {compiler.object(field, indexed(image, IMAGE))}"


def _renditions(compiler: Compiler, field: SelectedField, values: Values) -> str:
    rows = f"renditions({values['renditions']}, S.images)"
    return compiler.each(field, rows, lambda row: indexed(row, _RENDITION))


def _focal_point(compiler: Compiler, field: SelectedField, values: Values) -> str:
    point = compiler.object(field, indexed(values["focus"], ("x", "y")))
    return f"None if {values['focus']} is None else {point}"


def _source(compiler: Compiler, field: SelectedField, values: Values) -> str:
    name, url = values["source_name"], values["source_url"]
    return f"{compiler.object(field, {'name': name, 'url': url})} if {name} else None"


def _sources(compiler: Compiler, field: SelectedField, values: Values) -> str:
    rows = f"source_rows({values['source_name']}, {values['source_url']}, {values['sources']})"
    return compiler.each(field, rows, lambda row: indexed(row, ("name", "url")))


def _corrections(compiler: Compiler, field: SelectedField, values: Values) -> str:
    rows = f"corrections({values['corrections']})"
    return compiler.each(field, rows, lambda row: indexed(row, ("corrected_at", "text")))


def _parent(compiler: Compiler, field: SelectedField, values: Values) -> str:
    compiler.needs_tree = True
    row = compiler.variable()
    section = compiler.object(field, indexed(row, SECTION))
    return f"None if ({row} := S.tree.parent({values['parent']})) is None else {section}"


def _sections_by(rows: str, *, listed: bool = True) -> FieldWriter:
    """The sections of the tree that an expression gives; `listed` if only those that have articles."""

    def write(compiler: Compiler, field: SelectedField, values: Values) -> str:
        compiler.needs_tree = True
        compiler.lists_sections = compiler.lists_sections or listed
        found = rows.format_map(values)
        return compiler.each(field, found, lambda row: indexed(row, SECTION))

    return write


def _publication(compiler: Compiler, field: SelectedField, _: Values) -> str:
    publication = compiler.variable()
    return f"({publication} := S.publication) and {compiler.object(field, {'publication': publication})}"


def _publication_field(compiler: Compiler, field: SelectedField, values: Values) -> str:
    return f"{values['publication']}.{field.python_name}"


def _limits(compiler: Compiler, field: SelectedField, _: Values) -> str:
    return compiler.object(field, {})


def _limit(_compiler: Compiler, field: SelectedField, _: Values) -> str:
    return f"S.limits.{field.python_name}"


def _fields_of(kind: Any, writer: FieldWriter) -> dict[tuple[str, str], FieldWriter]:
    """All fields of a type that is made of attributes."""
    return {(kind.__name__, camel_case(each.name)): writer for each in fields(kind)}


OBJECT_WRITERS: Final[dict[tuple[str, str], FieldWriter]] = {
    ("Article", "section"): _section,
    ("Article", "breadcrumb"): _breadcrumb,
    ("Article", "authors"): _authors,
    ("Article", "contributors"): _contributors,
    ("Article", "tags"): _tags,
    ("Contributor", "author"): _contributor,
    ("Article", "images"): _images,
    ("Article", "leadImage"): _lead_image,
    ("Article", "source"): _source,
    ("Article", "sources"): _sources,
    ("Article", "corrections"): _corrections,
    ("Breadcrumb", "section"): _breadcrumb_section,
    ("Image", "renditions"): _renditions,
    ("Image", "focalPoint"): _focal_point,
    ("Section", "parent"): _parent,
    ("Section", "ancestors"): _sections_by("S.tree.ancestors({path})", listed=False),
    ("Section", "children"): _sections_by("S.tree.children({id})"),
    ("Query", "sections"): _sections_by("S.tree.roots"),
    ("Query", "publication"): _publication,
    ("Query", "limits"): _limits,
    **_fields_of(Publication, _publication_field),
    **_fields_of(Limits, _limit),
}
