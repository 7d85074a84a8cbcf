"""Faults of feeds and entries."""

from __future__ import annotations

import json

from fault_kinds import always, fault, feed, steps
from fault_server import Request, Step, http, item, rss

TITLES = ("One", "Two")
ITEMS = (item("One"), item("Two"))

# --- no feed
# ----------------------------------------------------------------------------------------------------
steps(
    "web-page",
    http(
        '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" '
        'href="/real.xml"></head><body>Hello</body></html>',
        kind="text/html",
    ),
    errors=always("html_page"),
)
steps("empty", http(b""), errors=always("empty_body"))
steps("white-space", http(b" \r\n\x00\n "), errors=always("empty_body"))
steps("binary", http(bytes(range(256)) * 50, kind="application/octet-stream"), errors=always("not_a_feed"))
steps("some-json", http(b'{"articles": []}', kind="application/json"), errors=always("not_a_feed"))
steps("broken-json", http(b'{"items": [', kind="application/feed+json"), errors=always("not_a_feed"))
steps(
    "other-xml",
    http(b"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>"),
    errors=always("not_a_feed"),
)

# --- hostile XML
# ------------------------------------------------------------------------------------------------
ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "lol"}">' for i in range(12))
steps("entity-bomb", http(rss(*ITEMS, declaration=f"<!DOCTYPE rss [{ENTITIES}]>")), titles=TITLES)


@fault("external-entity", titles=TITLES)
def external_entity(request: Request) -> list[Step]:
    """If the entity were followed, a request for /secret would be seen (one request a round is expected)."""
    here = f"http://127.0.0.1:{request.port}/secret"
    kind = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{here}"><!ENTITY % y SYSTEM "{here}"> %y;]>'
    return [http(rss(item("One", text="Text &x; of one."), item("Two"), declaration=kind))]


steps("deep-nesting", http("<rss version='2.0'><channel>" + "<a>" * 300_000), errors=always("parse_timeout"))
feed(
    "many-items",
    *(item(f"Item {i}") for i in range(3_000)),
    rejects=("too_many_entries",),
    titles=tuple(f"Item {i}" for i in range(200)),
)
feed("nul-bytes", item("O\x00ne"), item("Two"), titles=TITLES)
feed("surrogate-reference", item("One", text="A &#xD800; lone &#55357; half."), item("Two"), titles=TITLES)
feed("control-characters", item("O\x01ne"), item("Tw\x0bo"), titles=TITLES)
feed(
    "unclosed-tags",
    "<item><title>One</title><link>/one</link><description>x <b>bold",
    item("Two"),
    titles=TITLES,
)
steps("junk-before", http("\n\n  <!-- hi -->" + rss(*ITEMS)), titles=TITLES)
steps("junk-after", http(rss(*ITEMS) + "\n<!-- 12 queries in 0.3 s --><b>Warning</b>"), titles=TITLES)

# --- charsets
# ---------------------------------------------------------------------------------------------------
LATIN = '<?xml version="1.0" encoding="{}"?>'
steps(
    "latin-1",
    http(rss(item("Café"), declaration=LATIN.format("iso-8859-1")).encode("latin-1")),
    titles=("Café",),
)
steps(
    "cyrillic",
    http(rss(item("Москва"), declaration=LATIN.format("windows-1251")).encode("cp1251")),
    titles=("Москва",),
)
steps(
    "utf-16", http(rss(item("Café"), declaration=LATIN.format("utf-16")).encode("utf-16")), titles=("Café",)
)
steps("bom", http(b"\xef\xbb\xbf" + rss(item("Café")).encode()), titles=("Café",))
steps("header-lies", http(rss(item("Café")), kind="text/xml; charset=iso-8859-1"), titles=("Café",))
steps(
    "declaration-lies",
    http(rss(item("Café"), declaration=LATIN.format("iso-8859-1")).encode()),
    titles=("Café",),
)
steps(
    "charset-unknown",
    http(rss(item("Café"), declaration=LATIN.format("x-klingon")).encode()),
    titles=("Café",),
)
steps(
    "half-broken-utf-8",
    http(
        rss(item("One", text="caf\xe9 and").encode("utf-8") and item("One"))
        .encode()
        .replace(b"ministers", b"minist\xe9rs")
    ),
    titles=("One",),
)
steps("type-lies", http(rss(*ITEMS), kind="text/html"), titles=TITLES)

