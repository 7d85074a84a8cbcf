"""The owner's example article and the other annotated articles: what must not be lost again."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tools.labelled import moment
from transforms.events.coder import Coder, CoderInput, to_public

pytestmark = pytest.mark.model

EVAL = Path(__file__).resolve().parents[1] / "data" / "eval"
EXAMPLE = "d001"
EXAMPLE_EVENTS = 12


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_events", EVAL / "score_events.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in (EVAL / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


@pytest.fixture(scope="module")
def predicted(rows: list[dict[str, Any]], scorer: ModuleType) -> dict[str, list[dict[str, Any]]]:
    articles = [CoderInput(r["id"], r["title"], r["text"], moment(r["published"])) for r in rows]
    return {
        row["id"]: [scorer.scored(to_public(event)) for event in events]
        for row, events in zip(rows, Coder().code(articles), strict=True)
    }


def test_the_example_comes_out_whole(
    rows: list[dict[str, Any]], predicted: dict[str, list[dict[str, Any]]], scorer: ModuleType
) -> None:
    gold = [scorer.scored(e) for row in rows if row["id"] == EXAMPLE for e in row["events"]]
    found = scorer.match(gold, predicted[EXAMPLE])
    right = {i for i, _, agreement in found if agreement["status"] and agreement["date"]}
    missing = [gold[i]["evidence"] for i in range(len(gold)) if i not in right]
    assert len(gold) == 12
    assert len(right) >= EXAMPLE_EVENTS, missing


def test_the_example_has_nothing_invented(predicted: dict[str, list[dict[str, Any]]]) -> None:
    assert len(predicted[EXAMPLE]) <= EXAMPLE_EVENTS + 2


def test_the_annotated_articles(
    rows: list[dict[str, Any]], predicted: dict[str, list[dict[str, Any]]], scorer: ModuleType
) -> None:
    gold = {row["id"]: [scorer.scored(e) for e in row["events"]] for row in rows}
    result = scorer.score(gold, predicted)
    assert result["type_dyad"]["f1"] >= 0.55
    assert result["event"]["f1"] >= 0.55
    assert result["field_accuracy"]["mode"] >= 0.85
    assert result["field_accuracy"]["status"] >= 0.85


def test_articles_without_events_have_none(
    rows: list[dict[str, Any]], predicted: dict[str, list[dict[str, Any]]]
) -> None:
    empty = [row["id"] for row in rows if not row["events"]]
    assert empty
    assert {i: predicted[i] for i in empty if predicted[i]} == {}
