"""The papers that a person reads keep their names, whatever the settings hold."""

from broadsheet_client.core.papers import (
    Paper,
    papers_from_json,
    papers_to_json,
    renamed,
    with_paper,
    without_paper,
)

POST = Paper("https://post.example", "The Harbour Post", "https://post.example/")
COURIER = Paper("https://courier.example", "晨报")


def test_a_person_who_renames_a_paper_keeps_the_name_when_the_paper_changes_its_own() -> None:
    papers = renamed((POST, COURIER), POST.address, "  Morning   read ")
    papers = with_paper(papers, Paper(POST.address, "The Port Post"))
    assert [paper.label for paper in papers] == ["Morning read", "晨报"]
    assert renamed(papers, POST.address, "")[0].label == "The Port Post"


def test_a_paper_without_a_name_is_called_by_its_address() -> None:
    assert Paper("http://127.0.0.1:8080").label == "127.0.0.1:8080"


def test_papers_survive_in_the_settings_and_what_is_damaged_is_left_out() -> None:
    assert papers_from_json(papers_to_json((POST, COURIER))) == (POST, COURIER)
    assert papers_from_json('[{"address": "https://a.example", "colour": "red"}, 3, {"name": "x"}]') == (
        Paper("https://a.example"),
    )
    assert papers_from_json("{") == papers_from_json("3") == ()


def test_a_removed_paper_is_gone_and_no_other() -> None:
    assert without_paper((POST, COURIER), POST.address) == (COURIER,)
