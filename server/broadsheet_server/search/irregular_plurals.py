"""English plurals that no stemmer derives: `mice` of `mouse`, `criteria` of `criterion`.

A closed class of the language: plurals by another vowel or in -en, in -ves, and those that came with the
word from Latin, Greek and French. Left out are plurals that are another word more often: `lives`, `leaves`,
`bases`, `axes`, `media`, `dice`.
"""

from typing import Final

_PAIRS: Final = """
    child children  foot feet  goose geese  louse lice  mouse mice  ox oxen  tooth teeth
    calf calves  elf elves  half halves  hoof hooves  knife knives  loaf loaves  scarf scarves  sheaf sheaves
    shelf shelves  thief thieves  wharf wharves  wife wives  wolf wolves
    bookshelf bookshelves  grandchild grandchildren  godchild godchildren  schoolchild schoolchildren
    stepchild stepchildren  dormouse dormice  housewife housewives  midwife midwives  werewolf werewolves
    alga algae  alumna alumnae  antenna antennae  formula formulae  larva larvae  nebula nebulae
    vertebra vertebrae
    alumnus alumni  bacillus bacilli  cactus cacti  focus foci  fungus fungi  locus loci  nucleus nuclei
    radius radii  stimulus stimuli  syllabus syllabi  terminus termini  corpus corpora  genus genera
    addendum addenda  aquarium aquaria  bacterium bacteria  consortium consortia  curriculum curricula
    datum data  erratum errata  gymnasium gymnasia  memorandum memoranda  millennium millennia
    moratorium moratoria  quantum quanta  referendum referenda  spectrum spectra  stadium stadia
    stratum strata  symposium symposia
    automaton automata  criterion criteria  phenomenon phenomena
    appendix appendices  cortex cortices  index indices  matrix matrices  vertex vertices  vortex vortices
    crisis crises  emphasis emphases  hypothesis hypotheses  metamorphosis metamorphoses  nemesis nemeses
    neurosis neuroses  oasis oases  parenthesis parentheses  prosthesis prostheses  synopsis synopses
    synthesis syntheses  thesis theses
    bureau bureaux  chateau chateaux  château châteaux  plateau plateaux  tableau tableaux
    kibbutz kibbutzim  libretto libretti  paparazzo paparazzi
"""
"""Singular and plural; the plural takes the stem of the singular."""

_MEN: Final = """
    air alder anchor assembly business camera chair church clergy congress council country crafts door
    english fire fisher fore french gentle gun hench herds horse hunts infantry irish journey lay lines
    marks midship milk news noble ombuds patrol police post railway repair sales scots service show snow
    spokes sports states stunt super swords trades tribes watch welsh woods work yachts
"""
"""What stands before -man, -men, -woman and -women in one word."""

_TAKING_THE_PLURALS_STEM: Final = {
    "analysis": "analyses",
    "diagnosis": "diagnoses",
    "paralysis": "paralyses",
    "person": "people",
    "persons": "people",
    "pence": "pennies",
}
"""Where the plural is a form of a verb as well (`analyses`), or the singular shares its stem with another
word (`personal`)."""


def _irregular_plurals() -> dict[str, str]:
    words = _PAIRS.split()
    plurals = dict(zip(words[1::2], words[::2], strict=True))
    for before in ("", *_MEN.split()):
        plurals |= {f"{before}men": f"{before}man", f"{before}women": f"{before}woman"}
    return plurals | _TAKING_THE_PLURALS_STEM


IRREGULAR_PLURALS: Final = _irregular_plurals()
"""By word the one whose stem it takes."""
