"""The whole graph over the sample feeds: what lies in the lake, in one process or several, once or twice."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path

import duckdb
import pytest

ARTICLES = 26
"""25 annotated articles, one of them under two addresses; one more copy differs in tracking parameters."""


def rows(lake: Path, table: str) -> list[dict]:
    path = f"{lake}/{table}/**/*.parquet"
    relation = duckdb.connect().execute("SELECT * FROM read_parquet(?, hive_partitioning = true)", [path])
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


def annotated(project: Path) -> dict[str, dict]:
    lines = (project / "tests/data/eval/dev.jsonl").read_text("utf-8").splitlines()
    return {article["title"]: article for article in map(json.loads, lines)}


@pytest.fixture(scope="module")
def run(console_script, project):
    """Return a function that runs the sample feeds into a lake and gives the report."""

    def run(lake, *options):
        command = [
            console_script,
            "run",
            "--feeds",
            "seeds/sample.opml",
            "--lake",
            str(lake),
            "--json",
            "--quiet",
        ]
        command += ["--no-full-text", *options]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def parallel(run, tmp_path_factory):
    """Return lake and report of a run with two worker processes."""
    lake = tmp_path_factory.mktemp("parallel") / "lake"
    return lake, run(
        lake,
        "--direct_num_workers",
        "2",
        "--direct_running_mode",
        "multi_processing",
        "--keep-raw",
        str(lake.parent / "raw"),
    )


def test_every_annotated_article_is_in_the_lake_word_for_word(sample_lake, project):
    expected = annotated(project)
    articles = rows(sample_lake.path, "articles")
    assert len(articles) == ARTICLES
    assert {article["title"] for article in articles} == set(expected)
    for article in articles:
        gold = expected[article["title"]]
        assert article["text"] == gold["text"]
        assert article["published_at"].isoformat() == gold["published"].replace("Z", "+00:00")
        assert article["language"] == "en"


def test_a_story_under_two_addresses_is_one_story(sample_lake):
    twice = [
        a for a in rows(sample_lake.path, "articles") if a["title"] == "EU, Tunisia seal migration memorandum"
    ]
    assert len({article["article_id"] for article in twice}) == 2
    assert len({article["story_id"] for article in twice}) == 1


def test_events_stand_in_the_words_of_their_article(sample_lake):
    articles = {article["article_id"]: article for article in rows(sample_lake.path, "articles")}
    events = rows(sample_lake.path, "events")
    assert events
    for event in events:
        article = articles[event["article_id"]]
        text = article["title"] + "\n\n" + article["text"]
        assert text[event["start"] : event["end"]] == event["evidence"]
        for party in (*event["actors"], *event["recipients"]):
            assert text[party["start"] : party["end"]] == party["text"]


def test_every_dyad_belongs_to_an_event(sample_lake):
    events = {event["event_id"] for event in rows(sample_lake.path, "events")}
    dyads = rows(sample_lake.path, "dyads")
    assert dyads
    assert {dyad["event_id"] for dyad in dyads} <= events


def test_every_feed_was_polled_and_the_broken_entry_is_told(sample_lake):
    fetches = rows(sample_lake.path, "fetches")
    assert len(fetches) == 5
    assert {fetch["error"] for fetch in fetches} == {None}
    assert sum(fetch["items"] for fetch in fetches) == ARTICLES + 2
    assert sum(fetch["new_items"] for fetch in fetches) == ARTICLES
    [reject] = rows(sample_lake.path, "rejects")
    assert reject["reason"] == "no_link"
    assert reject["feed_id"] in {fetch["feed_id"] for fetch in fetches}


def test_the_table_at_the_end_tells_what_the_lake_holds(sample_lake):
    out = sample_lake.stdout
    words = " ".join(out.split())
    assert "feeds polled 5" in words
    assert f"articles new {ARTICLES}" in words
    assert "articles known 1" in words
    assert f"events {len(rows(sample_lake.path, 'events'))} " in words
    assert "rejects 1 no_link 1" in words
    assert str(sample_lake.path) in out
    assert "\x1b" not in out


def test_the_query_to_try_runs(sample_lake):
    query = sample_lake.stdout[sample_lake.stdout.index("SELECT") :]
    found = duckdb.connect().execute(query).fetchall()
    assert 1 <= len(found) <= 10


def test_progress_goes_to_stderr_in_plain_lines(sample_lake):
    lines = sample_lake.stderr.splitlines()
    assert lines[-1].startswith("feeds 5/5 · articles 27, 26 new · read 26/26 · events ")
    assert not any("WARNING" in line or "\x1b" in line for line in lines)


def test_a_second_run_adds_no_article_and_no_event(run, tmp_path):
    first, second = run(tmp_path / "lake"), run(tmp_path / "lake")
    assert first["articles"] == {"new": ARTICLES, "changed": 0, "known": 1}
    assert second["articles"]["new"] == second["articles"]["changed"] == 0
    assert second["events"]["total"] == 0
    assert second["feeds"] == {
        "listed": 5, "polled": 5, "unchanged": 5, "failed": 0, "duplicate": 0, "not_due": 0,
    }  # fmt: skip
    assert second["rows"]["dyads"] == 0
    assert len(rows(tmp_path / "lake", "articles")) == ARTICLES
    assert len(rows(tmp_path / "lake", "events")) == first["events"]["total"]
    assert len(rows(tmp_path / "lake", "runs")) == 2


VOLATILE = {
    "run_id",
    "fetched_at",
    "created_at",
    "duration_ms",
    "hints_json",
    "hold_until",
    "next_poll_at",
    "ingest_date",
    "state_json",
}


def lasting(lake: Path, table: str) -> list[str]:
    """Return what must be equal in two lakes that read the same feeds, in any order."""
    kept = [{k: v for k, v in row.items() if k not in VOLATILE} for row in rows(lake, table)]
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in kept)


@pytest.mark.parametrize("table", ["articles", "events", "dyads", "fetches", "rejects"])
def test_worker_processes_bring_the_same_rows(sample_lake, parallel, table):
    lake, report = parallel
    assert report["rows"][table] == len(rows(lake, table))
    assert lasting(lake, table) == lasting(sample_lake.path, table)


@pytest.mark.parametrize(
    "options",
    [[], ["--direct_num_workers", "2", "--direct_running_mode", "multi_processing"]],
    ids=["in-process", "multi-processing"],
)
def test_a_replay_brings_the_same_rows_with_the_original_times(console_script, parallel, tmp_path, options):
    original, _ = parallel
    lake = tmp_path / "lake"
    command = [console_script, "replay", "--raw", str(original.parent / "raw"), "--lake", str(lake)]
    done = subprocess.run(
        [*command, "--no-full-text", "--quiet", "--json", *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["mode"] == "replay"
    for table in ("articles", "events", "dyads", "fetches"):
        assert lasting(lake, table) == lasting(original, table)
        if table in ("articles", "fetches"):
            assert times(lake, table) == times(original, table)


def times(lake: Path, table: str) -> list:
    return sorted(row["fetched_at"] for row in rows(lake, table))


def test_no_archive_is_a_matter_of_usage(console_script, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in ("none", "empty"):
        done = subprocess.run(
            [console_script, "replay", "--raw", str(tmp_path / folder), "--lake", str(tmp_path / "lake")],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 2
        assert f"--raw {tmp_path / folder}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "lake").exists()


def small_files_only() -> None:
    """Let the operating system refuse files of more than 20 kB, as a full disk would."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))


