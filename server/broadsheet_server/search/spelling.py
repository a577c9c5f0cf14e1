"""How far two spellings are apart."""

SLIPS = 2
SHORT = 4
"""Words up to this length may differ by one slip only, or everything would be near everything."""


def is_near(word: str, other: str) -> bool:
    """Whether one can be a slip of the other: a letter or two added, left out, changed or swapped."""
    allowed = 1 if len(word) <= SHORT else SLIPS
    if word == other or abs(len(word) - len(other)) > allowed:
        return False
    return distance(word, other, allowed) <= allowed


def distance(word: str, other: str, enough: int) -> int:
    """The slips between two spellings (optimal string alignment), counted no further than `enough`."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and facing == word[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > enough:
            return enough + 1
        before, above = above, row
    return above[-1]
