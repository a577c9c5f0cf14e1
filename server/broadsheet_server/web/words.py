"""The fixed words of the pages, in the languages that the pages speak."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; `{}` stands for what is filled in."""

    language: str
    skip: str
    skip_to_news: str
    skip_to_text: str
    sections: str
    home: str
    you_are_here: str
    pages: str
    newer: str
    older: str
    no_articles: str
    no_articles_here: str
    published: str
    updated: str
    minutes: str
    corrections: str
    tags: str
    source: str
    related: str
    no_related: str
    between_reasons: str
    also_by: str
    also_as: str
    between_names: str
    email: str
    email_hint: str
    email_greeting: str
    email_farewell: str
    stop_heading: str
    stop_text: str
    stop_button: str
    stop_aside: str
    stopped_heading: str
    stopped_text: str
    broken_stop_heading: str
    broken_stop_text: str


ENGLISH = Words(
    language="en",
    skip="Skip to the article",
    skip_to_news="Skip to the news",
    skip_to_text="Skip to the text",
    sections="Sections",
    home="Home",
    you_are_here="You are here",
    pages="Pages",
    newer="Newer",
    older="Older",
    no_articles="No article has been published yet.",
    no_articles_here="There is no article in this section yet.",
    published="Published",
    updated="Updated",
    minutes="{} min read",
    corrections="Corrections",
    tags="In this article",
    source="Source:",
    related="Related News",
    no_related="Nothing else in the newspaper is about this yet.",
    between_reasons=" · ",
    also_by="Also published by: ",
    also_as="Also published as: ",
    between_names=", ",
    email="Email this to your friend",
    email_hint="This opens your mail program. The Broadsheet reader sends it for you, with your note.",
    email_greeting="I thought this might interest you:",
    email_farewell="From {}",
    stop_heading="No more mail from your friends?",
    stop_text="Somebody sent you an article of {} and gave us your address for that one mail. "
    "If you press the button, nobody can send you an article from here again.",
    stop_button="Stop these mails",
    stop_aside="If you do nothing, nothing changes. We do not keep your address for anything else.",
    broken_stop_heading="This link is not complete",
    broken_stop_text="Nothing was changed. Copy the whole link from the mail, to its very end: some mail "
    "programs break a long link into two lines.",
    stopped_heading="You will get no more of these mails",
    stopped_text="Articles of {} are no longer sent to the address that this link was mailed to. "
    "You can close this page.",
)

CHINESE = Words(
    language="zh-Hans",
    skip="跳到正文",
    skip_to_news="跳到新闻",
    skip_to_text="跳到正文",
    sections="栏目",
    home="首页",
    you_are_here="当前位置",
    pages="翻页",
    newer="较新",
    older="较早",
    no_articles="还没有发表任何文章。",
    no_articles_here="本栏目还没有文章。",
    published="发布于",
    updated="更新于",
    minutes="阅读约 {} 分钟",
    corrections="更正",
    tags="文中提及",
    source="来源：",
    related="相关新闻",
    no_related="本报暂无其他相关报道。",
    between_reasons="；",
    also_by="另载于：",
    also_as="又题为：",
    between_names="、",
    email="用电子邮件发给朋友",
    email_hint="将打开您的邮件程序。在 Broadsheet 阅读器中可以附上留言直接发送。",
    email_greeting="我想你会对这篇文章感兴趣：",
    email_farewell="来自{}",
    stop_heading="不再接收朋友转来的邮件？",
    stop_text="有人把{}的一篇文章发给了您，并为此提供了您的地址。按下按钮之后，将不会再有人能从这里给您发送文章。",
    stop_button="停止接收",
    stop_aside="如果您不操作，一切不变。您的地址不会用于其他用途。",
    broken_stop_heading="此链接不完整",
    broken_stop_text="未作任何更改。请从邮件中完整复制链接，直到最后一个字符：有些邮件程序会把长链接断成两行。",
    stopped_heading="您将不再收到此类邮件",
    stopped_text="{}的文章不会再发送到收到此链接的地址。您可以关闭本页。",
)


def words_for(language: str) -> Words:
    """The words of the language nearest to `language`; English where there is none."""
    return CHINESE if primary(language) == "zh" else ENGLISH


def primary(language: str) -> str:
    """The language without script and region: `zh` of `zh-Hans-CN`."""
    return language.partition("-")[0].lower()
