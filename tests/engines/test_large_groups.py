"""A run on Flink whose groups are larger than what Flink's batch sorter takes as one record."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.engines

DISCARD = 9
"""A port on which nobody listens."""
ENTRIES = 800
WORDS = (
    "team season league coach striker goalkeeper penalty tournament stadium supporters midfielder defender"
    " scoreline fixture trophy champion referee substitute winger transfer training injury header tackle"
).split()


def text_of(number: int) -> str:
    """Return 12 kB that are like no other article's and about no politics, so that coding them costs nothing: 10 MB
    in all, when a sorter of the test cluster takes 2 to 5 MB."""
    chance = random.Random(number)
    return f"Match {number}: " + ". ".join(" ".join(chance.choices(WORDS, k=9)) for _ in range(160)) + "."


def write_feed(folder: Path, pages: str) -> Path:
    """Write a list of one feed, whose entries all have pages on one host."""
    items = "".join(
        f"<item><title>Match {n}</title><link>{pages}/match/{n}</link><guid>{n}</guid>"
        f"<pubDate>Sun, 11 May 2025 {n % 24:02d}:{n % 60:02d}:00 GMT</pubDate>"
        f"<description>{text_of(n)}</description></item>"
        for n in range(ENTRIES)
    )
    head = "<title>Sport</title><link>https://press.example</link>"
    (folder / "sport.xml").write_text(f"<rss version='2.0'><channel>{head}{items}</channel></rss>")
    (folder / "feeds.txt").write_text("sport.xml\n")
    return folder / "feeds.txt"


def test_flink_takes_a_feed_a_host_and_tables_of_many_megabytes(
    run: Any, flink_options: list[str], tmp_path: Path
) -> None:
    """Nobody serves the pages, so every article has to come out as the feed told it."""
    feeds = write_feed(tmp_path, f"http://127.0.0.1:{DISCARD}")
    pages = ("--full-text", "--allow-network", "127.0.0.0/8", "--host-gap", "0")
    report = run(feeds, tmp_path / "lake", *pages, *flink_options)
    assert (report["engine"], report["articles"]["new"]) == ("FlinkRunner", ENTRIES)
    sql = "SELECT text FROM read_parquet(?)"
    found = duckdb.execute(sql, [f"{tmp_path}/lake/articles/**/*.parquet"]).fetchall()
    assert sorted(text for (text,) in found) == sorted(text_of(number) for number in range(ENTRIES))
