"""Entries of a size that no article has: cut, said so, and no burden for anybody else."""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path

import pytest
from fault_runs import Runs
from fault_server import FaultServer, http, item, rss

from transforms.articles.normalise import MAX_GUID, MAX_LINK
from transforms.articles.text import MAX_TEXT, TEXT_CUT
from transforms.feeds.feedlist import make_feed
from transforms.feeds.politeness import GATE
from transforms.feeds.settings import FetchSettings

SETTINGS = FetchSettings(allow_networks=("127.0.0.1/32",), min_gap_s=0.05, full_text=False)
SENTENCE = "The ministers of both states met on Monday and agreed to meet again. "
MEGABYTES = 20


def _megabytes(bit: str) -> str:
    return bit * (MEGABYTES * 1_000_000 // len(bit))


@pytest.mark.parametrize(
    "text",
    [_megabytes(SENTENCE), _megabytes("&lt;p&gt;A paragraph of talks.&lt;/p&gt;"), _megabytes("&lt;b&gt;")],
    ids=["words", "paragraphs", "tags"],
)
def test_an_entry_of_twenty_megabytes_is_cut_and_says_so(
    server: FaultServer, tmp_path: Path, text: str
) -> None:
    feed = rss(item("Endless", text=text), item("Usual", text=SENTENCE))
    site = server.add(lambda request: [http(feed)])
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    assert time.process_time() - began < 20
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 500
    rows = {row["title"]: row for row in runs.rows("articles")}
    assert rows["Usual"]["text"] == SENTENCE.strip()
    endless = rows["Endless"]
    assert len(endless["text"]) <= MAX_TEXT
    assert json.loads(endless["extra_json"])[TEXT_CUT] > MAX_TEXT
    if "b&gt;" not in text:
        assert len(endless["text"]) > MAX_TEXT // 2
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    assert len(runs.rows("articles")) == 2


def test_names_without_end_are_no_names(server: FaultServer, tmp_path: Path) -> None:
    long = "x" * 1_000_000
    feed = rss(
        item("Long link", link=f"/{long}", guid="g-long-link", text=SENTENCE),
        item("Long guid", link=None, guid=long, text=SENTENCE * 2),
        item("Other long guid", link=None, guid=long + "y", text=SENTENCE * 3),
        item(f"Long title {long}", text=SENTENCE * 4),
    )
    site = server.add(lambda request: [http(feed)])
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    runs.run([make_feed(f"{site.url}/feed.xml", "f", tmp_path)])
    rows = {row["title"][:15].strip(): row for row in runs.rows("articles")}
    assert len(rows) == 4
    for row in rows.values():
        assert (
            len(row["url"]) <= MAX_LINK and len(row["guid"] or "") <= MAX_GUID and len(row["title"]) <= 1_000
        )
    assert rows["Long guid"]["guid"] != rows["Other long guid"]["guid"]


def test_a_host_that_asked_for_rest_has_it_in_the_next_run_too(server: FaultServer, tmp_path: Path) -> None:
    """Runs of cron share no process: what a page's Retry-After said is in the lake."""

    def answer(request):  # type: ignore[no-untyped-def]
        if request.path == "/feed.xml":
            return [http(rss(*(item(f"News {n}", text=SENTENCE) for n in range(server.round))))]
        if request.path == "/robots.txt":
            return [http(status="404 Not Found")]
        return [http("", "Retry-After: 3600", status="429 Slow")]

    site = server.add(answer)
    feed = make_feed(f"{site.url}/feed.xml", "f", tmp_path)
    settings = FetchSettings(allow_networks=("127.0.0.1/32",), min_gap_s=0.05)
    runs = Runs(str(tmp_path / "lake"), settings)
    for server.round in (1, 2, 3):
        GATE._hosts.clear()  # as a new process would know nothing
        runs.run([feed])
    pages = [(r.round, r.path) for r in site.requests if r.path not in ("/feed.xml", "/robots.txt")]
    assert pages == [(1, "/news-0")]
    outcomes = {row["title"]: json.loads(row["extra_json"])["page"] for row in runs.rows("articles")}
    assert outcomes == {f"News {n}": "rate_limited" for n in range(3)}
    (told,) = runs.rows("rejects")
    assert (told["stage"], told["reason"], told["article_id"] is not None) == (
        "fetch_full_text", "rate_limited", True,
    )  # fmt: skip
    assert json.loads(told["payload"])["host"] == f"127.0.0.1:{site.port}"
