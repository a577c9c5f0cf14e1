"""Documents that are just above what one operation may be."""

import broadsheet_shared.limits as numbers


def nested(levels: int) -> str:
    return "{ sections " + "{ parent " * levels + "{ id }" + " }" * (levels + 1)


def fields(count: int) -> str:
    """A document that has so many fields once its fragments are spread, in few tokens."""
    many = "name " * 50
    return "{ sections { " + "...F " * (count // 50) + "} } fragment F on Section { " + many + "}"


def many_conditions(count: int) -> str:
    tags = ", ".join(f'{{tag: "t{n}"}}' for n in range(count))
    return f"{{ articles(where: {{or: [{tags}]}}) {{ nodes {{ id }} }} }}"


def deep_conditions(levels: int) -> str:
    where = "{not: " * levels + '{tag: "x"}' + "}" * levels
    return f"{{ articles(where: {where}) {{ nodes {{ id }} }} }}"


DOCUMENTS: dict[str, str] = {
    "pageMax": f"{{ articles(first: {numbers.PAGE_MAX + 1}) {{ nodes {{ id }} }} }}",
    "nodesMax": f"{{ nodes(ids: {['x'] * (numbers.NODES_MAX + 1)}) {{ id }} }}".replace("'", '"'),
    "searchQueryMax": f'{{ search(query: "{"x" * (numbers.SEARCH_QUERY_MAX + 1)}") {{ nodes {{ id }} }} }}',
    "whereConditionsMax": many_conditions(numbers.WHERE_CONDITIONS_MAX + 1),
    "whereDepthMax": deep_conditions(numbers.WHERE_DEPTH_MAX + 1),
    "documentMax": "{ __typename } #" + "x" * numbers.DOCUMENT_MAX,
    "tokensMax": "{ " + "name " * numbers.TOKENS_MAX + "}",
    "digitsMax": "{ articles(first: %s) { nodes { id } } }" % ("1" * (numbers.DIGITS_MAX + 1)),
    "depthMax": nested(numbers.DEPTH_MAX),
    "fieldsMax": fields(numbers.FIELDS_MAX),
    "aliasesMax": "{ limits { " + " ".join(f"a{n}: pageMax" for n in range(numbers.ALIASES_MAX + 1)) + " } }",
    "overlapsMax": "{ limits { " + "pageMax " * 60 + "} }",
    "mutationsMax": "mutation { "
    + " ".join(f"m{n}: pinRelated {{ __typename }}" for n in range(numbers.MUTATIONS_MAX + 1))
    + " }",
    "costMax": "{ articles(first: 100) { nodes { related(first: 100) { nodes { id headline slug } } } } }",
}