# --- entries
# ----------------------------------------------------------------------------------------------------
feed("no-entries")
feed(
    "one-bad-entry",
    item("One"),
    "<item><description>nameless</description></item>",
    item("Two"),
    titles=TITLES,
    rejects=("no_link",),
)
feed("javascript-link", item("One", "javascript:alert(1)"), item("Two"), titles=TITLES)
feed("mailto-link", item("One", "mailto:desk@news.example", guid="m1"), item("Two"), titles=TITLES)
feed("relative-links", item("One", "/a/one"), item("Two", "two.html"), titles=TITLES)
feed("white-space-links", item("One", "\n  /ws \t"), item("Two"), titles=TITLES)
feed("same-twice", item("One"), item("One"), item("Two"), titles=TITLES)
feed("tracking-only-differs", item("One", "/t?utm_source=a"), item("One", "/t?utm_source=b"), titles=("One",))
feed("id-names-article", item("One", "/story?id=1"), item("Two", "/story?id=2"), titles=TITLES)
feed(
    "small-guids",
    item("First desk", guid="1"),
    item("Second desk", guid="2"),
    titles=("First desk", "Second desk"),
)
feed(
    "small-guids-too",
    item("Third desk", guid="1"),
    item("Fourth desk", guid="2"),
    titles=("Third desk", "Fourth desk"),
)
feed("one-guid-for-all", item("One", guid="x"), item("Two", guid="x"), titles=TITLES)
feed(
    "one-link-for-all",
    item("One", "/now", "g1"),
    item("Two", "/now", "g2"),
    item("Three", "/now", "g3"),
    titles=("One", "Two", "Three"),
)
feed("front-page-links", item("One", "/", "f1"), item("Two", "/", "f2"), titles=TITLES)
feed("only-guids", item("One", None, "urn:1"), item("Two", None, "urn:2"), titles=TITLES)
feed("only-titles", item("One", None), item("Two", None), titles=TITLES)
feed(
    "feedburner",
    item("One", "/~r/x/1", extra="<feedburner:origLink>/orig</feedburner:origLink>"),
    titles=("One",),
)
DATES = (
    "Sat, 01 Jan 0000 00:00:00 GMT",
    "0001-01-01T00:00:00Z",
    "1700000000",
    "31 Feb 2025",
    "yesterday",
    "9999-12-31T23:59:59Z",
    "2025-03-30T24:00:00Z",
    "Mon, 32 Jan 2025 99:99:99 GMT",
    "",
)
feed(
    "dates",
    *(item(f"Date {i}", extra=f"<pubDate>{d}</pubDate>") for i, d in enumerate(DATES)),
    titles=tuple(f"Date {i}" for i in range(len(DATES))),
)
feed(
    "markup",
    item(
        "One &amp;amp; Two",
        text="&lt;script&gt;steal()&lt;/script&gt;&lt;p&gt;Safe text.&lt;/p&gt;"
        "&lt;p onclick='x()'&gt;More &amp;amp;amp; more.&lt;/p&gt;",
    ),
    titles=("One & Two",),
)
feed("very-long", item("Long " * 2_000, "/long"), item("Two"), titles=("Long " * 199 + "Long", "Two"))
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "items": [
        {"id": 1, "url": "/j1", "title": "One \ud800", "content_text": "Text of one."},
        {"id": "2", "url": "/j2", "title": "Two", "content_html": "<p>Text of two."},
        "nonsense",
        {"id": None, "title": None},
    ],
}
steps(
    "json-feed",
    http(json.dumps(JSON_FEED), kind="application/feed+json"),
    titles=("One \ufffd", "Two"),
    rejects=("bad_entry", "no_link"),
)


# --- rounds
# -----------------------------------------------------------------------------------------------------
@fault("changed-article", titles=("One", "Two"), versions={"One": 2})
def changed_article(request: Request) -> list[Step]:
    text = (
        "The talks in Vienna ended." if request.round == 1 else "The talks in Vienna ended without a result."
    )
    return [http(rss(item("One", "/ch1", text=text), item("Two", "/ch2")))]


@fault("shuffled-boilerplate", titles=TITLES)
def shuffled_boilerplate(request: Request) -> list[Step]:
    """The same entries in another order and with another build date are no news."""
    items = ITEMS if request.round % 2 else ITEMS[::-1]
    return [http(rss(*items, head=f"<lastBuildDate>{request.round}</lastBuildDate>"))]


@fault("grows", titles=("One", "Two", "Three"))
def grows(request: Request) -> list[Step]:
    names = ("One", "Two", "Three")[: request.round]
    return [http(rss(*(item(name, f"/g{name}") for name in names)))]


@fault("guid-stays-link-moves", titles=("One",))
def guid_stays(request: Request) -> list[Step]:
    return [http(rss(item("One", f"/{request.round}/one", guid="stable-1")))]


@fault("guids-made-anew", titles=("One", "Two"))
def guids_made_anew(request: Request) -> list[Step]:
    """Every answer gives every entry a GUID nobody has seen; the addresses stay."""
    return [http(rss(*(item(name, guid=f"{name}-{request.began}") for name in TITLES)))]


@fault("guids-made-anew-without-links", titles=("One", "Two"))
def guids_made_anew_without_links(request: Request) -> list[Step]:
    """The same without addresses: title, time and text are all that stays."""
    date = "<pubDate>Mon, 31 Mar 2025 08:15:00 GMT</pubDate>"
    return [http(rss(*(item(name, None, f"{name}-{request.began}", extra=date) for name in TITLES)))]


feed(
    "same-guid-twice",
    item("One", "/once", "g-100001"),
    item("One", "/again", "g-100001"),
    item("Two", "/two", "g-100002"),
    titles=TITLES,
)


@fault("link-moves-without-guid", titles=("One",))
def link_moves(request: Request) -> list[Step]:
    date = "<pubDate>Mon, 31 Mar 2025 08:15:00 GMT</pubDate>"
    return [http(rss(item("One", f"/x{request.round}", extra=date)))]


@fault("numbers-start-anew", titles=("Alpha", "Beta", "Gamma"))
def numbers_start_anew(request: Request) -> list[Step]:
    """Entry number 1 is another article every time."""
    name = ("Alpha", "Beta", "Gamma")[request.round - 1]
    date = f"<pubDate>Mon, 31 Mar 2025 0{request.round}:15:00 GMT</pubDate>"
    return [http(rss(item(name, f"/n{name}", guid="1", extra=date)))]


@fault("daily-title", titles=("Morning briefing",) * 3)
def daily_title(request: Request) -> list[Step]:
    date = f"<pubDate>{request.round} Apr 2025 06:00:00 GMT</pubDate>"
    text = f"Briefing number {request.round}."
    link = f"/briefing-{request.round}"
    return [http(rss(item("Morning briefing", link, text=text, extra=date)))]
