"""What bench/ingest.py measures, each as a program of its own, so that time and memory are its own.

    python bench/ingest_runs.py ours FEEDS PORT LAKE     the ingest half of the graph, into a lake
    python bench/ingest_runs.py reader FEEDS PORT DB WORKERS
    python bench/ingest_runs.py hostile PORT LAKE        100,000 items, a gzip bomb and a healthy feed

Prints one JSON object: seconds, CPU-seconds of the process and its children, articles, errors.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def addresses(feeds: int, port: int) -> list[str]:
    """Return feed addresses, each on a loopback address of its own."""
    return [f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/feed/{n}" for n in range(feeds)]


def ours(urls: list[str], lake: str) -> dict[str, object]:
    """Poll, parse, normalise, drop what is known, group stories, write, commit; no pages, no language
    model."""
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    from pipeline.allocator import return_large_blocks
    from schemas.event import Dyad, Event
    from transforms.commit_run import CommitRun
    from transforms.drop_known import DropKnown
    from transforms.feeds.feedlist import make_feed
    from transforms.feeds.settings import FetchSettings
    from transforms.group_stories import GroupStories
    from transforms.normalise_articles import NormaliseArticles
    from transforms.open_lake import open_lake
    from transforms.parse_entries import ParseEntries
    from transforms.poll_feeds import PollFeeds
    from transforms.record_fetches import RecordFetches
    from transforms.tables.wal import RunInfo
    from transforms.write_tables import WriteTables

    return_large_blocks()
    settings = FetchSettings(allow_networks=("127.0.0.0/8",), full_text=False)
    feeds = [make_feed(url, "bench", Path()) for url in urls]
    opened = open_lake(lake, create=True)
    now = dt.datetime.now(dt.timezone.utc)
    info = RunInfo(run_id=f"bench-{now:%H%M%S%f}", started_at=now, feeds=len(feeds))
    pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions([]))
    polled = pipeline | beam.Create(feeds, reshuffle=False) | PollFeeds(settings, now, opened.feed_states())
    parsed = polled.responses | ParseEntries(settings)
    normalised = parsed.entries | NormaliseArticles(settings)
    fresh = normalised.articles | DropKnown(lake)
    articles = fresh.articles | GroupStories(lake)
    tables = {
        "articles": articles,
        "events": pipeline | "NoEvents" >> beam.Create([]).with_output_types(Event),
        "dyads": pipeline | "NoDyads" >> beam.Create([]).with_output_types(Dyad),
        "fetches": (polled.fetches, parsed.fetches, fresh.articles) | RecordFetches(),
        "rejects": (polled.rejects, parsed.rejects, normalised.rejects) | beam.Flatten(),
        "known": fresh.known,
    }
    tables | WriteTables(lake, info.run_id) | CommitRun(lake, info)
    pipeline.run().wait_until_finish()
    summary = opened.summary(info.run_id)
    errors = sorted({f.error for f in opened.feed_states().values() if f.error})
    return {"articles": summary.rows["articles"] if summary else -1, "errors": errors}


def by_reader(urls: list[str], database: str, workers: int) -> dict[str, object]:
    """The same feeds with `reader`, a feed reader library that keeps entries in SQLite."""
    from reader import make_reader

    reader = make_reader(database)
    for url in urls:
        reader.add_feed(url, exist_ok=True)
    reader.update_feeds(workers=workers)
    errors = sum(feed.last_exception is not None for feed in reader.get_feeds())
    return {"articles": reader.get_entry_counts().total, "errors": errors}


def measured(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Run and add seconds and CPU-seconds, children included."""
    began = time.monotonic()
    result = work()
    seconds = time.monotonic() - began
    from transforms.feeds import sandbox

    for pool in sandbox._POOLS.values():
        pool.close()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = [usage.ru_utime + usage.ru_stime for usage in used]
    return {
        **result,
        "seconds": round(seconds, 2),
        "cpu": round(sum(cpu), 2),
        "cpu_parsers": round(cpu[1], 2),
    }


def main() -> None:
    """Run what the command line names."""
    what, *rest = sys.argv[1:]
    if what == "ours":
        urls = addresses(int(rest[0]), int(rest[1]))
        result = measured(lambda: ours(urls, rest[2]))
    elif what == "reader":
        urls = addresses(int(rest[0]), int(rest[1]))
        result = measured(lambda: by_reader(urls, rest[2], int(rest[3])))
    else:
        host = f"http://127.2.0.{{}}:{rest[0]}"
        urls = [host.format(1) + "/feed/1/100000", host.format(2) + "/bomb", host.format(3) + "/feed/3"]
        result = measured(lambda: ours(urls, rest[1]))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
