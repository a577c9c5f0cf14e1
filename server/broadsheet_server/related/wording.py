"""Why two articles are related, said to the reader in their language."""

from broadsheet_server.related.lists import Reason
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind

_ENGLISH: dict[Kind, tuple[str, str]] = {
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
_CHINESE: dict[Kind, tuple[str, str]] = {
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


def reason_text(reason: Reason, language: str) -> str:
    """A fragment of a sentence for the reader, in Chinese for every `zh`, otherwise in English."""
    catalogue = _CHINESE if language.lower().partition("-")[0] == "zh" else _ENGLISH
    with_value, without = catalogue[reason.kind]
    return with_value.format(reason.value) if reason.value else without
