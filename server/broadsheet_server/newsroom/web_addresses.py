"""Compares web addresses: which URLs lead to the same article.

RFC 3986 is url-normalize's. Beyond it these make no difference: http or https, `www.` and the hosts for
phones, AMP, tracking parameters, the order of parameters, and a slash at the end.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "pk_", "hsa_", "oly_", "vero_", "_hs", "__hs", "ga_", "xtor")
TRACKING_PARAMETERS = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "s_cid",
        "srsltid",
        "wickedid",
        "rb_clickid",
        "_ga",
        "_gl",
        "cmp",
        "cmpid",
        "icid",
        "ncid",
        "ocid",
        "spm",
        "share_source",
        "hsctatracking",
        "wt.mc_id",
    ]
)
"""What advertising and mailing systems add, in lower case, as their own documentation names it."""

LENGTH_MAX = 4_000
"""Characters of an address; longer ones lead nowhere."""

_NORMAL = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
"""Addresses that are normalised already: most are, and the library is slow."""
_AMP_CACHE = re.compile(r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/(?:[a-z]/)?[vci]/(?:s/)?(?P<address>.+)")
_AMP_VIEWER = re.compile(r"(?:www\.)?google\.[a-z.]+/amp/(?:s/)?(?P<address>.+)")
_PHONE_HOST = re.compile(r"^(?:www\.)?(?P<language>[a-z]{2}\.)?(?:m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(r"/amp$|\.amp(?=\.html$)|\.amp$|^/amp(?=/)", re.IGNORECASE)
_AMP_PARAMETERS = frozenset({("amp", "1"), ("amp", ""), ("amp", "true"), ("outputtype", "amp")})
_VARIANT_PATH = re.compile(
    r";jsessionid=[^/?#]*|/(?:index\.(?:html?|php|shtml|aspx?|jsp)|default\.(?:html?|aspx?)|print)$",
    re.IGNORECASE,
)
_VARIANT_PARAMETERS = re.compile(
    r"(?:print|printable|mobile)=(?:1|true|yes)?|(?:view|mode)=(?:print|mobile|amp)|share=[a-z-]+|smid=[a-z-]+"
    r"|replytocom=\d+|phpsessid=.*|(?:sid|session_?id|jsessionid)=[a-z0-9-]{16,}",
    re.IGNORECASE,
)
"""What a server, a reader's visit or a button adds: other forms of the same page, and sessions."""


def comparable_url(url: str) -> str | None:
    """The form in which addresses are compared, like `paper.example/depot?id=7`.

    None where it is no web address, or leads to a home page, which is no article.
    """
    normal = _normalized(url.strip()) if len(url) <= LENGTH_MAX else None
    if normal is None:
        return None
    parts = urlsplit(normal)
    address = parts.netloc.rpartition("@")[2] + parts.path
    if cached := _AMP_CACHE.fullmatch(address) or _AMP_VIEWER.fullmatch(address):
        return comparable_url(f"https://{cached['address']}?{parts.query}")
    host, slash, path = address.partition("/")
    path = _AMP_PATH.sub("", f"{slash}{path}".rstrip("/")).rstrip("/")
    query = _query(parts.query)
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    rest = f"{path}{query}{route}"
    return f"{_host(host)}{rest}" if rest else None


def comparable_urls(url: str) -> tuple[str, ...]:
    """The forms by which an address is recognised: that of `comparable_url`, and a shorter one.

    The shorter one has no `index.html`, no session and no print. Both are kept with an article, so
    that it is found by whichever came first.
    """
    address = comparable_url(url)
    if address is None:
        return ()
    before_query, mark, query = address.partition("?")
    pairs = [pair for pair in query.split("&") if not _VARIANT_PARAMETERS.fullmatch(pair)]
    path = _VARIANT_PATH.sub("", _VARIANT_PATH.sub("", before_query))
    shorter = f"{path}?{'&'.join(pairs)}" if mark and pairs else path
    return (address, shorter) if shorter != address and ("/" in shorter or "?" in shorter) else (address,)


def _normalized(url: str) -> str | None:
    if _NORMAL.fullmatch(url):
        return url
    from url_normalize import url_normalize  # it takes a while to import, and few addresses need it

    try:
        normal = url_normalize(url, default_scheme="")
        return normal if normal and urlsplit(normal).scheme in ("http", "https") else None
    except (ValueError, UnicodeError):
        return None


def _host(host: str) -> str:
    name = host.removesuffix(":80").removesuffix(":443").removeprefix("www.")
    return _PHONE_HOST.sub(lambda match: match["language"] or "", name)


def _query(query: str) -> str:
    if not query:
        return ""
    # `&amp;` is left of HTML.
    parameters = parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True)
    pairs = [(name, value) for name, value in parameters if not _is_noise(name, value)]
    return f"?{urlencode(sorted(pairs))}" if pairs else ""


def _is_noise(name: str, value: str) -> bool:
    folded = name.lower()
    return (
        folded in TRACKING_PARAMETERS
        or folded.startswith(TRACKING_PREFIXES)
        or (folded, value.lower()) in _AMP_PARAMETERS
    )
