"""In a paper that has just begun hardly anything is related, and nobody is told that it is."""

import pytest

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind
from broadsheet_shared.vocabulary import TagKind
from tests.server.related.stories import entries, relate, report

_BRIEFS = """
        Council votes on market hall: The council votes on Monday on a new roof for the market hall. A
        hundred traders found work there last year.

        Night buses to run until two: From Monday night buses run until two. The company found a hundred
        drivers who wanted the shift.

        Library opens on Sundays: The library will open on Sundays from May. A hundred people had asked
        for it, and the town found the money.

        Frost damages vineyards: Frost on Monday night damaged vineyards along the river. Growers found
        leaves black in the morning.

        School choir wins prize: The choir of the Linden school won first prize in the capital on
        Saturday. It sang two psalms and a shanty.

        Ferry Marlin runs aground: The ferry Marlin ran aground off Cape Torrin on Monday with ninety
        passengers. A tug from Orsted pulled it free at high water.

        Captain of Marlin blames chart: The captain of the ferry Marlin said that his chart did not show
        the bank off Cape Torrin where it ran aground. The tug from Orsted took off the passengers.

        Swimming pool closed for repairs: The swimming pool closes for a month. Workers found cracks in
        the basin, and a hundred tiles are loose.

        Bees on the roof of the theatre: Two hives stand on the roof of the theatre since Monday. Their
        honey is sold at the box office.

        Football club signs goalkeeper: The football club has signed a goalkeeper from the second
        division. He found the offer on Monday morning in his mail.

        Bakery strike ends: Bakers went back to work on Monday after a strike of nine days. They get
        four per cent more from January.

        Old oak felled by storm: A storm felled the oak on the green on Monday. It was more than three
        hundred years old, a forester found.

        Museum shows early maps: The museum shows early maps of the coast. A hundred sheets were found
        in an attic and cleaned.
"""
BRIEFS = dict(" ".join(brief.split()).split(": ", 1) for brief in _BRIEFS.split("\n\n"))
PAIR = {"Ferry Marlin runs aground", "Captain of Marlin blames chart"}
STORY = {Kind.SAME_STORY, Kind.FOLLOW_UP, Kind.BACKGROUND}
SYLLABLES = ("bra", "dol", "fen", "gru", "hal", "jor", "kel", "lim", "mor", "nus", "pat", "rov", "sib", "tal")


def invented_word(number: int) -> str:
    """A word that no language has, another one for each number."""
    return "".join(SYLLABLES[number // 14**place % 14] for place in range(3))


def filler(number: int) -> tuple[str, str]:
    """The headline and text of a report that has nothing in common with others but common words."""
    words = [invented_word(number * 9 + offset) for offset in range(9)]
    headline = f"{words[0].title()} {words[1]} opens {words[2]}"
    return headline, (
        f"A hundred people found the {words[3]} of {words[4].title()} open on Monday. It had been a "
        f"{words[5]} before, said {words[6].title()}, and in May the {words[7]} will have its own {words[8]}."
    )


@pytest.mark.parametrize("fillers", [0, 68])
def test_of_thirteen_unrelated_briefs_only_the_two_of_one_story_are_related(
    database: Database, settings: Settings, fillers: int
) -> None:
    texts = {**BRIEFS, **dict(filler(number) for number in range(fillers))}
    ids = {
        headline: report(database, headline, text, days_ago=number % 7, section_path="news")
        for number, (headline, text) in enumerate(texts.items())
    }
    relate(database, settings)
    headlines = {article_id: headline for headline, article_id in ids.items()}
    listed = {headline: entries(database, article_id) for headline, article_id in ids.items()}
    related = {(headline, headlines[entry.article_id]) for headline in listed for entry in listed[headline]}
    assert related == {tuple(sorted(PAIR)), tuple(sorted(PAIR, reverse=True))}
    for headline in PAIR:
        [entry] = listed[headline]
        assert entry.reasons[0].kind in STORY
        values = {reason.value for reason in entry.reasons if reason.kind is Kind.SHARED_TOPIC}
        assert values <= {"Cape Torrin", "Marlin", "Orsted"}


BRIDGE = {
    "Trams return in March": "The council has approved repairs to the swing bridge in two stages. Cars have "
    "to wait until September. Helmine Corvane said that the cracked girder would be replaced first, and that "
    "the tower would be painted by volunteers from the rowing clubs.",
    "Keeper heard a knock in the iron": "For six months the night keeper wrote down a sound, and nobody "
    "answered. Helmine Corvane told the hearing that the notebook had never reached her office, which had "
    "moved to another floor that winter and lost three boxes of letters.",
}
SUBJECTS = (DraftTag("Helmine Corvane", TagKind.PERSON), DraftTag("Infrastructure", TagKind.TOPIC))
PLACES = (DraftTag("Vallmere", TagKind.PLACE), DraftTag("Eastbank", TagKind.PLACE))


@pytest.mark.parametrize(("tags", "are_related"), [((), False), (PLACES, False), (SUBJECTS, True)])
def test_what_the_texts_leave_open_the_editors_tags_decide(
    database: Database, settings: Settings, tags: tuple[DraftTag, ...], are_related: bool
) -> None:
    for number, (headline, text) in enumerate(BRIEFS.items()):
        report(database, headline, text, days_ago=number % 7, section_path="news")
    first, second = (
        report(database, headline, text, days_ago=1, section_path="news", tags=tags)
        for headline, text in BRIDGE.items()
    )
    relate(database, settings)

    assert ([entry.article_id for entry in entries(database, first)] == [second]) is are_related
