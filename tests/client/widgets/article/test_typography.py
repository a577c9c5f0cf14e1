"""An article looks the same throughout, whatever its letters are."""

import pytest

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from tests.client.responses import image
from tests.client.widgets.article.scroll_area import show


@pytest.mark.parametrize(
    ("language", "is_slanted"), [("en", True), ("ar", False), ("he", False), ("zh-Hans", False)]
)
def test_a_quotation_is_slanted_where_the_letters_have_an_italic_form(
    scroll_area: ArticleScrollArea, language: str, is_slanted: bool
) -> None:
    show(scroll_area, language=language, bodyHtml="<blockquote><p>The mayor <em>waits</em>.</p></blockquote>")
    quotation, emphasis = (scroll_area.view.document().find(word).charFormat() for word in ("mayor", "waits"))
    assert (quotation.fontItalic(), emphasis.fontItalic()) == (is_slanted, is_slanted)
    assert (emphasis.fontWeight() > quotation.fontWeight()) is not is_slanted


def test_corrections_stand_apart_from_the_text_around_them(scroll_area: ArticleScrollArea) -> None:
    note = {"text": "The date was wrong.", "correctedAt": "2026-11-20T12:00:00Z"}
    show(scroll_area, corrections=[note])
    box = scroll_area.view.document().find("The date was wrong.").currentTable().format()
    paragraph = scroll_area.view.document().find("The council").blockFormat()
    assert (box.topMargin(), box.bottomMargin()) == (paragraph.bottomMargin(),) * 2


def test_a_caption_is_as_close_to_an_image_in_the_text_as_to_the_lead_image(
    scroll_area: ArticleScrollArea,
) -> None:
    figure = '<figure><img src="/media/b.png" alt="B"><figcaption>The quay</figcaption></figure>'
    show(scroll_area, leadImage=image("a.png"), bodyHtml=f"<p>Text</p>{figure}")
    document = scroll_area.view.document()
    lead, in_text = (
        document.find(caption).block().previous().blockFormat() for caption in ("on Friday", "The quay")
    )
    assert (in_text.bottomMargin(), in_text.lineHeight()) == (lead.bottomMargin(), lead.lineHeight())


@pytest.mark.parametrize("words", ["العبارة تبحر", "המעבורת שבה", "渡轮开航", "フェリー", "여객선이 다시"])
def test_words_without_italics_stand_upright_in_an_english_article(
    scroll_area: ArticleScrollArea, words: str
) -> None:
    body = (
        f"<blockquote><p>She called it “{words}” then.</p></blockquote><p>So <em>calm {words}</em> it is.</p>"
    )
    show(scroll_area, language="en", bodyHtml=body)
    document = scroll_area.view.document()
    quoted = document.find(words)
    emphasised = document.find(words, quoted)
    around = [document.find(word).charFormat() for word in ("called", "then", "calm")]
    assert all(text_format.fontItalic() for text_format in around)
    assert not quoted.charFormat().fontItalic()
    assert not emphasised.charFormat().fontItalic()
    assert emphasised.charFormat().fontWeight() > quoted.charFormat().fontWeight()
