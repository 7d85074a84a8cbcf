"""Full text: pages that are articles, pages that are not, and hosts that do not want to be asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_runs import Row, Runs
from fault_server import FaultServer, Request, Step, http, item, rss

from transforms.feeds.feedlist import make_feed
from transforms.feeds.settings import FetchSettings

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.1/32",),
    min_gap_s=0.02,
    connect_timeout_s=1.0,
    read_timeout_s=1.0,
    total_timeout_s=2.0,
    slow_after_s=0.3,
    max_page_bytes=1 << 20,
)
LEAD = (
    "The foreign ministers of Kenya and Uganda met in Nairobi on Monday to discuss the border trade dispute."
)
MORE = (
    "The two sides agreed to reopen the crossing at Busia and to set up a joint commission of experts.",
    "A further round of talks is planned for May, the ministers told reporters after the meeting in Nairobi.",
    "Both delegations thanked the East African Community for its mediation in the dispute over sugar.",
)
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, *MORE))


def page(body: str, head: str = "") -> bytes:
    """Return a page with the furniture pages have."""
    return http(
        f"<!doctype html><html><head><title>Busia crossing reopens</title>{head}</head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav>"
        f"<article><h1>Busia crossing reopens</h1>{body}</article>"
        "<section class='comments'><h2>Comments</h2><div class='comment'><p>What a shameful deal,"
        " says a reader"
        " who has never been anywhere near the border.</p></div></section>"
        "<footer>All rights reserved. Follow us on everything.</footer>"
        "<script>track('reader')</script></body></html>",
        kind="text/html; charset=utf-8",
    )


ROBOTS_TXT: dict[str, bytes] = {
    "none": http(status="404 Not Found"),
    "forbidden": http("User-agent: *\nDisallow: /story\n", kind="text/plain"),
    "for-us": http("User-agent: Communique\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain"),
    "for-others": http("User-agent: OtherBot\nDisallow: /\n", kind="text/plain"),
    "broken": http(status="503 Busy"),
    "garbage": http(bytes(range(256)), kind="text/plain"),
}

# name: (robots, answer of the page, outcome; "page" means its text was taken)
CASES: dict[str, tuple[str, list[Step], str]] = {
    "fine": ("none", [page(ARTICLE)], "page"),
    "robots-forbid": ("forbidden", [page(ARTICLE)], "robots"),
    "robots-forbid-us": ("for-us", [page(ARTICLE)], "robots"),
    "robots-forbid-others": ("for-others", [page(ARTICLE)], "page"),
    "robots-unavailable": ("broken", [page(ARTICLE)], "robots"),
    "robots-garbage": ("garbage", [page(ARTICLE)], "page"),
    "not-found": ("none", [http(status="404 Not Found")], "not_found"),
    "paywall": (
        "none",
        [page(f"<p>{LEAD}</p><p>Subscribe to continue reading. Already a subscriber? Sign in.</p>")],
        "paywall",
    ),
    "paywall-declared": (
        "none",
        [
            page(
                f"<p>{LEAD}</p><p>{MORE[0]}</p>",
                '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>',
            )
        ],
        "paywall",
    ),
    "consent": (
        "none",
        [page("<p>Before you continue. We value your privacy. We and our 812 partners store and/or access"
              " information on a device, such as cookies. Accept all cookies or manage preferences.</p>")],
        "consent",
    ),
    "captcha": ("none", [page("<p>Please verify you are a human: complete the captcha.</p>")], "wall"),
    "bot-wall": ("none", [http("Just a moment...", "cf-mitigated: challenge", status="403 No")], "bot_wall"),
    "pdf": ("none", [http(b"%PDF-1.7 ...", kind="application/pdf")], "not_html"),
    "image": ("none", [http(b"\x89PNG\r\n", kind="image/png")], "not_html"),
    "empty-page": ("none", [page("")], "empty"),
    "soft-404": (
        "none",
        [page("".join(f"<p>Fruit salad recipe number {n} needs three apples,"
                      " two pears and a little lemon juice, mixed gently.</p>" for n in range(6)))],
        "unrelated",
    ),
    "page-too-large": ("none", [http(b"x" * (2 << 20), kind="text/html")], "too_large"),
    "page-hangs": ("none", ["hang"], "read_timeout"),
    "page-resets": ("none", ["reset"], "reset"),
    "page-to-metadata": (
        "none", [http("", "Location: http://169.254.169.254/", status="302 Found")], "blocked_address",
    ),
    "page-latin-1": (
        "none",
        [http(f"<html><body><article>{ARTICLE}<p>Caf\xe9 politics in Nairobi.</p></article></body></html>"
              .encode("latin-1"), kind="text/html; charset=iso-8859-1")],
        "page",
    ),
    "shorter": ("none", [page(f"<p>{LEAD}</p><p>{MORE[0]}</p><p>{MORE[1]}</p>")], "shorter"),
}  # fmt: skip


def _site(robots: str, steps: list[Step], feed_text: str) -> Callable[[Request], list[Step]]:
    def answer(request: Request) -> list[Step]:
        if request.path == "/robots.txt":
            return [ROBOTS_TXT[robots]]
        if request.path == "/feed.xml":
            return [http(rss(item("Busia crossing reopens", "/story", text=feed_text)))]
        return steps

    return answer


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Row, list[str]]]:
    """Article and requested paths of every case, from one run."""
    folder = tmp_path_factory.mktemp("pages")
    server = FaultServer()
    sites = {}
    feeds = {}
    for name, (robots, steps, outcome) in CASES.items():
        text = LEAD if outcome != "shorter" else " ".join((LEAD, *MORE))
        sites[name] = server.add(_site(robots, steps, text))
        feeds[name] = make_feed(f"{sites[name].url}/feed.xml", name, folder)
    runs = Runs(str(folder / "lake"), SETTINGS)
    runs.run(list(feeds.values()))
    by_feed = runs.by_feed("articles")
    assert not runs.rows("rejects")
    server.close()
    return {
        name: (by_feed[feed.feed_id][0], [request.path for request in sites[name].requests])
        for name, feed in feeds.items()
    }


@pytest.mark.parametrize("name", sorted(CASES))
def test_page(outcomes: dict[str, tuple[Row, list[str]]], name: str) -> None:
    robots, _, outcome = CASES[name]
    article, paths = outcomes[name]
    taken = outcome == "page"
    assert article["text_source"] == ("page" if taken else "feed")
    if taken:
        lines = article["text"].split("\n")
        assert lines[:4] == [LEAD, *MORE]
        assert "shameful" not in article["text"] and "rights reserved" not in article["text"]
    else:
        assert article["text"].startswith(LEAD)
        assert json.loads(article["extra_json"])["page"] == outcome
    assert paths.count("/robots.txt") == 1
    if outcome == "robots":
        assert "/story" not in paths


def test_text_in_latin_1_is_read(outcomes: dict[str, tuple[Row, list[str]]]) -> None:
    assert "Café politics" in outcomes["page-latin-1"][0]["text"]


def test_a_change_of_the_page_alone_is_no_new_version(server: FaultServer, tmp_path: Path) -> None:
    """The content hash is the feed's: else every full text would differ from its feed and come again."""
    site = server.add(_site("none", [page(ARTICLE)], LEAD))
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for _ in range(2):
        runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    (article,) = runs.rows("articles")
    assert (article["version"], article["text_source"]) == (1, "page")
    assert sum(request.path == "/story" for request in site.requests) == 1


