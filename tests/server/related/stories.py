"""Reports of one story and other news, for tests of related lists."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import publish

TODAY = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
DORVIK = DraftTag("Lena Dorvik", TagKind.PERSON)
BRIDGES = DraftTag("Bridges", TagKind.TOPIC)

CRACK = (
    "Engineers closed the Ansel swing bridge after Lena Dorvik found cracks in the pivot girder. "
    "Trams of the eastern line turn round at Quay Street while the girder is examined."
)
REPAIR = (
    "The cracked pivot girder of the Ansel swing bridge will be replaced by spring, Lena Dorvik told the "
    "council. Until the repair is finished trams of the eastern line end at Quay Street."
)
INQUIRY = (
    "Cracks in the pivot girder had been visible for months before the Ansel swing bridge was closed, an "
    "inquiry heard. Lena Dorvik said that the keeper of the bridge had warned of them."
)
LONG = f"{CRACK} {CRACK} The council meets on Thursday."
COPY = f"Vallmere, Tuesday. {CRACK} {CRACK} Nobody was hurt."
OTHER_NEWS = (
    "Eels that were marked in the estuary have been followed beyond the Azores by the university.",
    "A bakery in Netmakers Row has been bought by the people who have worked in it for years.",
    "Rowers took the left channel and the cup in a race that was rowed against a falling tide.",
    "Volunteers painted the old lighthouse on Sunday; the trust wants to open it to visitors.",
    "The choir sang a mass that had been thought lost, from parts that lay in an attic.",
    "Parking permits will cost more from January, if the budget passes its second reading.",
    "A comet lost its tail and grew another, astronomers said who watched it for three nights.",
    "Frost came early to the orchards; growers have asked for smoke pots and blankets.",
)


def publish_other_news(database: Database) -> None:
    """Articles that are not related to the bridge."""
    for number, text in enumerate(OTHER_NEWS):
        report(database, f"Other news of the day {number}", text, days_ago=number)


def report(database: Database, headline: str, text: str, *, days_ago: float = 0, **changes: object) -> UUID:
    """Publish a report dated so many days ago; return its id."""
    return publish(
        database,
        now=TODAY + timedelta(minutes=30),
        **{
            "headline": headline,
            "summary": None,
            "body_html": f"<p>{text}</p>",
            "published_at": TODAY - timedelta(days=days_ago),
            **changes,
        },  # type: ignore[arg-type]
    ).article_id


def relate(database: Database, settings: Settings) -> None:
    """Let one process bring everything up to date, and end."""
    followers = ServerFollowers(database, settings)
    followers.catch_up()
    assert followers.is_active
    followers.close()


def entries(database: Database, article_id: UUID) -> list[RelatedEntry]:
    """The stored related list of an article."""
    with database.read() as session:
        return read_lists(session, [article_id])[article_id].entries


def related(database: Database, article_id: UUID) -> list[UUID]:
    """The ids in the related list of an article."""
    return [entry.article_id for entry in entries(database, article_id)]
