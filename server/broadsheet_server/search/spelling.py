"""How far two spellings are apart."""

SLIPS = 2
SHORT = 4
"""Words up to this length may differ by one slip only, or everything would be near everything."""


class Spelling:
    """One spelling to compare many others with. Columns of the table of distances are bits of a number."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._letters = set(word)
        self._slips = 1 if len(word) <= SHORT else SLIPS
        self._whole = (1 << len(word)) - 1
        self._last = 1 << len(word) - 1
        self._places: dict[str, int] = {}
        for place, letter in enumerate(word):
            self._places[letter] = self._places.get(letter, 0) | 1 << place

    def is_near(self, other: str) -> bool:
        """Whether one can be a slip of the other: a letter or two added, left out, changed or swapped."""
        if other == self._word or abs(len(other) - len(self._word)) > self._slips:
            return False
        if len(self._letters.symmetric_difference(other)) > 2 * self._slips:
            return False
        return self.distance(other) <= self._slips

    def distance(self, other: str) -> int:
        """The slips between the two (optimal string alignment), by Hyyrö's bit-parallel algorithm."""
        whole, places = self._whole, self._places
        up, down, diagonal, before = whole, 0, 0, 0
        found = len(self._word)
        for letter in other:
            here = places.get(letter, 0)
            swapped = ((~diagonal & here) << 1) & before
            diagonal = ((((here & up) + up) ^ up) | here | down | swapped) & whole
            right, left = down | ~(diagonal | up) & whole, diagonal & up
            found += bool(right & self._last) - bool(left & self._last)
            right = right << 1 | 1
            up, down = (left << 1 | ~(diagonal | right)) & whole, right & diagonal
            before = here
        return found
