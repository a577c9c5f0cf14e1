"""The article as an HTML document for QTextBrowser."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from html import escape
from urllib.parse import urljoin

from broadsheet_client.api.generated import (
    ArticlePage,
    BreadcrumbStep,
    ImageDetails,
    PublicationDetails,
)
from broadsheet_client.core.article_credits import (
    byline_of,
    contributors_line,
    translation_link,
    translations_html,
)
from broadsheet_client.core.body_html import BodyHtml
from broadsheet_client.core.document_image import fitting_file, image_tag, missing_image, plausible_size
from broadsheet_client.core.document_theme import DocumentTheme
from broadsheet_client.core.html_source import text_html
from broadsheet_client.core.text_direction import base_direction
from broadsheet_shared.language_tags import direction, primary_language

SECTION_LINK = "broadsheet-section:"
"""Prefix of breadcrumb links, before the section's path (`broadsheet-section:world/asia`); home has ""."""

_NOTABLE_UPDATE = timedelta(minutes=1)
_MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class DocumentImage:
    """An image of the document, loaded by `url`. Width and height in pixels are the original's, else 0."""

    url: str
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A link of the body."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """The HTML for `setHtml`, and its images and links. The footer is a document of its own, because related
    news can stand above it.
    """

    html: str
    footer_html: str = ""
    images: tuple[DocumentImage, ...] = ()
    links: tuple[DocumentLink, ...] = field(default=())


def article_document(
    page: ArticlePage,
    publication: PublicationDetails | None,
    *,
    theme: DocumentTheme = DocumentTheme(),  # noqa: B008 - frozen
    server: str = "",
    image_width: int = 620,
    language: str | None = None,
    missing: Collection[str] = (),
    language_name: Callable[[str], str] = str,
) -> ArticleDocument:
    """Build the document. `server` is the base of relative URLs, `language` that of the labels (default: the
    article's). Images are at most `image_width` pixels wide; those with URLs in `missing` could
    not be loaded. `language_name` tells what a language (a BCP 47 tag) calls itself.
    """
    composition = _Composition(
        page, publication, server, image_width, language or page.language, missing, language_name
    )
    return composition.document(theme)


@dataclass(frozen=True, slots=True)
class DocumentLabels:
    """Labels of the document; `{}` is replaced by the value."""

    corrections: str
    updated: str
    minutes: str
    credit: str
    registration: str
    missing: str
    retry: str
    translations: str


_ENGLISH = DocumentLabels(
    corrections="Corrections",
    updated="Updated {}",
    minutes="{} min read",
    credit="Picture: {}",
    registration="Registration number: {}",
    missing="The picture could not be loaded.",
    retry="Try again",
    translations="Also in: {}",
)


_CHINESE = DocumentLabels(
    corrections="更正",
    updated="更新于 {}",
    minutes="阅读约 {} 分钟",
    credit="图片：{}",
    registration="许可证编号：{}",
    missing="图片无法加载。",
    retry="重试",
    translations="其他语言：{}",
)


def document_labels(language: str) -> DocumentLabels:
    """The labels in a language, in English if there are none."""
    return _CHINESE if primary_language(language) == "zh" else _ENGLISH


@dataclass(slots=True)
class _Composition:
    """Builds one document."""

    page: ArticlePage
    publication: PublicationDetails | None
    server: str
    image_width: int
    language: str
    missing: Collection[str] = ()
    language_name: Callable[[str], str] = str
    images: list[DocumentImage] = field(default_factory=list)

    def document(self, theme: DocumentTheme) -> ArticleDocument:
        """The complete document."""
        images_by_url = {self._source(image): image for image in self._all_images()}
        sizes = {url: (image.width, image.height) for url, image in images_by_url.items()}
        body = BodyHtml(
            self.page.body_html,
            language=self.page.language,
            server=self.server,
            sizes=sizes,
            width=self.image_width,
            missing=self.missing,
            missing_labels=(self.labels.missing, self.labels.retry),
        )
        body_urls = {image.url for image in body.images}
        parts = [*self._head(), *self._lead_image(body_urls), *self._dateline(), body.html]
        parts += self._other_images(body_urls)
        self.images += [
            DocumentImage(image.url, image.width, image.height, image.alt) for image in body.images
        ]
        style = theme.style(self.page.language)
        links = (*self._translation_links(), *(DocumentLink(text, url) for text, url in body.links))
        return ArticleDocument(_html(style, parts), _html(style, self._footer()), tuple(self.images), links)

    @property
    def labels(self) -> DocumentLabels:
        """The labels."""
        return document_labels(self.language)

    def _head(self) -> Iterator[str]:
        page = self.page
        steps = " » ".join(_step(step) for step in page.breadcrumb)
        if steps:
            labels = "".join(step.label for step in page.breadcrumb)
            yield f'<p class="breadcrumb"{self._direction(labels)}>{steps}</p>'
        yield self._paragraph(page.headline, tag="h1")
        if page.summary:
            yield self._paragraph(page.summary, "summary")
        yield self._paragraph(byline_of(page), "byline")
        yield self._paragraph(contributors_line(page, self.language), "contributors")
        metadata = " · ".join(self._metadata())
        translations = translations_html(page.translations, self.labels.translations, self.language_name)
        if translations:
            yield self._paragraph(metadata, "contributors")
            yield f'<p class="meta"{self._direction(self.labels.translations)}>{translations}</p>'
        else:
            yield self._paragraph(metadata, "meta")
        yield from self._corrections()

    def _translation_links(self) -> Iterator[DocumentLink]:
        for each in self.page.translations:
            yield DocumentLink(
                f"{self.language_name(each.language)}: {each.headline}", translation_link(each)
            )

    def _dateline(self) -> Iterator[str]:
        if self.page.dateline:
            yield self._paragraph(self.page.dateline, "byline")

    def _metadata(self) -> Iterator[str]:
        page = self.page
        yield format_date(page.published_on or page.published_at, self.language)
        if page.updated_at - page.published_at >= _NOTABLE_UPDATE:
            yield self.labels.updated.format(format_date(page.updated_on or page.updated_at, self.language))
        if page.reading_minutes:
            yield self.labels.minutes.format(page.reading_minutes)

    def _corrections(self) -> Iterator[str]:
        if not self.page.corrections:
            return
        notes = "".join(
            self._paragraph(
                f"{format_date(note.corrected_at.astimezone().date(), self.language)}: {note.text}"
            )
            for note in self.page.corrections
        )
        # QTextDocument supports boxes only as tables.
        title = self._paragraph(self.labels.corrections, "box-title")
        yield f'<table class="box" width="100%" cellpadding="10"><tr><td>{title}{notes}</td></tr></table>'

    def _all_images(self) -> list[ImageDetails]:
        lead = [self.page.lead_image] if self.page.lead_image else []
        return [*lead, *self.page.images]

    def _source(self, image: ImageDetails) -> str:
        """The URL of the file that fits the column. The lead image is one of the page's images."""
        return self._absolute(shown_file(self.page, image.url, self.image_width))

    def _lead_image(self, body_urls: set[str]) -> Iterator[str]:
        if self.page.lead_image:
            yield from self._image(self.page.lead_image, body_urls)

    def _other_images(self, body_urls: set[str]) -> Iterator[str]:
        for image in self.page.images:
            yield from self._image(image, body_urls)

    def _image(self, image: ImageDetails, shown: set[str]) -> Iterator[str]:
        """An image with its caption and credit, unless it is in the document already."""
        url = self._source(image)
        if url in shown or not url.startswith(("http://", "https://")):
            return
        shown.add(url)
        text = image.caption or image.alt
        width, height = plausible_size(image.width, image.height)
        self.images.append(DocumentImage(url, width, height, image.alt or text))
        if url in self.missing:
            # The caption stands below; the alternative text only describes what cannot be seen.
            words = image.alt if image.alt != text else ""
            yield f"<p>{missing_image(url, words, self.labels.missing, self.labels.retry)}</p>"
        else:
            yield f'<p class="image">{image_tag(url, width, height, self.image_width)}</p>'
        credit = self.labels.credit.format(image.credit) if image.credit else ""
        if words := " · ".join(part for part in (text, credit) if part):
            yield self._paragraph(words, "caption")

    def _footer(self) -> Iterator[str]:
        yield "<hr>"
        yield self._paragraph(self.page.copyright_notice, "footer")
        if self.publication and self.publication.registration_number:
            yield self._paragraph(
                self.labels.registration.format(self.publication.registration_number), "footer"
            )

    def _paragraph(self, text: str, name: str = "", *, tag: str = "p") -> str:
        class_attribute = f' class="{name}"' if name else ""
        return f"<{tag}{class_attribute}{self._direction(text)}>{text_html(text)}</{tag}>" if text else ""

    def _direction(self, text: str) -> str:
        """The attributes of a paragraph outside of the body. In an article that runs from the right all of
        them begin there, also a date or a name in Latin letters.
        """
        of_text, of_article = base_direction(text, self.page.language), direction(self.page.language)
        is_other_side = of_text == "ltr" and of_article == "rtl"
        return f' dir="{of_text}"' + (' align="right"' if is_other_side else "")

    def _absolute(self, url: str) -> str:
        try:
            return urljoin(f"{self.server}/", url) if self.server else url
        except ValueError:
            return ""


def shown_file(page: ArticlePage, url: str, width: int) -> str:
    """The URL of what is loaded of the image with the original at `url`: a rendition, else the original."""
    image = next((image for image in page.images if image.url == url), None)
    files = [(file.url, file.width) for file in image.renditions if file.url != url] if image else []
    return fitting_file(files, width) or url


def _html(style: str, parts: Iterable[str]) -> str:
    return f"<html><head><style>{style}</style></head><body>{''.join(parts)}</body></html>"


def _step(step: BreadcrumbStep) -> str:
    path = step.section.path if step.section else ""
    return f'<a href="{SECTION_LINK}{escape(path)}">{escape(step.label)}</a>'


def format_date(when: date, language: str = "en", zone: tzinfo | None = None) -> str:
    """`20 November 2026, 14:05` or `2026年11月20日 14:05`, in `zone`, or in the local time zone.

    Of a date without a time, the day alone.
    """
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    clock = f"{local.hour:02}:{local.minute:02}" if isinstance(local, datetime) else ""
    if primary_language(language) == "zh":
        return f"{local.year}年{local.month}月{local.day}日 {clock}".rstrip()
    day = f"{local.day} {_MONTHS.split()[local.month - 1]} {local.year}"
    return f"{day}, {clock}" if clock else day