def test_crawl_delay_is_kept(server: FaultServer, tmp_path: Path) -> None:
    ROBOTS_TXT["delay"] = http("User-agent: *\nCrawl-delay: 0.5\n", kind="text/plain")

    def answer(request: Request) -> list[Step]:
        if request.path == "/robots.txt":
            return [ROBOTS_TXT["delay"]]
        if request.path == "/feed.xml":
            return [http(rss(item("Busia crossing one", "/story/1"), item("Busia crossing two", "/story/2")))]
        return [page(ARTICLE)]

    site = server.add(answer)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    times = [request.began for request in site.requests if request.path.startswith("/story")]
    assert len(times) == 2 and times[1] - times[0] >= 0.45


def test_without_full_text_no_page_is_asked(server: FaultServer, tmp_path: Path) -> None:
    from dataclasses import replace

    site = server.add(_site("none", [page(ARTICLE)], LEAD))
    runs = Runs(str(tmp_path / "lake"), replace(SETTINGS, full_text=False))
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    assert [request.path for request in site.requests] == ["/feed.xml"]


def test_robots_txt_holds_at_every_hop(server: FaultServer, tmp_path: Path) -> None:
    """A link to a harmless address that leads to where crawlers do not belong, at the same host and at another."""
    closed = server.add(
        lambda r: [ROBOTS_TXT["forbidden"] if r.path == "/robots.txt" else page(ARTICLE)]  # /story is closed
    )

    def answer(request: Request) -> list[Step]:
        to = {"/a": f"{closed.url}/story", "/b": "/story-here", "/c": f"{closed.url}/open"}
        if request.path == "/robots.txt":
            return [ROBOTS_TXT["forbidden"]]
        if request.path in to:
            return [http("", f"Location: {to[request.path]}", status="302 Found", kind=None)]
        return [http(rss(*(item(f"Busia crossing {path}", path, text=LEAD) for path in to)))]

    site = server.add(answer)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    found = {row["url"][-2:]: row for row in runs.rows("articles")}
    assert found["/c"]["text_source"] == "page" and MORE[0] in found["/c"]["text"]
    for path in ("/a", "/b"):
        assert json.loads(found[path]["extra_json"])["page"] == "robots", path
    assert sorted(request.path for request in closed.requests) == ["/open", "/robots.txt"]
    assert "/story-here" not in [request.path for request in site.requests]


def test_robots_txt_that_leads_nowhere_is_asked_once(server: FaultServer, tmp_path: Path) -> None:
    def answer(request: Request) -> list[Step]:
        if request.path == "/robots.txt":
            return [http("", "Location: http://10.0.0.1/robots.txt", status="301 Moved", kind=None)]
        return [http(rss(item("One"), item("Two"), item("Three")))]

    site = server.add(answer)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    assert [request.path for request in site.requests] == ["/feed.xml", "/robots.txt"]
    assert {json.loads(row["extra_json"])["page"] for row in runs.rows("articles")} == {"robots"}
