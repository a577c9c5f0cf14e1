"""Whoever reads another language finds every message in it, as it was last translated."""

from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from opencc import OpenCC

from broadsheet_server.operations.message_catalogues import (
    catalogue_files,
    read_catalog,
    template,
    update_file,
)

Messages = dict[tuple[object, object], object]
FILES = [pytest.param(po, id=f"{po.parts[-3]}-{po.stem}") for po in catalogue_files()]


def messages(catalog: Catalog) -> Messages:
    """Translations by message and context, without the header."""
    return {(forms(message.id), message.context): forms(message.string) for message in catalog if message.id}


@cache
def in_sources(domain: str) -> set[tuple[object, object]]:
    """The messages of a domain with their contexts, which are looked for once."""
    return {(forms(message.id), message.context) for message in template(domain) if message.id}


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The plural forms of a text, or the only form."""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("po", FILES)
def test_every_message_of_the_sources_is_translated(po: Path) -> None:
    translated = read_catalog(po)

    assert messages(translated).keys() == in_sources(po.stem)
    for message in translated:
        if message.id:
            assert all(forms(message.string)), message.id
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("po", FILES)
def test_a_translation_names_what_the_message_names(po: Path) -> None:
    for message in read_catalog(po):
        if not message.id:
            continue
        fields = {replacement_fields(form) for form in forms(message.id)}
        assert {replacement_fields(form) for form in forms(message.string)} == fields, message.id


def replacement_fields(text: str) -> tuple[str, ...]:
    """The replacement fields of a text, in alphabetical order."""
    return tuple(sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None))


@pytest.mark.parametrize("po", FILES)
def test_the_compiled_catalogue_is_the_edited_one(po: Path) -> None:
    with po.with_suffix(".mo").open("rb") as file:
        assert messages(read_mo(file)) == messages(read_catalog(po))


def test_a_translator_who_begins_with_the_language_alone_gets_a_whole_header(tmp_path: Path) -> None:
    po = tmp_path / "mail.po"
    po.write_text('msgid ""\nmsgstr ""\n"Language: nl\\n"\n', "utf-8")
    update_file(po)
    first = po.read_text("utf-8")
    assert '"Project-Id-Version: Broadsheet ' in first
    assert '"Language-Team: Dutch' in first
    assert not [word for word in ("PROJECT", "ADDRESS", "YEAR", "FULL NAME", "li.org") if word in first]
    update_file(po)
    assert po.read_text("utf-8") == first


def test_there_are_both_kinds_of_chinese_and_arabic_for_everything() -> None:
    assert {(po.parts[-3], po.stem) for po in catalogue_files()} >= {
        (locale, domain) for locale in ("zh", "zh_Hant", "ar") for domain in ("mail", "pages", "reasons")
    }


@pytest.mark.parametrize(
    ("locale", "conversion"), [("zh_Hant", "s2t"), ("zh", "t2s")], ids=["traditional", "simplified"]
)
def test_no_character_of_the_other_chinese_slipped_in(locale: str, conversion: str) -> None:
    converter = OpenCC(conversion)
    texts = [
        form
        for po in catalogue_files()
        if po.parts[-3] == locale
        for message in read_catalog(po)
        if message.id
        for form in forms(message.string)
    ]
    assert [text for text in texts if converter.convert(text) != text] == []


def test_traditional_chinese_has_the_words_that_are_said_in_taiwan_and_hong_kong() -> None:
    """Not those of the mainland in other characters: 連結 and not 鏈接, 程式 and not 程序."""
    texts = "".join(po.read_text("utf-8") for po in catalogue_files() if po.parts[-3] == "zh_Hant")
    mainland = ("鏈接", "保存", "文件", "字符", "程序", "欄目", "郵箱", "打開")
    assert [word for word in mainland if word in texts] == []
