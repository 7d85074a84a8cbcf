"""`events` and `sql`: looking into a lake from the shell."""

from __future__ import annotations

import csv
import io
import json
import subprocess

import pytest


@pytest.fixture(scope="module")
def look(console_script, sample_lake):
    """Return a function that runs a command on the sample lake and gives what it prints."""

    def look(command, *arguments, code=0):
        done = subprocess.run(
            [console_script, command, "--lake", str(sample_lake.path), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    return look


def parties(event):
    return {party["country"] for party in event["actors"] + event["recipients"]}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_all_events_have_all_columns(look):
    found = lines(look("events", "--format", "json", "--limit", "1000"))
    total = lines(look("sql", "SELECT count(*) AS n FROM events", "--format", "json"))[0]["n"]
    assert len(found) == total > 20
    assert {"event_id", "evidence", "actors", "run_id", "ingest_date"} <= set(found[0])
    dates = [event["date_start"] or "" for event in found]
    assert dates == sorted(dates, reverse=True)


def test_countries_narrow_each_other(look):
    one = lines(look("events", "--country", "chn", "--format", "json", "--limit", "1000"))
    both = lines(
        look("events", "--country", "CHN", "--country", "RUS", "--format", "json", "--limit", "1000")
    )
    assert one
    assert both
    assert all("CHN" in parties(event) for event in one)
    assert all({"CHN", "RUS"} <= parties(event) for event in both)
    assert len(both) <= len(one)


def test_type_status_and_dates(look):
    found = lines(
        look(
            "events", "--type", "consult", "--status", "scheduled",
            "--from", "2025-04-01", "--to", "2025-04-01",
            "--format", "json",
        )
    )  # fmt: skip
    assert found
    for event in found:
        assert (event["event_type"], event["status"]) == ("CONSULT", "scheduled")
        assert event["date_start"] <= "2025-04-01" <= event["date_end"]


def test_limit_and_confidence(look):
    assert len(lines(look("events", "--limit", "3", "--format", "json"))) == 3
    sure = lines(look("events", "--min-confidence", "0.6", "--format", "json", "--limit", "1000"))
    assert all(event["confidence"] >= 0.6 for event in sure)


def test_a_table_for_people(look):
    shown = look("events", "--country", "CHN")
    assert shown.split()[:5] == ["date", "type", "status", "actors", "recipients"]
    assert "2025-03-31" in shown


def test_csv_is_read_back_by_a_csv_reader(look):
    rows = list(csv.DictReader(io.StringIO(look("events", "--format", "csv", "--limit", "5"))))
    assert len(rows) == 5
    assert all(json.loads(row["actors"]) is not None for row in rows)


def test_sql_knows_all_tables(look):
    for table in ("articles", "events", "dyads", "fetches", "rejects", "runs"):
        [row] = lines(look("sql", f"SELECT count(*) AS n FROM {table}", "--format", "json"))
        assert row["n"] > 0


def test_a_wrong_statement_is_one_line(look):
    error = look("sql", "SELECT nothing FROM nowhere", code=2)
    assert "nowhere" in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--from", "soon"], ["--type", "WAR"], ["--min-confidence", "2"]])
def test_values_that_cannot_be(look, arguments):
    error = look("events", *arguments, code=2)
    assert arguments[0] in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("command", [["events"], ["sql", "SELECT 1"]])
def test_no_lake_is_said_so(console_script, tmp_path, command):
    done = subprocess.run(
        [console_script, *command, "--lake", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 2
    assert "no lake here" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
