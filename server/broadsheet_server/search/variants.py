"""Traditional Chinese characters and the simplified characters they are matched as.

The mapping is OpenCC's `t2s`, character by character, completed by pairs that OpenCC, made for conversion,
leaves apart: gendered pronouns, and older or regional variants that newspapers still print.
It serves matching only: what is indexed and what is searched goes through it, nothing that is shown does.
Where several traditional characters share a simplified one (`髮` and `發`), they match each other.
"""

from functools import cache

_FIRST, _LAST = 0x3400, 0x9FFF
"""CJK Unified Ideographs with extension A; compatibility ideographs are gone after NFKC."""

_SUPPLEMENT = (
    "妳你 牠它 祇只 衹只 瞭了 藉借 喆哲 甦苏 砲炮 礮炮 粧妆 揹背 籐藤 糭粽 濬浚 餽馈 韮韭 穉稚 迺乃 邨村 "
    "麐麟 隄堤 煖暖 鎗枪 崐昆 暱昵 黏粘 廻回 祐佑 隣邻 氷冰 軆体 汚污 鬪斗 鬭斗 讌宴 藷薯 繙翻 躭耽 窻窗 "
    "窓窗 襃褒 譌讹 驩欢 竝并 朶朵 毬球 瘉愈 盌碗 荳豆 豓艳 蹧糟 逈迥 鑛矿 燄焰 諠喧 罸罚 筯箸 耑端 蘓苏 "
    "袴裤"
)


@cache
def simplified() -> dict[int, int]:
    """For `str.translate`: the code point of a simplified character by that of the traditional one.

    Built at the first call, which takes some 25 ms.
    """
    import opencc

    characters = [chr(code) for code in range(_FIRST, _LAST + 1)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = dict(zip(characters, converted, strict=True))
    pairs |= {pair[0]: pair[1] for pair in _SUPPLEMENT.split()}
    # Mapped twice, because 薴 becomes 苧, which becomes 苎: folding has to be idempotent.
    final = {character: pairs.get(pairs[character], pairs[character]) for character in characters}
    return {ord(character): ord(simple) for character, simple in final.items() if character != simple}
