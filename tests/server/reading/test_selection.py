"""What is asked of an object."""

from broadsheet_server.reading.selection import NOTHING, Selection


def test_a_selection_is_read_from_a_tree_of_names() -> None:
    selection = Selection.from_tree({"slug": {}, "section": {"name": {}, "parent": {"name": {}}}})

    assert selection == Selection.of("slug", section=Selection.of("name", parent=Selection.of("name")))
    assert selection.names == {"slug", "section"}
    assert "slug" in selection
    assert "name" not in selection
    assert selection.below("section", "parent").names == {"name"}
    assert selection.below("tags", "label") == NOTHING


def test_two_selections_together_ask_for_whatever_either_asks() -> None:
    first = Selection.of("slug", section=Selection.of("name"))
    second = Selection.of("headline", section=Selection.of("path", parent=Selection.of("id")))

    assert first | second == Selection.of(
        "slug", "headline", section=Selection.of("name", "path", parent=Selection.of("id"))
    )
    assert hash(first | second) == hash(second | first)
