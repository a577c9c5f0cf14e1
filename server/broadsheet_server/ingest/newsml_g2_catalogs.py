"""Concepts of NewsML-G2, named by a URI or a qcode such as `medtop:20000002`.

An alias of a vocabulary means what the item's own `catalog` says, or what it means at the IPTC. Catalogues
that an item refers to are not fetched, so other aliases stay words of the source.
"""

from collections.abc import Mapping

from broadsheet_server.ingest.xml_document import Element, attribute, children
from broadsheet_server.newsroom.concepts import concept_of

Catalog = Mapping[str, str]
"""URIs of vocabularies by their alias."""


def catalog_of(item: Element) -> Catalog:
    """The vocabularies that an item declares itself."""
    schemes = (scheme for catalog in children(item, "catalog") for scheme in children(catalog, "scheme"))
    return {attribute(scheme, "alias"): attribute(scheme, "uri") for scheme in schemes}


def qcode_of(element: Element | None) -> str:
    """The concept that an element names: its URI, qcode or literal."""
    return attribute(element, "uri", "qcode", "literal")


def type_of(element: Element) -> str:
    """The code of the type of a concept: `person` of `cpnat:person`."""
    return concept_code(attribute(element, "type", "typeuri"))


def role_of(element: Element) -> str:
    """The code of the first role that an element has."""
    return concept_code(attribute(element, "role", "roleuri").split(" ")[0])


def concept_code(concept: str) -> str:
    """The code of a concept, without its vocabulary: `usable` of `stat:usable`."""
    return concept.rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2].strip()


def scheme_and_code(element: Element, catalog: Catalog) -> tuple[str | None, str | None]:
    """What a concept is recognised by. None and None where it is only a name."""
    for concept in filter(None, (attribute(element, "uri"), attribute(element, "qcode"))):
        alias, separator, code = concept.partition(":")
        if separator and (uri := catalog.get(alias)):
            return uri, code
        if known := concept_of(concept):
            return known
        if separator and alias and code:
            return alias, code
    return None, None
