"""The message that a recipient gets."""

import re
from email import message_from_string
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from html import unescape

import pytest

from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.mail.format_flowed import COLUMNS, width
from broadsheet_server.sharing.mail.header_guard import UnsafeMailError
from broadsheet_server.sharing.mail.message import ShareMessage
from broadsheet_server.sharing.mail.mime import SUBJECT_MAX, MessageComposer
from tests.server.sharing.mail.message_fixtures import (
    BASE,
    DATE,
    SENDER,
    UNSUBSCRIBE,
    article,
    breadcrumb,
    composed,
    composed_bytes,
    html_of,
    rejoined,
    share_message,
    text_of,
)

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]

CHINESE = share_message(
    "zh-CN",
    sender_name="王小明",
    note="你看看工程师怎么说😀",
    article=article(
        headline="平旋桥裂缝封闭，三万一千名乘客改走渡轮",
        summary="城市工程师在检查中发现枢轴梁上有三道裂缝，下令立即封闭。" * 4,
        byline="何托马",
        language="zh-Hans",
        breadcrumb=breadcrumb("城市"),
    ),
    related=(),
)
ARABIC = share_message(
    "ar",
    sender_name="عمر",
    note="اقرأ هذا المقال.",
    article=article(
        headline="إغلاق الجسر الدوّار",
        summary="أُغلق الجسر أمام الترام والسيارات والمشاة مساء الإثنين. " * 4,
        byline="توماس هيل",
        language="ar",
        breadcrumb=breadcrumb("المدينة"),
    ),
    related=(),
)
LONG = share_message(
    sender_name="M" * 60,
    note="y" * 500,
    article=article(headline="W" * 5_000, summary="x" * 5_000 + " " + "词" * 5_000),
)
HOSTILE_TEXTS = [
    "A =?UTF-8?Q?=0A?=Bcc: i@e.com",
    "=?UTF-8?B?CkJjYzogaUBlLmNvbQ==?=",
    "A\r\nBcc: i@e.com",
    "A\n\nbody",
    "A\u2028Bcc: i@e.com\x85\x0b\x0c\x1c",
    "A\r\n.\r\nMAIL FROM:<x@y>",
    "A" * 200 + "=?utf-8?q?" + "=0D=0A" * 50 + "?=",
]


def test_the_headers_are_these_and_each_is_there_once() -> None:
    mail = composed()
    assert mail.keys() == HEADERS
    assert mail["From"] == "Ada Lovelace via The Vallmere Courier <share@courier.example>"
    assert mail["To"] == "friend@example.net"
    assert mail["Subject"] == "Ada Lovelace sent you: Swing bridge shut after cracks found"
    assert mail["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("name", ["Ada", "J. R. Hale", "O'Neil, Sr (ret)", "Ada ? = x", "Zoë", "A" * 60])
@pytest.mark.parametrize("recipient", ["f.r+x@example.net", "o'neil@a-b.example", "f" * 60 + "@example.net"])
def test_headers_that_are_plain_are_those_that_python_would_make(name: str, recipient: str) -> None:
    message = share_message(sender_name=name)
    mail = composed_bytes(message, recipient=recipient)
    expected = EmailMessage(policy=SMTP)
    expected["From"] = Address(f"{name} via {message.publication.name}", addr_spec=SENDER)
    expected["To"] = recipient
    expected["Subject"] = message.words.subject.format(name=name, headline=message.article.headline)
    assert mail.startswith(expected.as_bytes().removesuffix(b"\r\n"))


def test_one_click_stops_the_mail_however_long_the_link_is() -> None:
    unsubscribe_url = f"https://{'news.' * 20}example/mail/stop/{'a' * 43}"
    mail = composed_bytes(unsubscribe_url=unsubscribe_url)
    assert f"\r\nList-Unsubscribe: <{unsubscribe_url}>\r\n".encode() in mail
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in mail


def test_the_message_id_stays_whole_however_long_the_domain_is() -> None:
    message_id = f"<0123456789abcdef@{'news.' * 10}example>"
    assert f"\r\nMessage-ID: {message_id}\r\n".encode() in composed_bytes(message_id=message_id)


def test_the_mail_has_a_text_and_an_html_form_that_every_server_passes_on() -> None:
    mail = composed()
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = mail.iter_parts()
    assert text["Content-Transfer-Encoding"] == html["Content-Transfer-Encoding"] == "quoted-printable"
    assert (text.get_param("format"), text.get_param("delsp")) == ("flowed", "yes")


@pytest.mark.parametrize(
    "of", [share_message(), CHINESE, ARABIC, LONG], ids=["english", "chinese", "arabic", "long"]
)
def test_no_line_is_longer_than_78_and_the_mail_is_ascii(of: ShareMessage) -> None:
    mail = composed_bytes(of)
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "of", [share_message(), CHINESE, ARABIC, LONG], ids=["english", "chinese", "arabic", "long"]
)
def test_the_text_form_says_and_links_all_that_the_html_form_does(of: ShareMessage) -> None:
    mail = composed(of)
    text, html = rejoined(text_of(mail)), unescape(re.sub("</?bdi>", "", html_of(mail)))
    publication, story = of.publication, of.article
    for fact in (
        of.sender_name,
        of.note or "",
        story.headline,
        (story.summary or "").strip(),
        story.byline or "",
        story.dateline or "",
        " » ".join([of.words.home, *(step.label for step in story.breadcrumb[1:])]),
        story.copyright_notice,
        publication.registration_number,
        of.words.read,
        of.words.stop,
        *(related.headline for related in of.related),
    ):
        assert fact in text
        assert fact in html
    links = {BASE + story.path, UNSUBSCRIBE, *(BASE + related.path for related in of.related)}
    assert set(re.findall(r'href="([^"]+)"', html)) == {*links, f"{BASE}/"}
    assert set(re.findall(r"https://\S+", text)) == links


