"""Canonical addresses: what only tracks the reader goes, everything that may name the article stays."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

# Parameters that never name an article. An unknown parameter stays: two addresses that differ in it are two.
TRACKING_PREFIXES = (
    "utm_", "pk_", "mtm_", "matomo_", "hsa_", "_hs", "mc_", "oly_", "wt_", "stm_", "ns_", "at_custom",
    "fb_", "cm_mmc", "trk_", "piwik_", "itm_", "__twitter_", "vero_", "ml_subscriber", "sc_c", "__hs",
)  # fmt: skip
TRACKING_NAMES = frozenset(
    """
    fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid ymclid ysclid twclid ttclid igshid igsh li_fat_id
    rb_clickid s_cid ef_id epik irclickid irgwc zanpid srsltid _openstat mkt_tok vgo_ee _ga _gl _ke _kx __s
    ocid ito cmpid smid smtyp ncid ftag mbid soc_src soc_trk spm scm sref xtor wtmc wt.mc_id wt.nav
    ga_source ga_medium ga_campaign ga_content ga_term guccounter guce_referrer guce_referrer_sig
    at_medium at_campaign at_link_id at_link_type at_link_origin at_format at_bbc_team at_ptr_name
    __cft__ __tn__ ref_src ref_url action_object_map action_type_map action_ref_map
    """.split()  # noqa: SIM905 - a list this long reads better as words
)

# Most links: absolute, ASCII, nothing to resolve or escape. Group 4 is the query.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)"
    r"(/(?!\.)(?:[A-Za-z0-9_~!$'()*+,:@=.-]|/(?!\.))*)(?:\?([A-Za-z0-9_~!$'()*+,:@=./&-]+))?"
)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.I)
_PATH_SAFE = "!$%&'()*+,/:;=@[]~-._|"
_QUERY_SAFE = "!$%'()*+,/:;=?@[]~-._|"

# Redirecting services that carry the target in a parameter.
_EMBEDDED: dict[str, tuple[str, ...]] = {
    "www.google.com/url": ("url", "q"),
    "google.com/url": ("url", "q"),
    "www.bing.com/news/apiclick.aspx": ("url",),
    "bing.com/news/apiclick.aspx": ("url",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "www.facebook.com/l.php": ("u",),
    "t.umblr.com/redirect": ("z",),
    "out.reddit.com/": ("url",),
    "away.vk.com/away.php": ("to",),
    "vk.com/away.php": ("to",),
    "www.youtube.com/redirect": ("q",),
    "news.url.google.com/url": ("url",),
}
_YAHOO = re.compile(r"^https?://r\.search\.yahoo\.com/.*?/RU=([^/]+)/R[KS]=", re.I)

# Services whose addresses say nothing of the target: only following them tells.
OPAQUE_HOSTS = frozenset(
    """
    feedproxy.google.com feeds.feedburner.com rss.feedsportal.com t.co bit.ly ow.ly buff.ly dlvr.it ift.tt
    tinyurl.com goo.gl trib.al wp.me lnkd.in is.gd shar.es fw.to hubs.la rebrand.ly cutt.ly po.st
    """.split()  # noqa: SIM905 - a list this long reads better as words
)


_HOSTS = "|".join(re.escape(host) for host in sorted(OPAQUE_HOSTS))
_OPAQUE = re.compile(
    rf"\A\s*https?://(?:(?:{_HOSTS})(?:[/:?#]|$)|[^/?#]*/~r/)",
    re.I,
)


class UrlError(ValueError):
    """Not the address of a web page."""


def is_tracking(name: str) -> bool:
    """Whether a query parameter only tracks the reader."""
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def absolute_url(link: str, base: str) -> str:
    """Resolve a link as browsers do: white space around and line breaks inside do not count.

    Raises:
        UrlError: neither http nor https, or no host.
    """
    if _PLAIN.fullmatch(link):
        return link
    link = re.sub(r"[\t\r\n\x00]", "", link).strip(" \x0b\x0c\u00a0\u200b\ufeff")
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        _ = parts.port
        if parts.scheme.lower() in ("http", "https") and parts.hostname:
            return url
    except ValueError as error:
        raise UrlError(f"{link[:200]!r} is not an address: {error}") from None
    raise UrlError(f"{link[:200]!r} is not the address of a web page")


def unwrap(url: str) -> str:
    """Return the target of a redirecting service that names it; other addresses come back as they are."""
    for _ in range(3):
        target = _target(url)
        if target is None:
            return url
        url = target
    return url


def _target(url: str) -> str | None:
    if "?" not in url and "/RU=" not in url:
        return None
    if match := _YAHOO.match(url):
        found = unquote(match[1])
        return found if _is_address(found) else None
    parts = urlsplit(url)
    names = _EMBEDDED.get(f"{(parts.hostname or '').lower()}{parts.path}")
    if not names:
        return None
    values = dict(parse_qsl(parts.query))
    for name in names:
        value = values.get(name, "")
        if _is_address(value):
            return value
    return None


def _is_address(text: str) -> bool:
    if not text.startswith(("http://", "https://")):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.hostname)


def is_opaque(url: str) -> bool:
    """Whether an address is a redirector that has to be followed to know the article."""
    return bool(_OPAQUE.match(url))


def canonical_url(url: str) -> str:
    """Return the canonical form of an absolute address.

    Lower-case scheme and host (IDNA), no default port, user, fragment (unless a hashbang route), session id
    or tracking parameter; dot segments resolved; escapes in one spelling. The order of the other parameters
    stays. Idempotent.

    Raises:
        UrlError: not an absolute http or https address.
    """
    if plain := _PLAIN.fullmatch(url):
        return url if plain[4] is None else _with_query(url[: plain.start(4) - 1], plain[4])
    url = absolute_url(url, "")
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    netloc = _host(parts.hostname or "")
    if parts.port is not None and parts.port != {"http": 80, "https": 443}[scheme]:
        netloc += f":{parts.port}"
    path = _respell(_SESSION.sub("", parts.path), _PATH_SAFE)
    path = _resolve_dots(path) or "/"
    query = "&".join(
        _respell(pair, _QUERY_SAFE)
        for pair in parts.query.split("&")
        if pair and not is_tracking(unquote(pair.partition("=")[0].replace("+", " ")))
    )
    fragment = _respell(parts.fragment, _QUERY_SAFE + "&") if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((scheme, netloc, path, query, fragment))


def _with_query(address: str, query: str) -> str:
    """The address with those pairs of a query that need no escaping and do not track."""
    kept = "&".join(pair for pair in query.split("&") if pair and not is_tracking(pair.partition("=")[0]))
    return f"{address}?{kept}" if kept else address


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise UrlError(f"host {host!r}: {error}") from None
    if not host or re.search(r"[\s/?#\\@<>^`{|}%\[\]]", host):
        raise UrlError(f"{host!r} is not a host")
    return host


def _respell(text: str, safe: str) -> str:
    """Escape what must be, unescape what need not be, write hex digits in upper case."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(_ESCAPE.sub(one, text), safe=safe, errors="replace")


def _resolve_dots(path: str) -> str:
    """RFC 3986 section 5.2.4; empty segments stay, they may name something."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if posixpath.basename(path) in (".", ".."):
        out.append("")
    return "/".join(out)


def source_domain(url: str) -> str:
    """Return the host of an address without `www.`."""
    plain = _PLAIN.fullmatch(url)
    return (plain[2] if plain else urlsplit(url).hostname or "").removeprefix("www.")


def names_article(canonical: str) -> bool:
    """Whether an address can name one article: the front page of a site never does."""
    return bool(canonical.partition("://")[2].partition("/")[2].strip("/?#"))
