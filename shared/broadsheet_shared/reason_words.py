"""Why two articles are related, in words: the server says them, the reader finds the names in them again."""

from typing import Final

from broadsheet_shared.vocabulary import RelatedReasonKind as Kind

ENGLISH: Final[dict[Kind, tuple[str, str]]] = {
    # kind: (with the word for what they share, without it)
    Kind.EDITOR_CHOICE: ("Chosen by the editors", "Chosen by the editors"),
    Kind.SAME_STORY: ("Same story", "Same story"),
    Kind.FOLLOW_UP: ("Later in this story", "Later in this story"),
    Kind.BACKGROUND: ("Earlier in this story", "Earlier in this story"),
    Kind.SHARED_PERSON: ("Also about {}", "About the same person"),
    Kind.SHARED_ORGANISATION: ("Also about {}", "About the same organisation"),
    Kind.SHARED_PLACE: ("Also about {}", "About the same place"),
    Kind.SHARED_TOPIC: ("Also about {}", "On the same subject"),
    Kind.SAME_SECTION: ("Also in {}", "In the same section"),
}
CHINESE: Final[dict[Kind, tuple[str, str]]] = {
    Kind.EDITOR_CHOICE: ("编辑推荐", "编辑推荐"),
    Kind.SAME_STORY: ("同一事件", "同一事件"),
    Kind.FOLLOW_UP: ("后续报道", "后续报道"),
    Kind.BACKGROUND: ("此前报道", "此前报道"),
    Kind.SHARED_PERSON: ("同样提及{}", "涉及同一人物"),
    Kind.SHARED_ORGANISATION: ("同样提及{}", "涉及同一机构"),
    Kind.SHARED_PLACE: ("同样提及{}", "涉及同一地点"),
    Kind.SHARED_TOPIC: ("同样关于{}", "同一话题"),
    Kind.SAME_SECTION: ("同属“{}”栏目", "同一栏目"),
}

_BEFORE_NAMES = {
    with_name.removesuffix("{}")
    for words in (ENGLISH, CHINESE)
    for with_name, _ in words.values()
    if with_name.endswith("{}")
}


def opening_of(reason: str) -> str:
    """The words that a name follows in a reason, like “Also about ”; empty where it ends in no name."""
    return next((opening for opening in _BEFORE_NAMES if reason.startswith(opening)), "")
