"""A run of five rounds over the pretended internet, through the command line, against the ledger and the plan.

What is promised: every article once and in its newest version, none that nobody published, no request to a
private address, nobody asked before its time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from changes import add_changes, add_manners
from faults import add_faults
from forms import add_forms
from net import Internet
from world import ADAPTIVE_ROUND, FORCED_ROUND, NOT_ASKED, ROUNDS, World

GAP_S = 0.25
OPTIONS = (
    "--allow-network 127.0.0.0/17 --host-gap 0.25s --connect-timeout 2s --read-timeout 2s --total-timeout 4s "
    "--max-wire-bytes 8000000 --max-decoded-bytes 16000000 --contact desk@example.org --quiet --json"
).split()
Row = dict[str, Any]


@dataclass
class Outcome:
    """The world after all rounds, and what the lake holds."""

    world: World
    lake: Path
    reports: dict[int, Row]
    spoken: str

    def rows(self, table: str) -> list[Row]:
        """All rows, as the plain glob gives them."""
        return ds.dataset(str(self.lake / table), partitioning="hive").to_table().to_pylist()


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("internet")
    net = Internet()
    net.reserve()
    world = World(net)
    for add in (add_forms, add_faults, add_changes, add_manners):
        add(world)
    feeds = folder / "feeds.txt"
    feeds.write_text("".join(f"{p.line}\n" for p in world.publishers), encoding="utf-8")
    reports, spoken = {}, ""
    with net.online(world.hosts):
        for net.round in ROUNDS:
            extra = {3: ["--workers", "2"], ADAPTIVE_ROUND: ["--adaptive"], FORCED_ROUND: ["--force"]}
            command = [
                sys.executable,
                "-m",
                "pipeline",
                "run",
                "--feeds",
                str(feeds),
                "--lake",
                str(folder / "lake"),
            ]
            done = subprocess.run(
                [*command, "--keep-raw", str(folder / "raw"), *OPTIONS, *extra.get(net.round, [])], capture_output=True, text=True, timeout=240,
                cwd=Path(__file__).parent.parent.parent,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            reports[net.round] = json.loads(done.stdout)
            spoken += done.stdout + done.stderr
        yield Outcome(world, folder / "lake", reports, spoken)


def test_it_is_large(outcome: Outcome) -> None:
    assert len(outcome.world.publishers) >= 90


def test_every_article_once_in_its_newest_version_and_none_else(outcome: Outcome) -> None:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    strangers = []
    for row in outcome.rows("articles"):
        match = re.search(r"This is (\w+) rev(\d+)", row["text"])
        if match:
            found[match[1]].append((row["version"], int(match[2])))
        else:
            strangers.append((row["title"], row["text"][:80]))
    wanted = {mark: [one] for mark, one in outcome.world.articles.items()}
    assert {
        m: (wanted.get(m), found.get(m)) for m in {*wanted, *found} if wanted.get(m) != found.get(m)
    } == {}
    assert strangers == []


def test_no_private_address_is_touched(outcome: Outcome) -> None:
    assert outcome.world.net.knocks == []


def test_every_poll_has_its_row_and_class(outcome: Outcome) -> None:
    fetches: dict[str, list[str | None]] = defaultdict(list)
    for row in sorted(outcome.rows("fetches"), key=lambda row: row["fetched_at"]):
        fetches[row["url"]].append(row["error"])
    wrong = {}
    for publisher in outcome.world.publishers:
        expected = [error for error in publisher.errors if error != NOT_ASKED]
        if fetches[publisher.line.split()[0]] != expected:
            wrong[publisher.name] = (expected, fetches[publisher.line.split()[0]])
    assert wrong == {}


def test_runs_count_feeds_and_pages_by_class(outcome: Outcome) -> None:
    counts = {row["run_id"]: json.loads(row["counts_json"]) for row in outcome.rows("runs")}
    for round_, at in ((1, 0), (2, 1), (FORCED_ROUND, 3)):
        report = outcome.reports[round_]
        errors = [p.errors[at] for p in outcome.world.publishers]
        assert report["feed_errors"] == Counter(error for error in errors if error not in (None, NOT_ASKED))
        assert counts[report["run_id"]]["feed_errors"] == report["feed_errors"]
        assert counts[report["run_id"]]["pages"] == report["pages"]
    pages = outcome.reports[1]["pages"]
    assert pages["page"] >= 4
    assert (pages["robots"], pages["paywall"], pages["rate_limited"]) == (3, 1, 4)


def test_who_is_not_due_is_not_asked(outcome: Outcome) -> None:
    net, wrong = outcome.world.net, {}
    for publisher in outcome.world.publishers:
        for round_, error in zip((1, 2, 3, FORCED_ROUND), publisher.errors, strict=True):
            asked = len(net.visits(publisher.host, publisher.path, round_))
            moved = publisher.name in ("moved301", "moved308") and round_ > 1
            if (asked > 0) == (error == NOT_ASKED or moved):
                wrong[publisher.name, round_] = asked
    assert wrong == {}
    assert [v for v in net.ledger if v.round == ADAPTIVE_ROUND] == []


def test_one_request_at_a_time_and_a_pause_between(outcome: Outcome) -> None:
    """Feeds, robots.txt, pages and hops alike, over all processes of a run and from run to run."""
    by_host = defaultdict(list)
    for visit in outcome.world.net.ledger:
        by_host[visit.host].append(visit)
    early = []
    for host, visits in by_host.items():
        visits.sort(key=lambda visit: visit.came)
        for before, after in zip(visits, visits[1:], strict=False):
            # A pause inside the answer that nobody waits for any more is not the client's.
            left = min(before.left, before.came + 0.05)
            if after.came - left < GAP_S * 0.9:
                early.append((host, before.path, after.path, round(after.came - left, 3), after.round))
    assert early == []


def test_a_retry_after_is_kept(outcome: Outcome) -> None:
    last: dict[tuple[str, str], tuple[float, float]] = {}
    for visit in outcome.world.net.ledger:
        key = visit.host, visit.path
        if key in last:
            came, wait = last[key]
            assert visit.came - came >= wait, key
        lines = visit.reply.headers if visit.reply else ()
        seconds = [line.split(":")[1] for line in lines if line.startswith("Retry-After:")]
        if seconds and seconds[0].strip().isdigit():
            last[key] = visit.came, float(seconds[0])
    pages = [v.path for v in outcome.world.net.ledger if v.path.startswith("/limited") and v.path != "/feed"]
    assert len(pages) == 1, "a host whose pages said 429 is not asked for the next page"


def test_what_a_publisher_says_of_time_holds_for_its_address(outcome: Outcome) -> None:
    """Whoever leads there, by whatever way: not twice in a round, and not while the last answer is fresh."""
    last: dict[tuple[str, str], Any] = {}
    early, twice = [], []
    for visit in outcome.world.net.ledger:
        key = visit.host, visit.path
        before, last[key] = last.get(key), visit
        if before is None:
            continue
        status = before.reply.status[:3] if before.reply and not before.reply.drop else "500"
        if before.round == visit.round and status == "200" and not before.reply.raw:
            twice.append(key)
        ages = [line.split("max-age=")[1] for line in before.reply.headers if "max-age=" in line]
        if ages and visit.round != FORCED_ROUND and visit.came - before.came < float(ages[0]):
            early.append(key)
    assert (early, twice) == ([], [])


def test_redirectors_and_robots_txt_are_asked_once_for_all_runs(outcome: Outcome) -> None:
    """Every round is a process of its own, so what it knows of the others it has from the lake."""
    asked = Counter(
        (visit.host, visit.path)
        for visit in outcome.world.net.ledger
        if visit.path == "/robots.txt" or ("/~r/" in visit.path and visit.reply.status.startswith("302"))
    )
    assert len(asked) > 20 and {key: count for key, count in asked.items() if count > 1} == {}


def test_validators_come_back_word_for_word(outcome: Outcome) -> None:
    net = outcome.world.net
    for publisher in outcome.world.publishers:
        if not publisher.name.startswith("valid"):
            continue
        lines = [v.reply.headers for v in net.visits(publisher.host, publisher.path, 1) if v.reply]
        sent = dict(line.split(": ", 1) for line in lines[0])
        for round_ in (2, 3, FORCED_ROUND):
            (visit,) = net.visits(publisher.host, publisher.path, round_)
            assert visit.headers.get("if-none-match") == sent.get("ETag"), publisher.name
            assert visit.headers.get("if-modified-since") == sent.get("Last-Modified"), publisher.name
    (cut,) = [p for p in outcome.world.publishers if p.name == "cut"]
    (second,) = net.visits(cut.host, cut.path, 2)
    assert "if-none-match" not in second.headers, "a truncated answer leaves no validators"


def test_the_client_says_who_it_is(outcome: Outcome) -> None:
    agents = {visit.headers.get("user-agent", "") for visit in outcome.world.net.ledger}
    assert len(agents) == 1 and "desk@example.org" in agents.pop()


def test_stories_hold_what_is_the_same_copy(outcome: Outcome) -> None:
    stories = defaultdict(set)
    for row in outcome.rows("articles"):
        if match := re.search(r"This is (copy\dx|sameguid0x)", row["text"]):
            stories[row["story_id"]].add(match[1])
    assert {frozenset(found) for found in stories.values()} == {
        frozenset({"copy0x", "copy1x", "copy2x"}), frozenset({"sameguid0x"}),
    }  # fmt: skip


def test_pages_are_read_where_robots_let_us(outcome: Outcome) -> None:
    rows = {
        m[1]: row for row in outcome.rows("articles") if (m := re.search(r"This is (\w+) rev", row["text"]))
    }
    for mark in ("paged0x", "paged1x", "paged2x", "closed1x"):
        assert rows[mark]["text_source"] == "page" and f"{mark} has more to say" in rows[mark]["text"], mark
    for mark, why in (
        ("closed0x", "robots"), ("walled0x", "paywall"), ("lured0x", "blocked_address"),
        ("lured1x", "blocked_address"), ("limited3x", "rate_limited"),
    ):  # fmt: skip
        assert rows[mark]["text_source"] == "feed"
        assert json.loads(rows[mark]["extra_json"])["page"] == why, mark
    assert all(not v.path.startswith("/closed0x") for v in outcome.world.net.ledger)


def test_a_replayed_lake_is_the_original(outcome: Outcome) -> None:
    """All rounds again without any network: redirectors, pages, updates, failures; every table, every time."""
    replayed = outcome.lake.parent / "replayed"
    asked = len(outcome.world.net.ledger)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "replay",
        "--raw",
        str(outcome.lake.parent / "raw"),
        "--lake",
    ]
    for lake, new in ((replayed, len(outcome.rows("articles"))), (replayed, 0), (outcome.lake, 0)):
        done = subprocess.run(
            [*command, str(lake), "--quiet", "--json"], capture_output=True, text=True, timeout=240,
            cwd=Path(__file__).parent.parent.parent,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["articles"]["new"] == new, (
            "a lake that has the runs gets nothing twice"
        )
    assert len(outcome.world.net.ledger) == asked
    again = Outcome(outcome.world, replayed, {}, "")
    for table in ("articles", "events", "dyads", "fetches", "rejects"):
        first, second = (sorted(map(_line, one.rows(table))) for one in (outcome, again))
        assert first and first == second, table
    told = ("run_id", "ingest_date", "started_at", "finished_at", "feeds", "articles", "events", "rejects")
    first, second = (
        sorted(_line({name: row[name] for name in told}) for row in one.rows("runs"))
        for one in (outcome, again)
    )
    assert first == second


def _line(row: Row) -> str:
    return json.dumps(row, default=str, sort_keys=True)


def test_the_run_is_as_long_as_its_slowest_host(outcome: Outcome) -> None:
    ledger = outcome.world.net.ledger
    for round_ in (1, 2):
        times = [visit.came for visit in ledger if visit.round == round_]
        assert max(times) - min(times) < 60, time.ctime()
