"""Stop words: so frequent that they tell nothing about a text. They are indexed for phrases only."""

_NONE: frozenset[str] = frozenset()
_WORDS = {
    "en": """a about above after again against all almost along already also although always am among an and
        another any anyone anything are aren around as at away back be became because become been before
        being below between both but by came can cannot could couldn d did didn do does doesn doing don done
        down during each either else enough even ever every everyone everything few first for from further
        get gets getting give given go goes going gone got had hadn has hasn have haven having he her here
        hers herself him himself his how however i if in indeed instead into is isn it its itself just keep
        kept last least less let like likely ll m made make makes making many may maybe me meanwhile might
        mine more most much must my myself near never next no nobody none nor not nothing now of off often
        on once one only onto or other others our ours ourselves out over own per perhaps put quite rather
        re really s said same saw say saying says see seem seemed seems seen several shall she should
        shouldn since so some someone something sometimes soon still such t take taken than that the their
        theirs them themselves then there therefore these they thing things think this those though through
        thus to together told too took toward towards two under until up upon use used using ve very via was
        wasn way we well went were weren what whatever when where whether which while who whole whom whose
        why will with within without won would wouldn yes yet you your yours yourself yourselves""",
    "de": """aber alle als also am an auch auf aus bei beim bin bis da damit dann das dass dem den denn der
        des die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es für hat
        hatte haben ich ihr ihre im in ist ja kann kein keine mehr mit nach nicht noch nun nur ob oder ohne
        sein seine sich sie sind so über um und uns unter vom von vor war waren was wenn werden wie wieder
        wir wird wo wurde wurden zu zum zur""",
    "es": """a al algo ante antes aquel así aunque cada como con contra cual cuando de del desde donde dos
        durante e el él ella ellos en entre era es esa ese eso esta está están este esto fue ha había han
        hasta hay la las le les lo los más me mi mientras muy no nos o otra otro para pero poco por porque
        que qué se ser si sí sin sobre son su sus también tan tiene todo todos tras un una uno unos y ya""",
    "fr": """à ai ainsi alors après au aucun aussi autre aux avant avec avoir c ce cela ces cet cette comme
        d dans de depuis des deux donc dont du elle elles en encore entre est et été être eu fait il ils
        j je l la le les leur leurs lors lui m mais me même moins n ne nos notre nous on ont ou où par pas
        peu plus pour qu que qui s sa sans se sera ses si son sont sous sur t tous tout très un
        une vers vous y""",
    "it": """a ad ai al alla alle allo anche c che chi ci come con così da dai dal dalla dei del della delle
        dello di dopo due e è ed era essere fra gli ha hanno i il in io l la le lo loro ma mentre nei nel
        nella nelle non o ogni per perché più poi prima quando quello questa questo se sia sono su sua sue
        sugli sul sulla suo tra tutti un una uno""",
    "nl": """aan al als bij dan dat de der deze die dit doch door dus een en er ge had heb heeft het hij hoe
        hun ik in is ja je kan maar me meer men met mijn na naar niet nog nu of om omdat onder ons ook op
        over te tegen tot u uit van veel voor want was wat we werd wie wij wordt worden zal ze zei zich zij
        zijn zo zonder zou""",
    "pt": """a ao aos as às até com como da das de dela dele depois do dos e é ela ele eles em entre era essa
        esse esta está este eu foi foram há isso isto já mais mas me mesmo muito na não nas nem no nos o os
        ou para pela pelas pelo pelos por qual quando que quem se sem ser seu seus só sua suas também tem
        um uma você""",
    "zh": """的 了 在 是 和 与 及 或 也 都 就 而 着 之 其 这 那 被 把 对 为 以 于 从 到 等 中 上 下 个 有 不
        我
        你 他 她 它 们 一
        将 让 给 向 又 还 但 并 很 更 最 已 所 会 要 能 可 说 来 去 后 前 时 里 吗 呢 吧 啊""",
}


_LISTS = {primary: frozenset(words.split()) for primary, words in _WORDS.items()}


def stop_words(primary: str) -> frozenset[str]:
    """The stop words of a language by its primary subtag, folded; empty for a language without a list."""
    return _LISTS.get(primary, _NONE)