@pytest.mark.parametrize(
    "of", [share_message(), CHINESE, ARABIC, LONG], ids=["english", "chinese", "arabic", "long"]
)
def test_the_text_form_is_72_columns_wide(of: ShareMessage) -> None:
    assert max(width(line.rstrip()) for line in text_of(composed(of)).split("\n")) <= COLUMNS


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS)
def test_hostile_headlines_and_names_make_no_header(hostile: str) -> None:
    name = hostile.replace("\r", "").replace("\n", "")
    mail = composed(share_message(headline=hostile, sender_name=name))
    assert mail.keys() == HEADERS
    assert len(mail["Subject"]) <= SUBJECT_MAX
    assert mail["To"] == "friend@example.net"
    assert mail["From"].addresses[0].addr_spec == "share@courier.example"


def test_what_nobody_sees_is_taken_out_of_an_articles_text() -> None:
    hidden = article(headline="A\0\u202eB\nC", summary="D\x07E", byline="F\u200bG", dateline=None)
    mail = composed(share_message(article=hidden))
    assert mail["Subject"] == "Ada Lovelace sent you: AB C"
    for content in (text_of(mail), html_of(mail)):
        assert all(shown in content for shown in ("AB C", "DE", "FG"))


def test_a_nul_that_nobody_took_out_stops_the_mail() -> None:
    with pytest.raises(UnsafeMailError):
        composed_bytes(share_message(sender_name="A\0B"))


def test_names_that_look_like_addresses_do_not_become_one() -> None:
    publication = PublicationSettings(name='Evil" <evil@example.org>, "Paper')
    mail = composed(share_message(publication=publication, sender_name="Ada"))
    assert [each.addr_spec for each in mail["From"].addresses] == ["share@courier.example"]


def test_what_is_typed_is_shown_and_never_run() -> None:
    html = html_of(
        composed(
            share_message(
                note="{{ 7 * 7 }} {name} <script>alert(1)</script> & <b>", sender_name="{publication}"
            )
        )
    )
    assert "{{ 7 * 7 }} {name} &lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in html
    assert "<script" not in html
    assert "<bdi>{publication}</bdi>" in html


def test_the_note_is_clearly_the_sharers_in_both_forms_and_where_mailboxes_show_the_beginning() -> None:
    note = "Dear reader, please renew your subscription.\n\n-- \nThe Vallmere Courier"
    mail = composed(share_message(note=note, sender_name="Ada"))
    text = text_of(mail)
    quotation = "\n".join(f"> {line}".rstrip() for line in note.split("\n"))
    assert f"\n\nAda wrote:\n{quotation}\n\n" in text.replace(" \n", "\n")
    html = html_of(mail)
    assert re.search(r"<bdi>Ada</bdi> wrote:</p>\s*<blockquote", html)
    assert "<bdi>Ada</bdi> wrote: Dear reader" in html.partition("<table")[0]


def test_a_long_subject_is_cut_with_a_sign_and_the_headline_stays_whole_in_the_mail() -> None:
    headline = "word " * 60 + "end"
    mail = composed(share_message(headline=headline))
    assert len(mail["Subject"]) <= SUBJECT_MAX
    assert mail["Subject"].endswith(" word…")
    assert headline in rejoined(text_of(mail))


