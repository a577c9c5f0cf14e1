"""What is printed on every page: the publication, its sections, today's date."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.settings import Settings
from broadsheet_server.web.rendering import render
from broadsheet_server.web.words import Words, words_for


def read_context(request: Request) -> ReadContext:
    """Where the page asks its questions."""
    state = request.app.state
    return ReadContext(state.database, state.settings, datetime.now(UTC))


async def render_page(
    context: ReadContext, settings: Settings, template: str, *, language: str | None = None, **variables: Any
) -> str:
    """A page with masthead and imprint, in the words of `language` (by default the publication's).

    `here` in the context is the path of the section that the page belongs to.
    """
    tree = await context.sections()
    words = words_for(language or settings.publication.language)
    return render(
        template, **{"here": "", **shared_variables(settings, words), "sections": tree.roots, **variables}
    )


def render_page_without_sections(
    settings: Settings, template: str, *, words: Words | None = None, **variables: Any
) -> str:
    """The same without the sections, for pages that must not need the store."""
    words = words or words_for(settings.publication.language)
    return render(template, here="", sections=[], **shared_variables(settings, words), **variables)


def shared_variables(settings: Settings, words: Words) -> dict[str, Any]:
    """What every template may use."""
    return {
        "publication": settings.publication,
        "base_url": settings.base_url,
        "words": words,
        "today": datetime.now(UTC),
    }
