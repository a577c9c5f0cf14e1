"""The words that we add to an article, in the article's language."""

from dataclasses import dataclass

from broadsheet_client.core.dates import is_chinese


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """Words of the page; `{}` is where the value goes."""

    corrections: str
    updated: str
    minutes: str
    credit: str
    registration: str


_ENGLISH = DocumentWords(
    corrections="Corrections",
    updated="Updated {}",
    minutes="{} min read",
    credit="Picture: {}",
    registration="Registration number: {}",
)
_CHINESE = DocumentWords(
    corrections="更正",
    updated="更新于 {}",
    minutes="阅读约 {} 分钟",
    credit="图片：{}",
    registration="许可证编号：{}",
)


def words_in(language: str) -> DocumentWords:
    """The words in a language that we have, else in English."""
    return _CHINESE if is_chinese(language) else _ENGLISH
