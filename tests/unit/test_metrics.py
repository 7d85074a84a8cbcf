"""The metrics file: what is counted, how it goes on from run to run, what it refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.errors import UsageError
from pipeline.metrics import RunMetrics
from pipeline.summary import RunReport
from schemas.feed import Feed
from schemas.operations import Fetch
from transforms.tables.summary import RunSummary

NOW = dt.datetime(2025, 3, 30, 8, 10, tzinfo=dt.timezone.utc)
FEED = Feed(feed_id="f1", url="https://wire.example/feed?key=${WIRE_KEY}")


def report(**counts) -> RunReport:
    return RunReport(
        RunSummary(
            run_id="r", seq=1, lake="lake", started_at="2025-03-30T08:00:00+00:00",
            finished_at="2025-03-30T08:00:01+00:00", published_at="2025-03-30T08:00:02+00:00", **counts,
        ),
        engine="FnApiRunner",
    )  # fmt: skip


def fetch(**fields) -> Fetch:
    return Fetch(feed_id="f1", url=FEED.url, fetched_at=NOW, **fields)


def samples(path) -> dict[str, float]:
    """Return the values of a file by name and labels but `lake`."""
    found = {}
    for family in text_string_to_metric_families(path.read_text("utf-8")):
        for sample in family.samples:
            labels = [value for name, value in sorted(sample.labels.items()) if name != "lake"]
            found[" ".join([sample.name.removeprefix("communique_"), *labels])] = sample.value
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "communique.prom"


def test_totals_go_on_in_the_next_process(path):
    for new in (3, 4):
        metrics = RunMetrics.at(str(path), "lake")
        metrics.add_committed(
            report(
                articles_new=new, events_by_type={"CONSULT": 2}, rejects_by_reason={"dns": 1},
                feeds=4, feeds_polled=4, feeds_failed=1, feeds_unchanged=1, feeds_duplicate=1,
            ),
            now=NOW, lags_s=[60.0, 5_000.0],
        )  # fmt: skip
        metrics.write()
    metrics = RunMetrics.at(str(path), "lake")
    metrics.add_failed("run", now=NOW + dt.timedelta(hours=1))
    metrics.write()
    found = samples(path)
    assert found["articles_total new"] == 7
    assert found["events_total CONSULT"] == 4
    assert found["rejects_total dns"] == 2
    outcomes = ("new", "unchanged", "failed", "duplicate")
    assert [found[f"polls_total {outcome}"] for outcome in outcomes] == [2, 2, 2, 2]
    assert (found["runs_total run committed"], found["runs_total run failed"]) == (2, 1)
    assert found["last_run_timestamp_seconds committed"] == NOW.timestamp()
    assert found["last_run_timestamp_seconds failed"] == NOW.timestamp() + 3600
    assert found["last_run_duration_seconds"] == 2
    assert [found[f"article_lag_seconds_bucket {le}"] for le in ("300.0", "3600.0", "7200.0", "+Inf")] == [
        2,
        2,
        4,
        4,
    ]
    assert (found["article_lag_seconds_count"], found["article_lag_seconds_sum"]) == (4, 10_120)


def test_a_feed_is_followed_through_failures_and_forgotten_when_it_leaves_the_list(path):
    def run(state, at, feeds=(FEED,)):
        metrics = RunMetrics.at(str(path), "lake")
        metrics.set_feeds(feeds, {"f1": state} if state else {}, now=at)
        metrics.write()
        return samples(path)

    hour = dt.timedelta(hours=1)
    before = run(None, NOW - hour)
    assert before[f"feed_last_success_timestamp_seconds {FEED.url}"] == (NOW - hour).timestamp()
    good = run(fetch(new_items=2), NOW)
    assert good[f"feed_last_new_timestamp_seconds {FEED.url}"] == NOW.timestamp()
    bad = run(fetch(failures=3, error="dns"), NOW + hour)
    assert bad[f"feed_failures {FEED.url}"] == 3
    assert bad[f"feed_last_success_timestamp_seconds {FEED.url}"] == NOW.timestamp()
    assert not [name for name in run(None, NOW, feeds=()) if name.startswith("feed_")]


def test_a_file_is_that_of_one_lake(path):
    metrics = RunMetrics.at(str(path), "one")
    metrics.add_failed("run", now=NOW)
    metrics.write()
    with pytest.raises(UsageError, match="belongs to the lake one"):
        RunMetrics.at(str(path), "two")


@pytest.mark.parametrize("content", ["<html>", 'communique_runs_total{lake="x"} many'])
def test_what_is_no_metrics_file_is_not_overwritten(path, content):
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=r"--metrics-file .*remove it"):
        RunMetrics.at(str(path), "lake")
    assert path.read_text("utf-8") == content


def test_a_folder_that_is_not_there_is_a_matter_of_usage(tmp_path):
    with pytest.raises(UsageError, match=r"--metrics-file .*no folder"):
        RunMetrics.at(str(tmp_path / "none" / "c.prom"), "lake")
