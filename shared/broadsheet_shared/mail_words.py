"""The fixed words of the mail to a friend, in the languages that we can write it in.

The server writes them, and the reader's preview shows the same.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `{name}` is the sharer, `{publication}` and `{headline}` speak for themselves."""

    language: str
    direction: Literal["ltr", "rtl"]
    sender: str
    """The name in From."""
    subject: str
    intro: str
    signature: str
    """Under the note."""
    home: str
    """Where the breadcrumb begins."""
    read: str
    """On the button."""
    related: str
    why: str
    """Why the friend got this mail."""
    stop: str
    """On the link that ends all such mail."""


ENGLISH = Words(
    language="en",
    direction="ltr",
    sender="{name} via {publication}",
    subject="{name} sent you: {headline}",
    intro="{name} sent you this article from {publication}",
    signature="— {name}",
    home="Home",
    read="Read the article",
    related="Related news",
    why=(
        "You got this mail because {name} gave your address to “Email this to your friend” at {publication}. "
        "Your address was used for this one mail and is on no list."
    ),
    stop="Never send me mail like this again",
)

CHINESE = Words(
    language="zh-Hans",
    direction="ltr",
    sender="{name}（来自 {publication}）",
    subject="{name} 向您推荐：{headline}",
    intro="{name} 与您分享了 {publication} 的一篇文章",
    signature="— {name}",
    home="首页",
    read="阅读全文",
    related="相关新闻",
    why=(
        "您收到这封邮件，是因为 {name} 在 {publication} 使用“邮件分享给朋友”时填写了您的地址。"
        "您的地址只用于发送这一封邮件，不会进入任何名单。"
    ),
    stop="不再接收此类邮件",
)

ARABIC = Words(
    language="ar",
    direction="rtl",
    sender="{name} عبر {publication}",
    subject="مقال من {name}: {headline}",
    intro="وصلك هذا المقال من {name} عبر {publication}",
    signature="— {name}",
    home="الرئيسية",
    read="اقرأ المقال",
    related="أخبار ذات صلة",
    why=(
        "وصلتك هذه الرسالة لأن عنوانك أُدخل باسم {name} في خدمة «أرسل هذا إلى صديق» لدى {publication}. "
        "استُخدم عنوانك لهذه الرسالة وحدها ولا يُحفظ في أي قائمة."
    ),
    stop="لا ترسلوا إليّ رسائل كهذه بعد الآن",
)

_BY_LANGUAGE = {"en": ENGLISH, "zh": CHINESE, "ar": ARABIC}


def words_in(language: str) -> Words:
    """The words for a BCP 47 tag: by its language alone, English where we have none."""
    return _BY_LANGUAGE.get(language.partition("-")[0].partition("_")[0].lower(), ENGLISH)
