"""Every fault of the catalogue, three runs in a row with the state of a real lake between them."""

from __future__ import annotations

import resource
from collections import Counter
from pathlib import Path

import faults_content  # noqa: F401 - fills the catalogue
import faults_transport  # noqa: F401 - fills the catalogue
import pytest
from fault_kinds import CATALOGUE, NOT_ASKED, ROUNDS, Fault
from fault_runs import Runs
from fault_server import FaultServer, Site

from schemas.feed import Feed
from transforms.feeds.errors import FETCH_ERRORS, REASONS
from transforms.feeds.feedlist import make_feed
from transforms.feeds.settings import FetchSettings

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.1/32",),
    host_concurrency=32,
    min_gap_s=0.1,
    connect_timeout_s=1.0,
    read_timeout_s=1.0,
    total_timeout_s=3.0,
    slow_after_s=0.5,
    max_redirects=4,
    max_wire_bytes=2 << 20,
    max_decoded_bytes=8 << 20,
    max_entries=200,
    parse_timeout_s=3.0,
    full_text=False,
)
GAP = 0.1


class World:
    """What three runs over all faults left behind."""

    def __init__(self, folder: Path) -> None:
        # Peak of all children so far, MiB: other tests of the same process may have started larger ones.
        self.children_before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        self.server = FaultServer()
        self.sites: dict[str, Site] = {}
        self.feeds: dict[str, Feed] = {}
        for name, fault in CATALOGUE.items():
            site = self.server.add(fault.answer, eager=fault.scheme == "https")
            url = f"{fault.scheme}://127.0.0.1:{site.port}{fault.path}"
            self.sites[name], self.feeds[name] = site, make_feed(url, name, folder)
        # Nobody may ever come here: loopback, but not in the allowed network.
        self.forbidden = self.server.add(lambda request: [b"HTTP/1.1 200 OK\r\n\r\n"], host="127.0.0.2")
        self.feeds["forbidden"] = make_feed(f"http://127.0.0.2:{self.forbidden.port}/", "f", folder)
        self.feeds["closed-port"] = make_feed(f"http://127.0.0.1:{_closed_port()}/", "c", folder)
        self.feeds["no-such-host"] = make_feed("http://no-such-host.invalid/feed", "n", folder)
        self.runs = Runs(str(folder / "lake"), SETTINGS)
        for number in range(1, ROUNDS + 1):
            self.server.round = number
            self.runs.run(list(self.feeds.values()))
        self.fetches = self.runs.by_feed("fetches")
        self.articles = self.runs.by_feed("articles")
        self.rejects = self.runs.by_feed("rejects")


def _closed_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("faults"))
    yield world
    world.server.close()


def test_the_catalogue_is_large() -> None:
    assert len(CATALOGUE) >= 100


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_fault(world: World, name: str) -> None:
    fault: Fault = CATALOGUE[name]
    feed_id = world.feeds[name].feed_id
    by_run = {row["run_id"]: row for row in world.fetches.get(feed_id, ())}
    errors = tuple(
        by_run[run_id]["error"] if run_id in by_run else NOT_ASKED for run_id in world.runs.run_ids
    )
    assert errors == fault.errors
    titles = Counter(row["title"] for row in world.articles.get(feed_id, ()))
    assert titles == Counter(fault.titles)
    versions = {row["title"]: row["version"] for row in world.articles.get(feed_id, ()) if row["version"] > 1}
    assert versions == fault.versions
    if fault.status is not None:
        assert by_run[world.runs.run_ids[0]]["status"] == fault.status
    expected = fault.requests or tuple(0 if error == NOT_ASKED else 1 for error in fault.errors)
    assert tuple(world.sites[name].count(number) for number in (1, 2, 3)) == expected
    reasons = {row["reason"] for row in world.rejects.get(feed_id, ())}
    fetch_errors = {error for error in fault.errors if error not in (None, NOT_ASKED)}
    assert reasons == fetch_errors | set(fault.rejects)


def test_a_failure_counts_up_and_a_success_resets(world: World) -> None:
    rows = sorted(world.fetches[world.feeds["recovers-next-run"].feed_id], key=lambda row: row["fetched_at"])
    assert [row["failures"] for row in rows] == [1, 0, 0]
    rows = sorted(world.fetches[world.feeds["status-404"].feed_id], key=lambda row: row["fetched_at"])
    assert [row["failures"] for row in rows] == [1, 2, 3]


def test_every_error_is_of_the_closed_list(world: World) -> None:
    assert {row["error"] for row in world.runs.rows("fetches")} - {None} <= set(FETCH_ERRORS)
    assert {row["reason"] for row in world.runs.rows("rejects")} <= set(REASONS)
    assert all(row["error"] and row["stage"] and row["url"] for row in world.runs.rows("rejects"))


def test_addresses_outside_the_allowed_networks_are_never_asked(world: World) -> None:
    assert not world.forbidden.requests
    assert {row["error"] for row in world.fetches[world.feeds["forbidden"].feed_id]} == {"blocked_address"}
    assert {row["error"] for row in world.fetches[world.feeds["closed-port"].feed_id]} == {"connect_refused"}
    assert {row["error"] for row in world.fetches[world.feeds["no-such-host"].feed_id]} == {"dns"}


def test_one_request_at_a_time_and_a_pause_between(world: World) -> None:
    for name, site in world.sites.items():
        for earlier, later in zip(site.requests, site.requests[1:], strict=False):
            assert later.began >= earlier.ended - 0.05, name
            assert later.began - earlier.began >= GAP * 0.9, name


def test_permanent_moves_are_remembered_and_others_are_not(world: World) -> None:
    def newest(name: str) -> str | None:
        rows = world.fetches[world.feeds[name].feed_id]
        return max(rows, key=lambda row: row["fetched_at"])["permanent_url"]

    for name in ("moved-for-good", "moved-308"):
        assert newest(name) == f"{world.sites[name].url}/new.xml"
    assert newest("moved-then-gone") == f"{world.sites['moved-then-gone'].url}/newer.xml"
    assert newest("moved-for-now") is newest("moved-mixed") is None


def test_who_we_are_is_told(world: World) -> None:
    agents = {r.headers["user-agent"] for site in world.sites.values() for r in site.requests}
    assert agents == {SETTINGS.agent}
    assert "Communique" in SETTINGS.agent


def test_suggested_feed_stands_in_the_reject(world: World) -> None:
    rows = world.rejects[world.feeds["web-page"].feed_id]
    assert "/real.xml" in rows[0]["error"]


def test_doubtful_dates_are_flagged_not_invented(world: World) -> None:
    rows = {row["title"]: row for row in world.articles[world.feeds["dates"].feed_id]}
    assert str(rows["Date 2"]["published_at"]) == "2023-11-14 22:13:20+00:00"
    assert str(rows["Date 6"]["published_at"]) == "2025-03-31 00:00:00+00:00"
    for number in (0, 1, 3, 4, 5, 7):
        assert rows[f"Date {number}"]["published_at"] is None
        assert "date_" in rows[f"Date {number}"]["extra_json"]
    assert "0001-01-01" in rows["Date 1"]["extra_json"]


def test_text_is_safe_and_readable(world: World) -> None:
    (row,) = world.articles[world.feeds["markup"].feed_id]
    assert row["text"] == "Safe text.\nMore & more."


def test_time_and_memory_stay_bounded(world: World) -> None:
    # The slowest fault needs its total deadline twice at most (retry), whatever the other hundred do.
    assert max(world.runs.seconds) < 30
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    # A child's peak starts with what its parent weighed when it was forked, before any limit of its own.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert children <= max(700, world.children_before, own)
