"""Reasons are gathered, so that each says what the others do not."""

from broadsheet_client.api.generated import RelatedReasonText, RelatedStory
from broadsheet_client.core.related_reasons import Reason, StoryReasons, story_reasons
from tests.client.responses import article_card


def story(*reasons: tuple[str, str]) -> RelatedStory:
    """A story related for these reasons."""
    return RelatedStory(0.5, tuple(RelatedReasonText(*reason) for reason in reasons), article_card(), ())


def test_names_that_follow_the_same_words_stand_together_in_both_languages() -> None:
    english = story(
        ("SHARED_PERSON", "Also about Ana Brook"),
        ("SAME_SECTION", "Also in Sport"),
        ("SHARED_PLACE", "Also about Ansel"),
    )
    chinese = story(
        ("SAME_STORY", "同一事件"),
        ("SHARED_TOPIC", "同样关于桥梁"),
        ("SHARED_PERSON", "同样提及莱娜"),
        ("SHARED_TOPIC", "同样关于电车"),
    )
    assert story_reasons([english])[0].reasons == (
        Reason("Also about ", ("Ana Brook", "Ansel")),
        Reason("Also in ", ("Sport",)),
    )
    assert story_reasons([chinese])[0].reasons == (
        Reason("同一事件"),
        Reason("同样关于", ("桥梁", "电车")),
        Reason("同样提及", ("莱娜",)),
    )


def test_what_only_one_story_has_is_said_first_and_what_all_have_may_be_left_out() -> None:
    shared = [("SHARED_TOPIC", f"Also about {name}") for name in ("Trams", "Bridges", "Lena Dorvik")]
    one, other = story_reasons(
        [
            story(*shared, ("SHARED_PERSON", "Also about Osric Pell")),
            story(*shared, ("SHARED_TOPIC", "Also about Ferries")),
        ]
    )
    assert one.reasons[0].names == ("Osric Pell", "Trams", "Bridges")
    assert other.reasons[0].names == ("Ferries", "Trams", "Bridges")


def test_stories_with_the_same_reasons_are_told_apart_by_time() -> None:
    alike = story(("SHARED_TOPIC", "Also about Rovers coach"))
    assert [reasons.shows_days for reasons in story_reasons([alike, alike])] == [True, True]
    assert [reasons.shows_days for reasons in story_reasons([alike])] == [False]


def test_parts_of_a_story_tell_the_time_and_a_story_without_reason_tells_nothing() -> None:
    assert story_reasons([story(("BACKGROUND", "Earlier in this story"))])[0].shows_days
    assert story_reasons([story(), story()]) == [StoryReasons((), shows_days=False)] * 2


def test_a_name_that_is_given_as_topic_and_as_place_is_said_once() -> None:
    twice = story(("SHARED_TOPIC", "Also about Ansel"), ("SHARED_PLACE", "Also about Ansel"))
    assert story_reasons([twice])[0].reasons == (Reason("Also about ", ("Ansel",)),)
