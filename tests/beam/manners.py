"""Every command of the parser, and a line of each that works: what the tests of manners go through."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.commands import build_parser

ROOT = Path(__file__).resolve().parents[2]

Leaf = tuple[str, ...]
"""A command, with its action where it has some."""

USES: dict[Leaf, list[str]] = {
    ("run",): ["--feeds", "feeds.txt", "--lake", "new", "--no-full-text"],
    ("watch",): ["--feeds", "feeds.txt", "--lake", "new", "--no-full-text", "--runs", "1", "--every", "1s"],
    ("stream",): ["--feeds", "feeds.txt", "--lake", "new", "--runner", "FlinkRunner"],
    ("replay",): ["--raw", "raw", "--lake", "new"],
    ("extract",): ["articles.jsonl"],
    ("actors",): ["mentions.jsonl"],
    ("feeds", "check"): ["feeds.txt"],
    ("feeds", "preview"): ["one.xml"],
    ("feeds", "discover"): ["{site}", "--allow-network", "127.0.0.0/8"],
    ("feeds", "import"): ["feeds.txt", "mine.txt"],
    ("feeds", "export"): ["feeds.txt"],
    ("lake", "init"): ["new"],
    ("lake", "status"): ["lake"],
    ("lake", "schema"): [],
    ("lake", "verify"): ["lake"],
    ("lake", "compact"): ["lake"],
    ("lake", "expire"): ["--before", "2020-01-01", "lake"],
    ("recode",): ["--lake", "lake", "--into", "new"],
    ("events",): ["--lake", "lake"],
    ("sql",): ["--lake", "lake", "FROM events"],
    ("report",): ["--lake", "lake", "--out", "report.html"],
    ("completion",): ["bash"],
}
"""Run in the folder of `furnish`."""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://wire.example/</link>
<item><title>Recall</title><link>https://wire.example/1</link><guid>1</guid>
<pubDate>Sun, 30 Mar 2025 08:00:00 GMT</pubDate>
<description>Brazil recalled its ambassador to Israel on Monday.</description></item></channel></rss>"""


def leaves(parser: argparse.ArgumentParser | None = None, path: Leaf = ()) -> Iterator[tuple[Leaf, argparse.ArgumentParser]]:  # fmt: skip
    """Yield every command that does something, with its parser."""
    parser = parser or build_parser()
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nested:
        yield path, parser
    for action in nested:
        for name, child in action.choices.items():
            yield from leaves(child, (*path, name))


def furnish(place: Path, lake: Path) -> None:
    """Put into a folder what the lines of USES name."""
    (place / "one.xml").write_text(FEED, "utf-8")
    (place / "feeds.txt").write_text("one.xml\n", "utf-8")
    article = {
        "id": 1,
        "published": "2025-03-30",
        "title": "Recall",
        "text": "Brazil recalled its ambassador to Israel.",
    }
    (place / "articles.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    (place / "mentions.jsonl").write_text('{"id": 1, "text": "Beijing"}\n', "utf-8")
    shutil.copytree(lake, place / "lake")
