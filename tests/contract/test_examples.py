"""The examples in the schema's descriptions hold: whoever copies one gets no error for its form."""

import re

import pytest
from graphql import GraphQLInputObjectType, ValuesOfCorrectTypeRule, parse, validate

from broadsheet_server.execution.validation import OneOfRule
from broadsheet_server.schema.schema import CORE

INPUTS = {
    name: kind.description or ""
    for name, kind in CORE.type_map.items()
    if isinstance(kind, GraphQLInputObjectType)
}
EXAMPLE = re.compile(r"Example[^`]*`(\{.*?\})`", re.DOTALL)


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_whoever_copies_the_example_of_an_input_type_sends_a_valid_one(name: str) -> None:
    examples = EXAMPLE.findall(INPUTS[name])
    assert examples, "its description has to have an example"
    for example in examples:
        document = parse(f"query ($value: {name} = {example}) {{ __typename }}")
        assert validate(CORE, document, [ValuesOfCorrectTypeRule, OneOfRule]) == []
