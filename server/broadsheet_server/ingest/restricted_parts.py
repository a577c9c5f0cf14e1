"""Parts of a body that its site shows to some readers only: they are left out, as are posts for members.

WordPress keeps them in blocks of plug-ins (`<!-- wp:pmpro/membership -->`), below the paywall of Jetpack, and
in blocks that an editor has hidden; Ghost between comments that say who may read on.
"""

import re
from collections.abc import Iterator
from typing import Final

LEFT_OUT: Final = "a part of the text is left out, which is not for everybody ({})"

RESTRICTED: Final = re.compile(
    "member|restrict|paywall|premium|private|protect|subscri|logged|login|locker|hidden|hide|s2if|s2member"
)
"""In the names of what shows its text to some readers only."""

_BLOCK = re.compile(
    r"<!--\s*(?P<end>/?)wp:(?P<name>\w+(?:[/-]+\w+)*)(?!\w|[/-]+\w)(?P<rest>[^<>]*?)(?P<void>/?)-->"
)
_HIDDEN_BLOCK = re.compile(r'"blockVisibility"\s*:\s*false')
_PAYWALL = "jetpack/paywall"
"""All that follows this block is for subscribers."""
_GATED = re.compile(r"<!--\s*kg-gated-block:(?P<what>begin|end)(?P<rest>[^<>]*)-->")
_FOR_MEMBERS = re.compile(r"nonMember\s*:\s*false")


def without_restricted_blocks(markup: str, notes: list[str]) -> str:
    """A body of WordPress without blocks that not everybody sees. Adds a note for each."""
    if "<!--" not in markup:
        return markup
    return "".join(_open_parts(markup, notes))


def _open_parts(markup: str, notes: list[str]) -> Iterator[str]:
    position, depth = 0, 0
    for block in _BLOCK.finditer(markup):
        if depth:
            depth += _level(block)
        elif block["name"] == _PAYWALL and not block["end"]:
            yield markup[position : block.start()]
            notes.append(LEFT_OUT.format(_PAYWALL))
            return
        elif _level(block) > 0 and _is_restricted(block):
            yield markup[position : block.start()]
            notes.append(LEFT_OUT.format(block["name"]))
            depth = 1
        else:
            continue
        position = block.end()
    if not depth:
        yield markup[position:]


def _level(block: re.Match[str]) -> int:
    """What a comment adds to the depth of blocks within blocks."""
    return 0 if block["void"] else -1 if block["end"] else 1


def _is_restricted(block: re.Match[str]) -> bool:
    space, _, name = block["name"].rpartition("/")
    # `premium/…` is a collection of blocks for everybody.
    names = name if space == "premium" else block["name"]
    return bool(RESTRICTED.search(names) or _HIDDEN_BLOCK.search(block["rest"]))


def without_gated_parts(markup: str, notes: list[str]) -> str:
    """A body of Ghost without the parts for members. Adds a note for each."""
    pieces, position, is_open = [], 0, True
    for comment in _GATED.finditer(markup):
        pieces.append(markup[position : comment.start()] if is_open else "")
        position = comment.end()
        is_open = comment["what"] == "end" or not _FOR_MEMBERS.search(comment["rest"])
        if not is_open:
            notes.append(LEFT_OUT.format("for members"))
    return "".join([*pieces, markup[position:] if is_open else ""])
