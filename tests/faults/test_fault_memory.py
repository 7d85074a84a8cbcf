"""What one run learns of the web holds for the next, which is another process: it comes from the lake only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from fault_runs import CrashBeforeCommitError, Runs
from fault_server import FaultServer, Request, Site, Step, http, item, rss

from schemas.feed import Feed
from transforms.articles.redirectors import TARGETS
from transforms.articles.robots import ROBOTS
from transforms.feeds import facts
from transforms.feeds.feedlist import make_feed
from transforms.feeds.politeness import GATE
from transforms.feeds.settings import FetchSettings
from transforms.open_lake import open_store
from transforms.tables import remembered
from transforms.tables.remembered import read_facts, within_limits

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.1/32",), min_gap_s=0.02, total_timeout_s=5.0, min_interval_s=0.001
)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
PAGE = "<html><body><article>" + "<p>The ministers of both states met on Monday. One more word.</p>" * 9


def run_anew(runs: Runs, feeds: list[Feed], **settings: object) -> None:
    """Run as a process that has just started."""
    TARGETS._targets.clear()
    ROBOTS._rules.clear()
    ROBOTS._news.clear()
    GATE._hosts.clear()
    runs.run(feeds, dataclasses.replace(SETTINGS, **settings))


def feed_of(site: Site, folder: Path) -> list[Feed]:
    return [make_feed(f"{site.url}/feed.xml", "f", folder)]


def asked(site: Site, path: str) -> list[int]:
    """Rounds in which a path was asked."""
    return [request.round for request in site.requests if request.path == path]


def proxied(server: FaultServer, answer: object) -> tuple[Site, Site]:
    """A feed that changes every round, and the redirector its one link goes through."""
    proxy = server.add(answer)  # type: ignore[arg-type]
    site = server.add(
        lambda request: [http(rss(item("Story", f"{proxy.url}/~r/1"), head=f"<!-- {request.round} -->"))]
    )
    return site, proxy


def leads(request: Request) -> list[Step]:
    return [http("", "Location: http://news.example/story?utm_source=x", status="302 Found")]


def test_a_redirector_is_followed_once_for_all_runs(server: FaultServer, tmp_path: Path) -> None:
    site, proxy = proxied(server, leads)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for server.round in (1, 2, 3):
        run_anew(runs, feed_of(site, tmp_path), full_text=False)
    assert (len(site.requests), asked(proxy, "/~r/1")) == (3, [1])
    (article,) = runs.rows("articles")
    assert article["canonical_url"] == "http://news.example/story"
    (fact,) = read_facts(open_store(str(tmp_path / "lake")))
    assert (fact.kind, fact.value) == (facts.LINK, "http://news.example/story?utm_source=x")


def test_after_its_time_it_is_followed_again(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.articles.redirectors.LINK_KEPT", dt.timedelta(0))
    site, proxy = proxied(server, leads)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for server.round in (1, 2):
        run_anew(runs, feed_of(site, tmp_path), full_text=False)
    assert asked(proxy, "/~r/1") == [1, 2]


def test_a_run_that_does_not_commit_leaves_no_memory(server: FaultServer, tmp_path: Path) -> None:
    site, proxy = proxied(server, leads)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    with pytest.raises(Exception, match=CrashBeforeCommitError.__name__):
        runs.run(feed_of(site, tmp_path), dataclasses.replace(SETTINGS, full_text=False), crash=True)
    assert read_facts(open_store(str(tmp_path / "lake"))) == []
    server.round = 2
    run_anew(runs, feed_of(site, tmp_path), full_text=False)
    assert asked(proxy, "/~r/1") == [1, 2]


def test_a_redirector_that_wants_rest_has_it_in_later_runs(server: FaultServer, tmp_path: Path) -> None:
    site, proxy = proxied(server, lambda r: [http("", "Retry-After: 600", status="429 Slow")])
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for server.round in (1, 2):
        run_anew(runs, feed_of(site, tmp_path), full_text=False)
    assert asked(proxy, "/~r/1") == [1]
    assert [row["title"] for row in runs.rows("articles")] == ["Story"], "known by the redirector's address"


@pytest.mark.parametrize(
    ("robots", "pages", "hours"),
    [
        (http("User-agent: *\nDisallow: /two\n", kind="text/plain"), ["/one-1", "/one-2"], 24),
        (http("User-agent: *\nDisallow: /two\n", "Cache-Control: max-age=7200"), ["/one-1", "/one-2"], 2),
        (http("User-agent: *\nDisallow: /two\n", "Cache-Control: max-age=1"), ["/one-1", "/one-2"], 0.25),
        (http(status="404 Not Found"), ["/one-1", "/two-1", "/one-2", "/two-2"], 24),
        (http(status="500 Oops"), [], 0.25),
    ],
    ids=["file", "file for two hours", "file for a second", "none", "broken"],
)
def test_robots_txt_is_asked_once_while_it_holds(
    server: FaultServer, tmp_path: Path, robots: bytes, pages: list[str], hours: float
) -> None:
    """Every round has two new articles, one of them where robots do not belong."""

    def answer(request: Request) -> list[Step]:
        if request.path == "/robots.txt":
            return [robots]
        if request.path == "/feed.xml":
            names = (f"One {request.round}", f"Two {request.round}")
            return [http(rss(*(item(name) for name in names)))]
        return [http(PAGE, kind="text/html")]

    site = server.add(answer)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for server.round in (1, 2):
        run_anew(runs, feed_of(site, tmp_path))
    assert asked(site, "/robots.txt") == [1]
    assert sorted(r.path for r in site.requests if r.path[1:4] in ("one", "two")) == sorted(pages)
    (fact,) = read_facts(open_store(str(tmp_path / "lake")))
    left = (fact.until - dt.datetime.now(dt.timezone.utc)).total_seconds() / 3_600
    assert (fact.kind, fact.key) == (facts.ROBOTS, site.url) and hours - 0.1 < left <= hours


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [facts.Fact(facts.LINK, f"k{n}", "v" * 10, NOW + dt.timedelta(days=n)) for n in range(9)]
    assert within_limits(known) == known
    monkeypatch.setattr(remembered, "MOST_FACTS", 3)
    assert [fact.key for fact in within_limits(known)] == ["k6", "k7", "k8"]
    monkeypatch.setattr(remembered, "MOST_CHARACTERS", 25)
    assert [fact.key for fact in within_limits(known)] == ["k7", "k8"]
