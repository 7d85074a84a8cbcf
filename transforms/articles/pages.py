"""Article pages to text. Runs in the parsing process; what is no article is recognised as such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from transforms.articles.text import drop_boilerplate, tidy

MIN_CHARACTERS = 200
SHORT = 1_500
"""Below this a page with a wall's wording is the wall, above it is an article that mentions one."""
RELATED_SHARE = 0.3

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")
_CONSENT_HOSTS = re.compile(r"(?:^|\.)consent\.|(?:^|\.)guce\.|(?:^|\.)privacy-mgmt\.", re.I)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|your privacy (?:is important|choices|matters)|"
    r"store and/or access information on a device|we (?:and our (?:\d+ )?partners )?use cookies|"
    r"(?:accept|reject|manage) (?:all )?cookies|cookie (?:policy|settings|preferences|consent)|"
    r"consent to (?:the use of|our use of)|manage (?:your )?(?:consent|preferences)|wir verwenden cookies|"
    r"nous utilisons des cookies|utilizamos cookies",
    re.I,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign in|log ?in|register) to (?:continue|read|keep reading|access|unlock)|"
    r"(?:this (?:article|content|story) is|available) (?:only )?(?:for|to|reserved for) (?:our )?"
    r"(?:subscribers|members)|subscribers? only|already a (?:subscriber|member)\?|"
    r"to (?:continue|keep) reading,? (?:please )?(?:subscribe|sign)|"
    r"you(?:'|’)?ve reached your (?:article )?limit|unlock (?:this|the full) (?:article|story)|"
    r"start your (?:free )?trial|exclusive to subscribers|r[ée]serv[ée] aux abonn[ée]s",
    re.I,
)
_WALL = re.compile(
    r"verify (?:that )?you are (?:a )?human|checking your browser|enable javascript|access denied|"
    r"please turn (?:on )?javascript|unusual traffic|are you a robot|captcha",
    re.I,
)
_NOT_FREE = re.compile(rb"\"isAccessibleForFree\"\s*:\s*\"?false\"?", re.I)
_NOT_FREE_META = re.compile(
    rb"<meta[^<>]{1,300}content_tier[^<>]{1,300}content=[\"']?(?:locked|metered)", re.I
)


def extract_page(body: bytes, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return `{kind, text}` of a page; kind is article, empty, paywall, consent, wall or not_html.

    Args:
        body: decoded bytes.
        url: address that answered.
        headers: response headers, names in lower case.
    """
    import trafilatura  # here: it is slow to import and feeds do not need it

    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        return {"kind": "not_html", "text": ""}
    if _CONSENT_HOSTS.search(urlsplit(url).hostname or ""):
        return {"kind": "consent", "text": ""}
    text = _charset(body, headers)
    document = trafilatura.bare_extraction(
        text, url=url, include_comments=False, include_tables=False, with_metadata=False, deduplicate=False
    )
    raw = (document.text or "") if document is not None and not isinstance(document, dict) else ""
    lines = [tidy(line) for line in raw.split("\n")]
    lines = [line for line in lines if line and not (len(line) < 300 and _CONSENT.search(line))]
    clean = drop_boilerplate("\n".join(lines))
    return {"kind": judge(clean, raw, body), "text": clean}


def _charset(body: bytes, headers: Mapping[str, str]) -> bytes | str:
    """Decode where the header names a charset that fits; else trafilatura looks into the page."""
    match = re.search(r"charset=[\"']?([\w-]+)", headers.get("content-type", ""))
    for name in ("utf-8", match[1] if match else "utf-8"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body


def judge(text: str, raw: str, body: bytes) -> str:
    """Return what a page is, from its extracted text, the text before cleaning, and its source."""
    shown = f"{text}\n{raw[:4000]}"
    locked = bool(_NOT_FREE.search(body) or _NOT_FREE_META.search(body))
    if len(text) < SHORT:
        if locked or _PAYWALL.search(shown):
            return "paywall"
        if _WALL.search(shown):
            return "wall"
        if len(text) < 600 and _CONSENT.search(shown):
            return "consent"
    return "article" if len(text) >= MIN_CHARACTERS else "empty"


def related(page_text: str, title: str, feed_text: str) -> bool:
    """Whether a page is about what the entry says: soft 404s, front pages and wrong redirects are not."""
    wanted = set(re.findall(r"\w{4,}", f"{title} {feed_text[:400]}".casefold()))
    if len(wanted) < 4:
        return True
    found = wanted & set(re.findall(r"\w{4,}", page_text.casefold()))
    return len(found) >= RELATED_SHARE * len(wanted)
