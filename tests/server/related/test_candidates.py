"""Candidates are listed if enough of their content is shared, and a short list is not padded."""

from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import CRACK, REPAIR, publish_other_news, relate, related, report

CHESS = (
    "Lena Dorvik beat eleven players in the final round of the chess open on Saturday and gave the prize to "
    "a school for girls."
)
FERRY_PIER = (
    "Workers of the harbour trust are putting a roof of glass over the ferry pier at Quay Street, where "
    "people have stood in the rain since the old shelter was sold."
)
POWER_CUT = (
    "A power cut stopped trams of the northern line for an hour before breakfast. Cables had been cut by a "
    "digger, and passengers walked."
)


def test_an_article_that_shares_a_street_or_a_common_word_is_not_related(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    report(database, "Ferry pier gets a new roof", FERRY_PIER, days_ago=4)
    report(database, "Late after a power cut", POWER_CUT, days_ago=4)
    relate(database, settings)
    assert related(database, crack) == [repair]


def test_an_article_about_the_same_person_is_related_though_it_is_another_story(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    chess = report(database, "Dorvik wins the chess open", CHESS, days_ago=4)
    relate(database, settings)
    assert related(database, crack) == [repair, chess]
