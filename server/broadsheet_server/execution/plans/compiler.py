"""Compiles an operation: what it reads, and the function that writes it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import GraphQLObjectType, get_named_type

from broadsheet_server.execution.plans.arguments import FieldArguments
from broadsheet_server.execution.plans.cards import EXPIRES_AT, Card, is_card
from broadsheet_server.execution.plans.errors import NotPlannedError
from broadsheet_server.execution.plans.leaves import BODY_NAMES, EXTRA_NAMES, USES_MAX, leaf
from broadsheet_server.execution.plans.reads import ArticleSet, Read
from broadsheet_server.execution.plans.selections import SelectedField, Selections
from broadsheet_server.execution.plans.writer_source import RowFunction, WriterSource
from broadsheet_server.schema.schema import CORE
from broadsheet_shared.limits import FIELDS_MAX

Values = Mapping[str, str] | ArticleSet
"""The values of an object by name: each as the expression that reads it."""

FieldWriter = Callable[["Compiler", SelectedField, Any], str]
"""Gives the expression of a field of an object with these values."""

FieldWriters = Mapping[tuple[str, str], FieldWriter]
"""(type, field): how it is written, for those fields that are no leaves of a row."""


class Compiler:
    """Compiles one operation under the values of its conditions.

    `reads` and `arguments` are what the writer refers to by number. Everything raises NotPlannedError where
    the operation selects what `writers` and `leaves` do not have.
    """

    def __init__(self, selections: Selections, writers: FieldWriters, dialect_name: str) -> None:
        self._selections = selections
        self._writers = writers
        self._source = WriterSource(dialect_name)
        self._row_functions: list[RowFunction] = []
        self._lookups: list[list[tuple[str, int]]] = []
        self._uses: dict[str, int] = {}
        self._cards: list[_CardSource] = []
        self.reads: list[Read] = []
        self.arguments: list[FieldArguments] = []
        self.needs_tree = False
        self.lists_sections = False

    def compile(self) -> Callable[[Any], Any]:
        """The function that writes the answer `S`."""
        query = object_type("Query")
        answer = self._object(query, self._selections.root(query), {})
        for function in self._row_functions:
            self._source.row_function(function)
        functions = {function.name: function for function in self._row_functions}
        cards = [self._card(source, functions[source.function]) for source in self._cards]
        writer = self._source.compile(answer)
        for card in cards:
            card.write = self._source.function(card.function)
        return writer

    def _card(self, source: "_CardSource", function: RowFunction) -> Card:
        """The card of a row function, for the lists of its articles."""
        signature = "\n".join([self._source.signature(function), *(source.gaps or ())])
        card = Card(signature, function.articles.frozen, function.name, source.gaps)
        self._source.define(source.name, card)
        source.articles.cards.append(card)
        return card

    def object(self, field: SelectedField, values: Values) -> str:
        """The expression of the object that a field gives."""
        assert field.definition is not None
        kind = get_named_type(field.definition.type)
        if not isinstance(kind, GraphQLObjectType):
            raise NotPlannedError(f"{field.name} gives objects of several types")
        return self.object_of(kind, field, values)

    def object_of(self, kind: GraphQLObjectType, field: SelectedField, values: Values) -> str:
        """The expression of the object of this type that a field gives."""
        return self._object(kind, self._selections.below(kind, field.details), values)

    def each(self, field: SelectedField, rows: str, values: Callable[[str], Values]) -> str:
        """The expression of a list of objects, made of the rows that the expression `rows` gives."""
        row = self.variable()
        return f"[{self.object(field, values(row))} for {row} in {rows}]"

    def below(self, type_name: str, field: SelectedField) -> list[SelectedField]:
        """The fields that are selected below a field, of objects of this type."""
        return self._selections.below(object_type(type_name), field.details)

    def variable(self) -> str:
        """A name of a local variable that nothing else has."""
        return self._source.variable()

    def constant(self, value: str | int | bool) -> str:
        """The expression of a constant."""
        return self._source.constant(value)

    def add_arguments(self, field: SelectedField) -> int:
        """The number by which the writer and the reads find the arguments of a field."""
        self.arguments.append(FieldArguments(field))
        return len(self.arguments) - 1

    def add_read(self, read: Read) -> int:
        """The number by which the writer asks for what the read finds."""
        self.reads.append(read)
        return len(self.reads) - 1

    def row_function(self, articles: ArticleSet, write: Callable[[], str], row: str = "e") -> str:
        """The name of a function of entry, answer and page, in which the values of `articles` have names.

        `write` gives its expression.
        """
        return self._add_function(articles, *self._with_lookups(write), row)

    def articles(self, field: SelectedField, articles: ArticleSet, rows: str, row: str = "e") -> str:
        """The expression of a list of articles: `rows` gives rows, or entries each of which has a `row`."""
        card, expression, lookups = self._article(field, articles)
        if card is not None:
            found = rows if row == "e" else f"[{row} for e in {rows}]"
            return f"S.cards({card}, {found})"
        return f"S.fragments({self._add_function(articles, expression, lookups, row)}, {rows}, None)"

    def article(self, field: SelectedField, articles: ArticleSet) -> str:
        """The expression of the article whose row is that of the present row function."""
        card, expression, lookups = self._article(field, articles)
        if card is not None:
            return f"S.card({card}, c_uuid)"
        self._lookups[-1].extend(lookups)
        return expression

    def _article(
        self, field: SelectedField, articles: ArticleSet
    ) -> tuple[str | None, str, list[tuple[str, int]]]:
        """The name of the card if it can be one; otherwise its expression, with what has to be looked up."""
        own = ArticleSet(is_list=articles.is_list, language=articles.language)
        expression, lookups = self._with_lookups(lambda: self.object(field, own))
        if not lookups and is_card(expression) and not own.names & BODY_NAMES:
            return self._add_card(own, expression, articles), "", []
        articles.include(own)
        return None, expression, lookups

    def _add_card(
        self, own: ArticleSet, expression: str, articles: ArticleSet, gaps: tuple[str, ...] | None = None
    ) -> str:
        """The name of a card that an expression over `own` writes, of the articles of a read."""
        own.names.add(EXPIRES_AT)
        function = self._add_function(own, expression, [], "e")
        self._cards.append(_CardSource(f"C{len(self._cards)}", function, articles, gaps))
        return self._cards[-1].name

    def lone_article(self, field: SelectedField, articles: ArticleSet) -> str:
        """The name of the function that writes an article of its row: a card, other fields in its gaps."""
        own, lookups = ArticleSet(is_list=False), list[tuple[str, int]]()
        parts, others = [""], dict[str, str]()
        for each in self.below("Article", field):
            expression, needed, alone = self._lone_field(each)
            if not needed and is_card(expression):
                own.names |= alone.names
                parts[-1] += f"{self.constant(each.response_name)}: {expression}, "
            else:
                articles.include(alone)
                lookups += needed
                others[each.response_name] = expression
                parts.append("")
        members = "".join(f"{{{part}}}, " for part in parts)
        card = self._add_card(own, f"({members})", articles, tuple(others))
        written = f"S.lone({card}, c_uuid, [{', '.join(others.values())}])"
        return self._add_function(articles, written, lookups, "e")

    def _lone_field(self, field: SelectedField) -> tuple[str, list[tuple[str, int]], ArticleSet]:
        """The expression of a field of an article, what has to be looked up for it, and what is read."""
        articles = ArticleSet(is_list=False)
        kind = object_type("Article")
        expression, lookups = self._with_lookups(lambda: self._field(kind, field, articles))
        return expression, lookups, articles

    def _with_lookups(self, write: Callable[[], str]) -> tuple[str, list[tuple[str, int]]]:
        self._lookups.append([])
        expression = write()
        return expression, self._lookups.pop()

    def _add_function(
        self, articles: ArticleSet, expression: str, lookups: list[tuple[str, int]], row: str
    ) -> str:
        name = f"row{len(self._row_functions)}"
        self._row_functions.append(RowFunction(name, row, articles, lookups, expression))
        return name

    def look_up(self, read: Read) -> str:
        """The variable that holds what a read finds for the row `r` of the present row function."""
        variable = self.variable()
        self._lookups[-1].append((variable, self.add_read(read)))
        return variable

    def _object(self, kind: GraphQLObjectType, fields: list[SelectedField], values: Values) -> str:
        members = [
            f"{self.constant(each.response_name)}: {self._field(kind, each, values)}" for each in fields
        ]
        return "{" + ", ".join(members) + "}"

    def _field(self, kind: GraphQLObjectType, field: SelectedField, values: Values) -> str:
        if field.definition is None:
            return self.constant(kind.name)
        key = kind.name, field.name
        if isinstance(values, ArticleSet):
            self._read_field(key, field, values)
        if (expression := leaf(kind, field)) is not None:
            return expression.format_map(values)
        if key not in self._writers:
            raise NotPlannedError(f"{kind.name}.{field.name}")
        return self._writers[key](self, field, values)

    def _read_field(self, key: tuple[str, str], field: SelectedField, articles: ArticleSet) -> None:
        articles.names.update(EXTRA_NAMES.get(key, ()))
        if key[0] == "Article":
            articles.names.add(field.python_name)
            self._uses[field.name] = self._uses.get(field.name, 0) + 1
            if self._uses[field.name] > USES_MAX.get(field.name, FIELDS_MAX):
                raise NotPlannedError(f"{field.name} so many times")


class _CardSource(NamedTuple):
    """What a card is made of: its name, the row function, the articles that are read, and its gaps."""

    name: str
    function: str
    articles: ArticleSet
    gaps: tuple[str, ...] | None


def object_type(name: str) -> GraphQLObjectType:
    """An object type of the schema."""
    kind = CORE.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind
