"""The fixed words of the mail, as the server writes them, for the preview."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailWords:
    """One language; `{name}`, `{publication}` and `{headline}` speak for themselves."""

    sender: str
    subject: str
    intro: str
    read: str
    related: str


_ENGLISH = MailWords(
    sender="{name} via {publication}",
    subject="{name} sent you: {headline}",
    intro="{name} sent you this article from {publication}",
    read="Read the article",
    related="Related news",
)
_CHINESE = MailWords(
    sender="{name}（来自 {publication}）",
    subject="{name} 向您推荐：{headline}",
    intro="{name} 与您分享了 {publication} 的一篇文章",
    read="阅读全文",
    related="相关新闻",
)


def mail_words(language: str) -> MailWords:
    """The words in a language that the server has, else in English."""
    return _CHINESE if language.lower().startswith("zh") else _ENGLISH
