"""The same 5,000 articles by plain functions and by every engine: `make bench-engines`.

Articles per second and CPU-seconds of all processes that took part, from a cold start to the commit. The
articles are the project's annotated ones, one in three, among others about sport, shops and weather, in 50
local feeds; each text is different. Plain functions are the same code without Beam: what they cost less is
Beam's share. On a machine that others use, believe the CPU-seconds and not the clock. Six ways take some eight
minutes on two idle cores, small runs after them two; stderr says what is at work, and a way that fails does not end the others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.utils import format_datetime
from html import escape
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench"), str(ROOT / "tools")]

PER_FEED = 100
TWICE = "plain functions, two at once"
"""Two programs that share nothing, both over all articles: what two cores of this machine can give at best."""

SMALL = (25, 200)
"""Articles of runs that are small: fewer than helper processes are started for, and as few as they are started for."""
TIMES = 5

POLITICAL = 3
"""One article in so many is about politics."""


def make_feeds(folder: Path, articles: int) -> Path:
    """Write feeds with so many different articles; return the feed list."""
    from extract import others, political

    sources, rest = political(), others(5)
    day = dt.datetime(2025, 5, 14, 9, tzinfo=dt.timezone.utc)
    for number in range(0, articles, PER_FEED):
        items = []
        for n in range(number, min(number + PER_FEED, articles)):
            source = sources[n // POLITICAL % len(sources)] if n % POLITICAL == 0 else next(rest)
            date = format_datetime(day - dt.timedelta(minutes=n))
            items.append(
                f"<item><title>{escape(source.title)}</title><link>https://press.example/{n}</link>"
                f"<guid>{n}</guid><pubDate>{date}</pubDate><description>{escape(source.text)} Reference"
                f" {n:05d}-{n * 7919 % 100003:x}.</description></item>"
            )
        xml = "<rss version='2.0'><channel><title>Press</title><link>https://press.example</link>"
        (folder / f"feed-{number:05d}.xml").write_text(f"{xml}{''.join(items)}</channel></rss>", "utf-8")
    (folder / "feeds.txt").write_text("".join(f"{path.name}\n" for path in sorted(folder.glob("*.xml"))))
    return folder / "feeds.txt"


def plain(feeds: Path, lake_path: Path) -> None:
    """Do what `communique run` does, without Beam."""
    from schemas.article import Article
    from transforms.articles.normalise import normalise
    from transforms.articles.stories import StoryIndex
    from transforms.drop_known import choose, copies_among, named, recognise
    from transforms.events.batches import BATCH_SIZE, code_each
    from transforms.events.coder import Coder, dyads_of
    from transforms.extract_events import _coder_input
    from transforms.feeds.feedlist import read_feeds
    from transforms.feeds.http import Client
    from transforms.feeds.politeness import GATE, Lease
    from transforms.feeds.poll import Poll, poll
    from transforms.feeds.read import read_response
    from transforms.feeds.sandbox import shared_sandbox
    from transforms.feeds.settings import FetchSettings
    from transforms.group_stories import _in_time, _with_story, member_of
    from transforms.open_lake import open_lake
    from transforms.tables.wal import RunInfo

    settings = FetchSettings(full_text=False)
    lake = open_lake(str(lake_path), create=True)
    sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
    client = Client(settings)
    articles: list[Article] = []
    fetches = []
    listed = read_feeds(feeds)
    for feed in listed:
        job = Poll(feed, None)
        parsed = read_response(poll(job, Lease(GATE, job.host, 0.0), client, settings), sandbox, settings)
        fetches.append(parsed.fetch)
        articles += [normalise(entry) for entry in parsed.entries]
    by_name: dict[str, list] = {}
    for name, copy in recognise(articles, lake.known_articles()):
        by_name.setdefault(name, []).append(copy)
    by_feed: dict[str, list[Article]] = {}
    for copies in by_name.values():
        chosen = choose(copies)
        if chosen is not None:
            by_feed.setdefault(chosen.feed_id, []).append(chosen)
    copies = {one for together in by_feed.values() for one in copies_among(map(named, together))}
    fresh = [one for together in by_feed.values() for one in together if one.article_id not in copies]
    index = StoryIndex()
    members = sorted((member_of(article) for article in fresh if article.fingerprint), key=_in_time)
    stories = {member.article_id: index.assign(member) for member in members}
    fresh = [_with_story(article, stories) for article in fresh]
    coder = Coder()
    events = []
    for start in range(0, len(fresh), BATCH_SIZE):
        for answer in code_each(coder, [_coder_input(a) for a in fresh[start : start + BATCH_SIZE]]):
            events += answer
    dyads = [dyad for event in events for dyad in dyads_of(event)]
    now = dt.datetime.now(dt.timezone.utc)
    run = RunInfo(run_id=f"bench-{now:%H%M%S%f}", started_at=now, feeds=len(listed))
    rows = {"articles": fresh, "events": events, "dyads": dyads, "fetches": fetches}
    summary = lake.add_run(run, rows)
    print(json.dumps({"articles": {"new": summary.articles_new}, "events": {"total": len(events)}}))


class Failed(Exception):
    """A way that did not reach its end, and what it said last."""


def measured(commands: list[list[str]], cluster: object | None) -> dict[str, float]:
    """Run programs side by side; return their figures, articles and events summed up.

    Raises:
        Failed: one of them failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    elsewhere = _cluster_cpu(cluster)
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        running = [
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True)
            for command in commands
        ]
        outputs = [process.communicate()[0] for process in running]
        seconds = time.monotonic() - begun
        said.seek(0)
        last = said.read().strip().rpartition("\n")[2]
    for process in running:
        if process.returncode:
            raise Failed(f"exit code {process.returncode}: {last[:300]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    reports = [json.loads(output.strip().rpartition("\n")[2]) for output in outputs]
    return {
        "articles": sum(report["articles"]["new"] for report in reports),
        "events": sum(report["events"]["total"] for report in reports),
        "seconds": seconds,
        "cpu": cpu + _cluster_cpu(cluster) - elsewhere,
    }


def race_small(run: list[str], folder: Path) -> None:
    """Print what a second process costs or wins in small runs: medians, in turn."""
    print(
        f"\n{'small runs, medians of ' + str(TIMES):28} {'1 process':>10} {'2 processes':>12}  seconds (CPU-s)"
    )
    for articles in SMALL:
        where = folder / f"small-{articles}"
        where.mkdir()
        feeds = make_feeds(where, articles)
        found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
        for number in range(TIMES * 2):
            workers = 1 + number % 2
            lake = ["--feeds", str(feeds), "--workers", str(workers), "--lake", str(where / f"lake-{number}")]
            found[workers].append(measured([[*run, *lake]], None))
        cells = [
            f"{median(one['seconds'] for one in runs):.1f} ({median(one['cpu'] for one in runs):.1f})"
            for runs in found.values()
        ]
        print(f"{articles:>4} articles{'':15} {cells[0]:>10} {cells[1]:>12}", flush=True)


def _cluster_cpu(cluster: object | None) -> float:
    """CPU-seconds of a cluster: its processes, their living children, and those they have buried."""
    pids = set(cluster.pids().values()) if cluster is not None else set()  # type: ignore[attr-defined]
    ticks = 0
    for stat in _stats():
        if stat[0] in pids:
            ticks += sum(stat[2:6])
        elif stat[1] in pids:
            ticks += sum(stat[2:4])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stats() -> Iterator[tuple[int, ...]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(")")
        except OSError:
            continue
        fields = tail.split()
        yield int(head.split(" ")[0]), int(fields[1]), *(int(field) for field in fields[11:15])


def race(articles: int, with_flink: bool) -> int:
    """Measure every way and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="bench-engines-"))
    feeds = make_feeds(folder, articles)
    communique = str(Path(sys.executable).parent / "communique")
    bare = [communique, "run", "--no-full-text", "--json", "--quiet"]
    run = [*bare, "--feeds", str(feeds)]
    ways: dict[str, list[str]] = {
        "plain functions": [sys.executable, __file__, "--plain", str(feeds)],
        TWICE: [sys.executable, __file__, "--plain", str(feeds)],
        "FnApiRunner, 1 process": [*run, "--workers", "1"],
        "FnApiRunner, 2 processes": [*run, "--workers", "2"],
        "FnApiRunner, 2 Beam workers": [
            *run, "--workers", "1", "--direct_num_workers", "2", "--direct_running_mode", "multi_processing",
        ],
    }  # fmt: skip
    cluster = None
    if with_flink:
        import engines
        from flink_cluster import FlinkCluster

        cluster = FlinkCluster(folder=engines.ENGINES / "bench-cluster")
        try:
            cluster.up()
            job_server = engines.get_job_server()
        except (engines.Unavailable, RuntimeError) as error:
            print(f"FLINK IS LEFT OUT: {error}", file=sys.stderr)
            cluster = None
    if cluster is not None:
        ways["Flink, 2 task managers"] = [
            *run, "--runner", "FlinkRunner", "--flink_master", cluster.master, "--parallelism", "2",
            "--flink_job_server_jar", str(job_server),
        ]  # fmt: skip
    failures = 0
    base: dict[str, float] = {}
    try:
        print(f"{articles:,} articles, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
        print(
            f"{'':28} {'articles/s':>10} {'seconds':>8} {'CPU-s':>7} {'CPU to plain':>12}  events  load",
            flush=True,
        )
        for number, (name, command) in enumerate(ways.items(), 1):
            print(
                f"{time.strftime('%H:%M:%S')} {number} of {len(ways)}: {name} …", file=sys.stderr, flush=True
            )
            lakes = [str(folder / f"{name}-{n}".replace(" ", "-")) for n in range(2 if name == TWICE else 1)]
            try:
                found = measured([[*command, "--lake", lake] for lake in lakes], cluster)
            except Failed as error:
                failures += 1
                print(f"{name:28} FAILED, {error}", flush=True)
                continue
            base = base or found
            print(
                f"{name:28} {found['articles'] / found['seconds']:10.1f} {found['seconds']:8.1f}"
                f" {found['cpu']:7.1f} {found['cpu'] / base['cpu'] / len(lakes):12.2f}"
                f" {found['events'] / len(lakes):7.0f} {os.getloadavg()[0]:5.1f}",
                flush=True,
            )
            if found["events"] != base["events"] * len(lakes):
                failures += 1
                print(f"{name:28} OTHER ROWS than plain functions", flush=True)
        race_small(bare, folder)
    finally:
        if cluster is not None:
            cluster.down()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failures else 0


def main() -> int:
    """Measure all ways, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--no-flink", action="store_true", help="leave the cluster out")
    parser.add_argument("--plain", metavar="FEEDS", help=argparse.SUPPRESS)
    parser.add_argument("--lake", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.plain:
        plain(Path(args.plain), Path(args.lake))
        return 0
    return race(args.articles, not args.no_flink)


if __name__ == "__main__":
    sys.exit(main())
