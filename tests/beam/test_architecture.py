"""The picture of docs/architecture.md shows the graph as it is."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import apache_beam as beam
from apache_beam.pipeline import PipelineVisitor

from pipeline.graph import build_graph
from pipeline.request import listed_feeds, request_run
from transforms.feeds.settings import FetchSettings
from transforms.open_lake import open_lake

PROJECT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"TallySteps", "CollectPolls"}
"""What only serves the progress display; the page says so."""


class Arrows(PipelineVisitor):
    """Collects which top-level step feeds which."""

    def __init__(self) -> None:
        self.found: set[tuple[str, str]] = set()

    def enter_composite_transform(self, node) -> None:
        self.visit_transform(node)

    def visit_transform(self, node) -> None:
        read = [*node.inputs, *(side.pvalue for side in node.side_inputs)]
        for producer in (value.producer for value in read if getattr(value, "producer", None)):
            arrow = (top_level(producer), top_level(node))
            if arrow[0] != arrow[1] and not LEFT_OUT & set(arrow):
                self.found.add(arrow)


def top_level(node) -> str:
    while node.parent is not None and node.parent.full_label:
        node = node.parent
    return node.full_label


def test_the_picture_has_the_steps_and_arrows_of_the_graph(tmp_path):
    lake = open_lake(str(tmp_path / "lake"), create=True)
    feeds = listed_feeds(str(PROJECT / "seeds" / "sample.opml"))
    now = dt.datetime.now(dt.timezone.utc)
    request = request_run(feeds, FetchSettings(), mode="run", code_version="0", now=now)
    pipeline = beam.Pipeline(runner="FnApiRunner")
    build_graph(pipeline, str(tmp_path), request, lake.root, {})
    arrows = Arrows()
    pipeline.visit(arrows)

    page = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    [picture] = re.findall(r"^```mermaid\n(.*?)^```", page, re.M | re.S)
    drawn = {(a, b) for a, b in re.findall(r"^ +(\w+) -(?:- .+? -)?-> (\w+)$", picture, re.M)}
    assert len(drawn) + 1 == picture.count("-->")  # the last arrow leads to what a reader sees
    assert drawn == arrows.found
