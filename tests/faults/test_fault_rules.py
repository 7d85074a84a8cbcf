"""Rules that hold over feeds and runs: politeness, secrets, crashes, private addresses, archives, stories."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from fault_runs import CrashBeforeCommitError, Polls, Runs
from fault_server import CLOSE, HANG, FaultServer, Request, Step, http, item, rss

from transforms.feeds.archive import ArchiveWriter
from transforms.feeds.archived import ArchivedPages, read_poll
from transforms.feeds.errors import FetchError
from transforms.feeds.feedlist import make_feed
from transforms.feeds.http import Client
from transforms.feeds.politeness import HostGate
from transforms.feeds.settings import FetchSettings
from transforms.feeds.survey import ask_once

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.1/32",),
    min_gap_s=0.05,
    connect_timeout_s=1.0,
    read_timeout_s=1.0,
    total_timeout_s=2.0,
    slow_after_s=0.2,
    full_text=False,
)
GOOD = rss(item("One"), item("Two"))


def _good(request: Request) -> list[Step]:
    return [http(GOOD)]


def test_feeds_of_one_host_queue_up(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(lambda request: [0.05, http(GOOD)])
    feeds = [make_feed(f"{site.url}/{number}.xml", "f", tmp_path) for number in range(6)]
    Polls().run(feeds, dataclasses.replace(SETTINGS, min_gap_s=0.2))
    times = sorted((request.began, request.ended) for request in site.requests)
    assert len(times) == 6
    for (_, ended), (began, _) in zip(times, times[1:], strict=False):
        assert began - ended >= 0.19


def test_a_redirect_to_another_host_keeps_to_that_hosts_pause(server: FaultServer, tmp_path: Path) -> None:
    target = server.add(_good)
    sources = [
        server.add(lambda r: [http("", f"Location: {target.url}/f.xml", status="302 Found")])
        for _ in range(4)
    ]
    feeds = [make_feed(f"{source.url}/feed.xml", "f", tmp_path) for source in sources]
    Polls().run(feeds, dataclasses.replace(SETTINGS, min_gap_s=0.2))
    times = sorted(request.began for request in target.requests)
    assert len(times) == 4
    assert all(later - earlier >= 0.19 for earlier, later in zip(times, times[1:], strict=False))


def test_hosts_that_hang_do_not_starve_the_others(server: FaultServer, tmp_path: Path) -> None:
    """Sixteen hung hosts come first in the list and there are four places: the healthy ones do not wait."""
    hung = [server.add(lambda request: [HANG]) for _ in range(16)]
    well = [server.add(_good) for _ in range(16)]
    feeds = [make_feed(f"{site.url}/feed.xml", "f", tmp_path) for site in (*hung, *well)]
    settings = dataclasses.replace(SETTINGS, host_concurrency=4, read_timeout_s=4.0, total_timeout_s=5.0)
    Polls().run(feeds, settings)
    assert all(site.requests for site in well)
    # 16 hung requests of 4 s in 4 places would take 16 s.
    began = min(site.requests[0].began for site in (*hung, *well))
    assert max(site.requests[0].began for site in well) - began < 4.0


def test_a_crash_before_the_commit_fetches_again(server: FaultServer, tmp_path: Path) -> None:
    def answer(request: Request) -> list[Step]:
        if request.headers.get("if-none-match"):
            return [http(status="304 Not Modified", kind=None)]
        return [http(GOOD, 'ETag: "1"')]

    site = server.add(answer)
    feeds = [make_feed(f"{site.url}/feed.xml", "f", tmp_path)]
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    with pytest.raises(Exception, match=CrashBeforeCommitError.__name__):
        runs.run(feeds, crash=True)
    assert runs.rows("articles") == runs.rows("fetches") == []
    runs.run(feeds)
    assert {row["title"] for row in runs.rows("articles")} == {"One", "Two"}
    assert "if-none-match" not in site.requests[-1].headers
    runs.run(feeds)
    assert site.requests[-1].headers["if-none-match"] == '"1"'
    assert len(runs.rows("articles")) == 2


def test_force_asks_what_is_held_but_keeps_a_retry_after(server: FaultServer, tmp_path: Path) -> None:
    held = server.add(lambda request: [http(GOOD, "Cache-Control: max-age=3600")])
    refused = server.add(lambda request: [http("", "Retry-After: 600", status="429 Slow")])
    feeds = [make_feed(f"{site.url}/feed.xml", "f", tmp_path) for site in (held, refused)]
    polls = Polls()
    for settings in (SETTINGS, SETTINGS, dataclasses.replace(SETTINGS, force=True)):
        polls.run(feeds, settings)
    assert (len(held.requests), len(refused.requests)) == (2, 1)


def test_scheduled_runs_keep_to_our_own_estimate(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(_good)
    feeds = [make_feed(f"{site.url}/feed.xml", "f", tmp_path)]
    polls = Polls()
    polls.run(feeds, SETTINGS)
    polls.run(feeds, dataclasses.replace(SETTINGS, adaptive=True))
    assert len(site.requests) == 1
    polls.run(feeds, SETTINGS)
    assert len(site.requests) == 2


def test_credentials_go_to_their_origin_and_nowhere_else(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_LOGIN", "desk:correct horse")
    monkeypatch.setenv("WIRE_KEY", "sesame-4711")
    other = server.add(_good)
    site = server.add(
        lambda request: (
            [http("", f"Location: {other.url}/f.xml", status="302 Found")]
            if request.path.startswith("/moved")
            else [http(status="500 Oops")]
            if request.path.startswith("/fails")
            else [http(GOOD)]
        )
    )
    feeds = [
        make_feed(f"{site.url}/{path}?key=${{WIRE_KEY}}", "f", tmp_path, credentials="WIRE_LOGIN")
        for path in ("feed.xml", "moved.xml", "fails.xml")
    ]
    missing = make_feed(f"{site.url}/x.xml", "f", tmp_path, credentials="NOT_SET_ANYWHERE")
    lake = tmp_path / "lake"
    runs = Runs(str(lake), SETTINGS)
    runs.run([*feeds, missing])
    assert {request.headers["authorization"] for request in site.requests} == {
        "Basic ZGVzazpjb3JyZWN0IGhvcnNl"
    }
    assert all(request.path.endswith("?key=sesame-4711") for request in site.requests)
    assert "authorization" not in other.requests[0].headers
    rows = runs.rows("fetches") + runs.rows("rejects") + runs.rows("articles")
    told = json.dumps(rows, default=str)
    for secret in ("correct horse", "sesame-4711", "ZGVzazpjb3JyZWN0"):
        assert secret not in told
    assert "${WIRE_KEY}" in told
    assert "credentials_missing" in {row["error"] for row in runs.rows("fetches")}


def test_a_feed_that_moved_for_good_does_not_take_its_credentials_along(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_LOGIN", "desk:correct horse")
    other = server.add(_good)
    site = server.add(lambda r: [http("", f"Location: {other.url}/new.xml", status="301 Moved")])
    feed = make_feed(f"{site.url}/feed.xml", "f", tmp_path, credentials="WIRE_LOGIN")
    polls = Polls()
    for _ in range(2):
        polls.run([feed], SETTINGS)
    assert [request.path for request in other.requests] == ["/new.xml", "/new.xml"]
    assert len(site.requests) == 1 and "authorization" in site.requests[0].headers
    assert not any("authorization" in request.headers for request in other.requests)


def test_a_feed_that_repeats_its_key_does_not_get_it_into_the_lake(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "sesame 4711/x")

    def answer(request: Request) -> list[Step]:
        key = request.path.partition("key=")[2]
        return [http(rss(item("One", f"/one?key={key}", text="Ask with sesame 4711/x.")))]

    site = server.add(answer)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/f.xml?key=${{WIRE_KEY}}", "f", tmp_path)])
    assert "sesame%204711/x" in site.requests[0].path
    told = json.dumps(runs.rows("fetches") + runs.rows("articles"), default=str)
    assert "sesame" not in told and "${WIRE_KEY}" in told


def test_a_name_that_rebinds_gets_nowhere(server: FaultServer) -> None:
    """The check is on the address of the connection: what a first look-up said does not matter."""
    outside = server.add(lambda request: [http(GOOD, "Connection: close"), CLOSE])
    inside = server.add(_good, host="127.0.0.2")
    answers = iter([("127.0.0.1", outside.port), ("127.0.0.2", inside.port)])

    def resolver(host: str, port: int) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", next(answers))]

    client = Client(SETTINGS, gate=HostGate(), resolver=resolver)
    assert client.get("http://rebind.example/").status == 200
    with pytest.raises(FetchError) as caught:
        client.get("http://rebind.example/")
    assert caught.value.kind == "blocked_address"
    assert len(outside.requests) == 1 and not inside.requests


def test_of_several_addresses_only_public_ones_are_tried(server: FaultServer) -> None:
    inside = server.add(_good)

    def resolver(host: str, port: int) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("10.1.2.3", port)), (10, 1, 6, "", ("fd00::1", port, 0, 0)),
                (2, 1, 6, "", ("127.0.0.1", inside.port))]  # fmt: skip

    client = Client(SETTINGS, gate=HostGate(), resolver=resolver)
    assert client.get(f"http://mixed.example:{inside.port}/").status == 200
    strict = Client(dataclasses.replace(SETTINGS, allow_networks=()), gate=HostGate(), resolver=resolver)
    with pytest.raises(FetchError, match="not public"):
        strict.get(f"http://mixed.example:{inside.port}/")


def test_ipv6_is_spoken_and_guarded(tmp_path: Path, server: FaultServer) -> None:
    site = server.add(_good, host="::1")
    feed = make_feed(f"http://[::1]:{site.port}/feed.xml", "f", tmp_path)
    with pytest.raises(FetchError) as caught:
        ask_once(feed, SETTINGS)
    assert caught.value.kind == "blocked_address"
    response = ask_once(feed, dataclasses.replace(SETTINGS, allow_networks=("::1/128",)))
    assert response.status == 200 and len(site.requests) == 1


def test_a_proxy_is_asked_instead(tmp_path: Path, server: FaultServer) -> None:
    proxy = server.add(_good)
    settings = dataclasses.replace(SETTINGS, proxy=proxy.url)
    response = ask_once(make_feed("http://wire.example/feed.xml", "f", tmp_path), settings)
    assert response.status == 200
    assert proxy.requests[0].path == "http://wire.example/feed.xml"
    for host in ("192.168.1.1", "0x7f.1", "0177.0.0.1", "2130706433", "[::ffff:10.0.0.1]", "x.localhost"):
        with pytest.raises(FetchError) as caught:
            ask_once(make_feed(f"http://{host}/feed.xml", "f", tmp_path), settings)
        assert caught.value.kind == "blocked_address", host
    assert len(proxy.requests) == 1


def test_a_redirector_is_followed_to_the_article(server: FaultServer, tmp_path: Path) -> None:
    articles = server.add(_good)
    proxy = server.add(
        lambda request: [http("", f"Location: {articles.url}/story?utm_source=x", status="301 M")]
    )
    first = server.add(lambda request: [http(rss(item("Story", f"{proxy.url}/~r/w/1")))])
    second = server.add(lambda request: [http(rss(item("Story", f"{articles.url}/story")))])
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path) for site in (first, second)])
    (article,) = runs.rows("articles")
    assert article["canonical_url"] == f"{articles.url}/story"
    assert not articles.requests, "the target itself is not asked: where the redirector leads is enough"


STORY = (
    "Ministers from twelve coastal states signed a protocol on fishing rights in Dakar on Tuesday"
    " after two years of"
    " talks. The protocol limits foreign trawlers to forty licences a year and sets up a joint"
    " patrol fleet. Senegal's"
    " fisheries minister called the signing a turning point for small boats. The European"
    " Commission, whose vessels"
    " hold most of today's licences, said it would study the text before commenting on its consequences."
)
OTHER = (
    "The central bank of the republic left its main interest rate unchanged on Tuesday, as analysts"
    " had expected, and"
    " pointed to the strong harvest. Inflation slowed to four per cent in March from five a month"
    " before, helped by"
    " cheaper grain. The governor told a press conference that the next decision would depend on the"
    " price of oil."
)


def test_the_same_story_in_two_feeds_is_two_articles_of_one_story(
    server: FaultServer, tmp_path: Path
) -> None:
    date = "<pubDate>Tue, 01 Apr 2025 09:{}:00 GMT</pubDate>"
    texts = (STORY, STORY.replace("on Tuesday ", "") + " A ceremony followed.", OTHER)
    sites = [
        server.add(lambda r, n=n, t=t: [http(rss(item(f"T{n}", text=t, extra=date.format(10 + n))))])
        for n, t in enumerate(texts)
    ]
    feeds = [make_feed(f"{site.url}/feed.xml", "f", tmp_path) for site in sites]
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run(feeds[:1])
    runs.run(feeds[1:])
    stories = {row["title"]: row["story_id"] for row in runs.rows("articles")}
    ids = {row["title"]: row["article_id"] for row in runs.rows("articles")}
    assert len(stories) == 3
    assert stories["T0"] == stories["T1"] == ids["T0"]
    assert stories["T2"] == ids["T2"]


def test_the_raw_archive_gives_the_same_answers_again(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(lambda request: [http(GOOD, 'ETag: "7"', "Set-Cookie: secret=1")])
    response = ask_once(make_feed(f"{site.url}/feed.xml", "f", tmp_path), SETTINGS)
    path = ArchiveWriter(tmp_path / "raw", "run-1").keep_response(response)
    assert b"secret" not in path.read_bytes()
    assert read_poll(path) == response
    assert ArchivedPages((str(path.parent),)).get("nothing") is None