def test_a_disk_that_refuses_in_the_middle_is_told_in_one_line_and_the_next_run_is_whole(
    console_script, project, tmp_path
):
    lake = tmp_path / "lake"
    subprocess.run([console_script, "lake", "init", str(lake)], check=True, capture_output=True)
    command = [
        console_script,
        "run",
        "--feeds",
        "seeds/sample.opml",
        "--lake",
        str(lake),
        "--no-full-text",
        "-q",
    ]
    refused = subprocess.run(
        command,
        cwd=project,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=small_files_only,
    )
    assert refused.returncode == 1, refused.stderr
    assert "File too large" in refused.stderr
    assert "nothing of it was published" in refused.stderr
    told = (
        refused.stderr.splitlines()
    )  # the same disk may refuse the slots of hosts, which is a warning of its own
    assert len([line for line in told if "WARNING transforms.feeds.host_slots" not in line]) == 1
    assert all(rows(lake, table) == [] for table in ("articles", "events", "dyads", "fetches", "runs"))
    subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=300)
    assert len(rows(lake, "articles")) == ARTICLES


@pytest.mark.parametrize("policy", ["lead", "none"])
def test_less_text_is_stored_but_all_of_it_is_read(run, console_script, sample_lake, tmp_path, policy):
    lake = tmp_path / "lake"
    run(lake, "--store-text", policy)
    whole = {article["article_id"]: article for article in rows(sample_lake.path, "articles")}
    for article in rows(lake, "articles"):
        lead = whole[article["article_id"]]["text"].split("\n")[0]
        assert article["text"] == (lead if policy == "lead" else "")
        assert json.loads(article["extra_json"])["stored_text"] == policy
    assert lasting(lake, "events") == lasting(sample_lake.path, "events")
    subprocess.run([console_script, "lake", "verify", str(lake)], check=True, capture_output=True)
    again = [console_script, "recode", "--lake", str(lake), "--into", str(tmp_path / "again")]
    done = subprocess.run(again, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--store-text" in done.stderr
