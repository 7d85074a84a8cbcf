"""Feeds that lead to one address: the publisher is asked once a run and never before its time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing.test_stream import TestStream as Clock  # pytest would collect it by its own name
from apache_beam.testing.util import assert_that, equal_to
from fault_runs import Runs
from fault_server import Answer, FaultServer, Request, Site, Step, http, item, rss

from schemas.feed import Feed
from transforms.feeds.feedlist import make_feed, read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.feeds.survey import check_feeds
from transforms.follow_feeds import AskFeeds, FollowedFeeds
from transforms.open_lake import open_lake

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.1/32",),
    min_gap_s=0.05,
    total_timeout_s=5.0,
    full_text=False,
    min_interval_s=0.001,
)
FIRST, CHANGED = "The talks in Vienna ended.", "The talks in Vienna ended without a result."


def moves(target: str, status: str = "301 Moved", *, from_round: int = 1, before: str = "") -> Answer:
    def answer(request: Request) -> list[Step]:
        if request.round < from_round:
            return [http(before)]
        return [http("", f"Location: {target}", status=status, kind=None)]

    return answer


def tells(*items: str, headers: tuple[str, ...] = ()) -> Answer:
    return lambda request: [http(rss(*items), *headers)]


def feeds_at(folder: Path, *sites: Site) -> list[Feed]:
    return [make_feed(f"{site.url}/feed.xml", "f", folder) for site in sites]


def errors(runs: Runs, feed: Feed) -> list[str | None]:
    rows = sorted(runs.by_feed("fetches").get(feed.feed_id, ()), key=lambda row: row["fetched_at"])
    return [row["error"] for row in rows]


def rounds(server: FaultServer, runs: Runs, feeds: list[Feed], count: int = 3) -> None:
    for server.round in range(1, count + 1):
        runs.run(feeds)


def test_a_feed_that_moved_to_a_listed_one_is_asked_there_once(server: FaultServer, tmp_path: Path) -> None:
    """Without a link an article is named by feed and GUID: asked under two names it would be two articles."""
    site = server.add(tells(item("One", None, "urn:1"), item("Two", "/two")))
    old = server.add(moves(f"{site.url}/feed.xml"))
    feeds = feeds_at(tmp_path, old, site)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    rounds(server, runs, feeds)
    assert [site.count(number) for number in (1, 2, 3)] == [1, 1, 1]
    assert [old.count(number) for number in (1, 2, 3)] == [1, 0, 0], "asked again after a day"
    assert sorted(row["title"] for row in runs.rows("articles")) == ["One", "Two"]
    assert {row["feed_id"] for row in runs.rows("articles")} == {feeds[1].feed_id}
    assert errors(runs, feeds[0]) == ["duplicate_feed"] and errors(runs, feeds[1]) == [None] * 3
    counts = [json.loads(row["counts_json"]) for row in runs.rows("runs")]
    told = [(run["feeds_polled"], run["feeds_duplicate"], run["feeds_failed"]) for run in counts]
    assert sorted(told) == [(1, 0, 0), (1, 0, 0), (2, 1, 0)], "a duplicate is no failure"
    assert sorted(run["feed_errors"].get("duplicate_feed", 0) for run in counts) == [0, 0, 1]
    (reject,) = [row for row in runs.rows("rejects") if row["reason"] == "duplicate_feed"]
    assert reject["url"] == feeds[0].url and f"{site.url}/feed.xml" in reject["error"]
    server.round = 4
    runs.run(feeds, dataclasses.replace(SETTINGS, force=True))
    assert (site.count(4), old.count(4)) == (1, 0), "--force asks at the one address, once"


def test_a_held_feed_is_not_asked_by_way_of_another(server: FaultServer, tmp_path: Path) -> None:
    for status in ("301 Moved", "302 Found"):
        site = server.add(tells(item("One"), headers=("Cache-Control: max-age=3600",)))
        old = server.add(moves(f"{site.url}/feed.xml", status, from_round=2, before=rss(item("Zero"))))
        feeds = feeds_at(tmp_path, old, site)
        rounds(server, Runs(str(tmp_path / status[:3]), SETTINGS), feeds)
        assert len(site.requests) == 1, status


def test_two_feeds_that_moved_to_a_third_address_ask_it_once(server: FaultServer, tmp_path: Path) -> None:
    for status, later in (("308 Moved", 0), ("302 Found", 1)):
        target = server.add(tells(item("One", None, "urn:1"), headers=("Cache-Control: max-age=3600",)))
        old = [server.add(moves(f"{target.url}/all.xml", status)) for _ in range(3)]
        feeds = feeds_at(tmp_path, *old)
        runs = Runs(str(tmp_path / status[:3]), SETTINGS)
        rounds(server, runs, feeds)
        assert len(target.requests) == 1, "held for an hour, whoever leads there"
        assert [row["title"] for row in runs.rows("articles")] == ["One"]
        (winner,) = [feed for feed in feeds if errors(runs, feed) == [None]]
        told = {tuple(errors(runs, feed)) for feed in feeds if feed is not winner}
        assert told == {("duplicate_feed",) * (1 + 2 * later)}, "a redirect for now is looked at every time"


def test_who_remembers_one_address_from_before_asks_it_once(server: FaultServer, tmp_path: Path) -> None:
    """The target joins the list after a feed has moved there: it keeps to what the publisher asked for, too."""
    target = server.add(tells(item("One"), headers=("Cache-Control: max-age=3600",)))
    old = server.add(moves(f"{target.url}/feed.xml"))
    feeds = feeds_at(tmp_path, old, target)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run(feeds[:1])
    runs.run(feeds)
    assert (len(target.requests), len(old.requests)) == (1, 1)
    runs.run(feeds, dataclasses.replace(SETTINGS, force=True))
    runs.run(feeds, dataclasses.replace(SETTINGS, force=True))
    assert (len(target.requests), len(old.requests)) == (3, 1)
    assert errors(runs, feeds[0]) == [None, "duplicate_feed"] and errors(runs, feeds[1]) == [None, None]


def test_a_correction_comes_through_by_the_feed_that_tells_on(server: FaultServer, tmp_path: Path) -> None:
    """The article was brought under the old name; what the new one changes is its next version all the same."""

    def answer(request: Request) -> list[Step]:
        text = FIRST if request.round < 3 else CHANGED
        return (
            [http(rss(item("One", "https://news.example/1", text=text)))]
            if request.round > 1
            else [http(rss())]
        )

    site = server.add(answer)
    before = rss(item("One", "https://news.example/1", text=FIRST))
    old = server.add(moves(f"{site.url}/feed.xml", from_round=2, before=before))
    feeds = feeds_at(tmp_path, old, site)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    rounds(server, runs, feeds)
    (row,) = runs.rows("articles")
    assert (row["version"], row["text"], row["feed_id"]) == (2, CHANGED, feeds[0].feed_id)


def test_after_a_day_a_feed_that_came_back_is_asked_again(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(tells(item("One")))
    old = server.add(lambda r: [http(rss(item("Own")))] if r.round > 1 else moves(f"{site.url}/feed.xml")(r))
    feeds = feeds_at(tmp_path, old, site)
    runs = Runs(str(tmp_path / "lake"), dataclasses.replace(SETTINGS, max_interval_s=0.01))
    rounds(server, runs, feeds, 2)
    assert sorted(row["title"] for row in runs.rows("articles")) == ["One", "Own"]
    assert errors(runs, feeds[0]) == ["duplicate_feed", None]


def test_another_spelling_is_the_same_feed(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(tells(item("One"), headers=("Cache-Control: max-age=3600",)))
    spelled = [f"{site.url}/feed.xml", f"HTTP://127.0.0.1:{site.port}/feed.xml", f"{site.url}/feed.xml#top"]
    listed = tmp_path / "feeds.txt"
    listed.write_text("\n".join([*spelled, "https://A.example:443", "https://a.example/"]), encoding="utf-8")
    assert [feed.url for feed in read_feeds(listed)] == [spelled[0], "https://A.example:443"]
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(url, "f", tmp_path) for url in spelled])
    assert len(site.requests) == 1
    # The operator writes it in another way: a new feed to us, the same address to the publisher.
    runs.run([make_feed(f"http://127.0.0.1:{site.port}/feed.xml?#", "f", tmp_path)])
    assert len(site.requests) == 1


def test_an_operator_can_bring_back_what_was_gone(server: FaultServer, tmp_path: Path) -> None:
    """410 is for ever, with --force as well; an address that is written anew is asked, and so is all by --ask-gone."""
    site = server.add(lambda r: [http(rss(item("One"))) if r.round == 3 else http(status="410 Gone")])
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for server.round, end in ((1, ""), (2, ""), (3, "#back")):
        feeds = [make_feed(f"{site.url}/feed.xml{end}", "f", tmp_path)]
        runs.run(feeds, dataclasses.replace(SETTINGS, force=True))
    assert [request.round for request in site.requests] == [1, 3]
    assert [row["title"] for row in runs.rows("articles")] == ["One"]


def test_a_gone_feed_stays_gone_until_it_answers(server: FaultServer, tmp_path: Path) -> None:
    """--ask-gone asks a feed that said 410; silence does not take a 410 back, an answer does."""
    steps = {1: http(status="410 Gone"), 3: http(status="503 Busy"), 5: http(rss(item("One")))}
    site = server.add(lambda r: [steps.get(r.round, http(rss(item("Two"))))])
    runs, feeds = Runs(str(tmp_path / "lake"), SETTINGS), feeds_at(tmp_path, site)
    for server.round in range(1, 7):
        runs.run(feeds, dataclasses.replace(SETTINGS, retries=0, ask_gone=server.round in (3, 5)))
    assert [request.round for request in site.requests] == [1, 3, 5, 6]
    assert errors(runs, feeds[0]) == ["gone", "unavailable", None, None]
    assert sorted(row["title"] for row in runs.rows("articles")) == ["One", "Two"]


def test_secrets_in_addresses_are_compared_by_name(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHARED_KEY", "sesame-4711")
    monkeypatch.setenv("OTHER_KEY", "sesame-4712")
    site = server.add(tells(item("One")))
    old = server.add(moves(f"{site.url}/feed.xml?key=sesame-4711"))
    feeds = [
        make_feed(f"{site.url}/feed.xml?key=${{SHARED_KEY}}", "f", tmp_path),
        make_feed(f"{site.url}/feed.xml?key=${{OTHER_KEY}}", "f", tmp_path),
        make_feed(f"{old.url}/feed.xml?key=${{SHARED_KEY}}", "f", tmp_path),
    ]
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run(feeds)
    assert len(site.requests) == 2
    assert [errors(runs, feed) for feed in feeds] == [[None], [None], ["duplicate_feed"]]
    assert "sesame" not in str(runs.rows("fetches") + runs.rows("rejects"))


def test_feeds_check_tells_which_line_is_too_much(server: FaultServer, tmp_path: Path) -> None:
    site = server.add(
        tells(item("One", extra=f"<pubDate>{dt.date.today():%a, %d %b %Y} 00:00:00 GMT</pubDate>"))
    )
    old = server.add(moves(f"{site.url}/feed.xml"))
    told = {health.feed.url: health for health in check_feeds(feeds_at(tmp_path, old, site), SETTINGS)}
    assert told[f"{site.url}/feed.xml"].ok and len(site.requests) == 1
    twin = told[f"{old.url}/feed.xml"]
    assert twin.error == "duplicate_feed" and "Remove one of the two" in twin.problems[0]


def streaming() -> beam.Pipeline:
    options = PipelineOptions(["--runner=DirectRunner"])
    options.view_as(StandardOptions).streaming = True
    return beam.Pipeline(options=options)


def a_minute(pipeline: beam.Pipeline, feeds: list[Feed], lake: Path) -> FollowedFeeds:
    """Follow feeds, each in a group and so on a worker of its own."""
    groups = [(f"hosts-{number}", (feed,)) for number, feed in enumerate(feeds)]
    now = int(dt.datetime.now(dt.timezone.utc).timestamp())
    stream = Clock().add_elements(groups).advance_processing_time(now + 60).advance_watermark_to_infinity()
    settings = dataclasses.replace(SETTINGS, min_interval_s=3_600.0)
    return pipeline | stream | AskFeeds(settings, str(lake), feeds=feeds)


def test_a_stream_asks_once_over_all_groups_of_hosts(server: FaultServer, tmp_path: Path) -> None:
    """Each host is a group, and so a worker, of its own; the list says where others are asked."""
    site = server.add(tells(item("One", None, "urn:1")))
    old = [server.add(moves(f"{site.url}/feed.xml", status)) for status in ("301 Moved", "302 Found")]
    feeds = feeds_at(tmp_path, *old, site)
    open_lake(str(tmp_path / "lake"), create=True)
    with streaming() as pipeline:
        asked = a_minute(pipeline, feeds, tmp_path / "lake")
        assert_that(asked.entries | beam.Map(lambda entry: entry.title), equal_to(["One"]))
        told = asked.fetches | beam.Map(lambda fetch: (fetch.feed_id, fetch.error))
        twins = [(feed.feed_id, "duplicate_feed") for feed in feeds[:2]]
        assert_that(told, equal_to([*twins, (feeds[2].feed_id, None)]), label="told")
    assert [len(one.requests) for one in (site, *old)] == [1, 1, 1]


def test_a_stream_knows_where_feeds_of_other_groups_were_led(server: FaultServer, tmp_path: Path) -> None:
    """Nobody lists the address; that two groups lead to it is known from what was published."""
    site = server.add(tells(item("One", None, "urn:1")))
    old = [
        server.add(moves(f"{site.url}/feed.xml", status))
        for status in ("302 Found", "301 Moved", "302 Found")
    ]
    feeds = feeds_at(tmp_path, *old)
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    for feed in feeds:  # each for itself: so they would have begun in a stream
        runs.run([feed])
    assert len(site.requests) == 3
    with streaming() as pipeline:
        asked = a_minute(pipeline, feeds, tmp_path / "lake")
        told = asked.fetches | beam.Map(lambda fetch: (fetch.feed_id, fetch.error))
        expected = [
            "duplicate_feed",
            None,
            "duplicate_feed",
        ]  # who has moved for good goes before who is led for now
        assert_that(told, equal_to([(feed.feed_id, end) for feed, end in zip(feeds, expected, strict=True)]))
    assert len(site.requests) == 4