def test_a_mail_speaks_one_language_and_every_piece_has_its_direction() -> None:
    html = html_of(composed(ARABIC))
    assert '<html lang="ar" dir="rtl">' in html
    assert re.search(r'<h1 [^>]*dir="rtl"', html)
    assert re.search(r'<blockquote [^>]*dir="auto"', html)
    assert not re.search(r"Read the article|Related|You got this mail|Home", html)
    assert '<html lang="zh-Hans" dir="ltr">' in html_of(composed(CHINESE))
    assert "王小明 向您推荐：" in composed(CHINESE)["Subject"]
    assert '<html lang="en" dir="ltr">' in html_of(composed(share_message("xx-unknown")))


def test_note_and_breadcrumb_of_an_arabic_mail_begin_at_the_right_whatever_is_in_them() -> None:
    html = html_of(
        composed(share_message("ar", sender_name="Ada", article=article(breadcrumb=breadcrumb("City"))))
    )
    assert re.search(r'<p [^>]*dir="rtl"[^>]*>رسالة من <bdi>Ada</bdi>:</p>', html)
    assert re.search(r'<p [^>]*dir="rtl"[^>]*><bdi>[^<]+</bdi> » <bdi>City</bdi></p>', html)


def test_an_arabic_article_that_begins_with_a_latin_word_runs_from_the_right() -> None:
    story = article(
        language="ar", headline="NASA تعلن", summary="IBM تفتتح مكتبًا في الميناء.", byline="AFP، الميناء"
    )
    mail = composed(share_message("ar", article=story))
    html = html_of(mail)
    for css_class in ("headline", "byline", "summary", "related-item"):
        assert re.search(rf'class="{css_class}" (lang="ar" )?dir="rtl"', html), css_class
    assert 'class="summary" dir="auto"' in html_of(composed())
    assert "\n\u200fIBM تفتتح" in text_of(mail)
    assert "\u200f" not in text_of(composed())


def test_traditional_chinese_has_words_and_fonts_of_its_own() -> None:
    mail = composed(share_message("zh-TW", sender_name="王小明"))
    assert mail["Subject"].startswith("王小明 向您推薦：")
    assert '<html lang="zh-Hant" dir="ltr">' in html_of(mail)
    assert "'Times New Roman', 'Songti TC', 'Noto Serif CJK TC'" in html_of(mail)
    assert "\n不再接收此類郵件\n" in text_of(mail)


def test_only_a_chinese_mail_asks_for_chinese_fonts() -> None:
    assert re.search(r"(?s)<head>.*<style .*</style>\s*</head>", html_of(composed(CHINESE)))
    assert "'Times New Roman', 'Songti SC'" in html_of(composed(CHINESE))
    assert not re.search(r"Songti|PingFang|CJK", html_of(composed()))


def test_the_mail_asks_nothing_of_the_network_and_carries_its_styles() -> None:
    html = html_of(composed())
    assert not re.search(r"<img|<script|<link|@import|url\(|src=", html)
    assert re.search(r'<a class="button" [^>]*style="[^"]*background: #9d2d1b', html)
    assert "prefers-color-scheme: dark" in html


def test_no_comment_of_the_template_is_left_in_the_mail() -> None:
    assert not re.search(r"<!--|-->|\{%|%\}", html_of(composed()))


def test_without_note_summary_or_related_news_nothing_empty_is_shown() -> None:
    bare = article(summary=None, byline=None, dateline=None, breadcrumb=breadcrumb(), copyright_notice="")
    publication = PublicationSettings(name="Broadsheet")
    mail = composed(share_message(article=bare, related=(), note=None, publication=publication))
    assert "None" not in text_of(mail)
    assert "\n\n\n" not in text_of(mail)
    assert not re.search(r"<blockquote|Related news|None|Home|<p[^>]*></p>", html_of(mail))


def test_every_recipient_gets_the_same_words_with_an_address_and_a_link_of_their_own() -> None:
    composer = MessageComposer(share_message(), SENDER, DATE)
    long_url = f"{UNSUBSCRIBE}/{'x' * 120}?a=b&c=d"
    first, second = (
        composer.compose(recipient, message_id=f"<{number}@x>", unsubscribe_url=url).decode()
        for number, (recipient, url) in enumerate(
            (("friend@example.net", UNSUBSCRIBE), ("p" * 60 + "@example.org", long_url))
        )
    )
    assert "friend@example.net" not in second
    assert f"List-Unsubscribe: <{long_url}>\r\n" in second
    assert "Message-ID: <1@x>\r\n" in second
    parts = message_from_string(second, policy=default)
    for kind, url in (("plain", long_url), ("html", long_url.replace("&", "&amp;"))):
        part = parts.get_body((kind,))
        assert part is not None
        assert part.get_content().count(url) == 1
    assert len(first.splitlines()) < len(second.splitlines())
