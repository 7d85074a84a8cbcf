"""`extract --explain` tells why, and tells it of the very records that `extract` prints."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from pipeline.commands import main
from transforms.events.coder import Coder, CoderInput
from transforms.events.explain import explain, lexicon_rows

pytestmark = pytest.mark.model

TEXT = (
    "LOME, May 15 - Togolese Foreign Minister Robert Dussey will travel to Accra on Friday for talks with "
    "President Nana Akufo-Addo. He condemned Benin over the closure of the border last week. "
    "Ghana expelled two Togolese diplomats on Monday. The port was rebuilt in 1998."
)
ARTICLE = CoderInput(
    "a1", "Togo minister to visit Ghana", TEXT, dt.datetime(2024, 5, 15, 8, tzinfo=dt.timezone.utc)
)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def test_it_tells_every_record_once(coder: Coder) -> None:
    (events,) = coder.code([ARTICLE])
    (told,) = explain(coder, [ARTICLE])
    shown = told.split("Left out")[0]
    assert len(events) >= 3
    for number, event in enumerate(events, start=1):
        assert f"\n{number}. {event.event_type}" in shown
        assert f"({event.start}-{event.end})" in shown
        assert f"{event.confidence:.3f}" in shown
    assert f"\n{len(events) + 1}. " not in shown


def test_it_tells_rule_path_link_date_place_and_weights(coder: Coder) -> None:
    (told,) = explain(coder, [ARTICLE])
    rule = lexicon_rows()["expel.v"][0]
    assert f"{rule.file}, line {rule.line}" in told
    assert "Ghana <nsubj< expelled" in told
    assert "Togolese <amod< diplomats <dobj< expelled" in told
    assert '"Ghana" -> Ghana [GHA; state:GHA]' in told
    assert '2024-05-13 (day), from "Monday"' in told
    assert "Accra [GHA, 5." in told
    assert re.search(r"[+-]\d\.\d\d", told)


def test_the_line_of_a_rule_is_where_it_stands() -> None:
    root = Path(__file__).resolve().parents[2] / "transforms" / "events"
    for rule in ("expel.v", "visit.n", "condemn.v"):
        for row in lexicon_rows()[rule]:
            line = (root / row.file).read_text(encoding="utf-8").splitlines()[row.line - 1]
            assert line.startswith(f"{rule},")


def test_an_article_without_events_says_so(coder: Coder) -> None:
    (told,) = explain(coder, [CoderInput("b", "", "The bakery opened a second shop.", None)])
    assert "No records." in told


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "articles.jsonl"
    line = {"id": "a1", "published": "2024-05-15T08:00:00Z", "title": ARTICLE.title, "text": TEXT}
    file.write_text(json.dumps(line) + "\n{broken\n", encoding="utf-8")
    assert main(["extract", str(file), "--explain"]) == 1
    out = capsys.readouterr()
    assert "Article a1: Togo minister to visit Ghana" in out.out
    assert "SANCTION/expel, occurred" in out.out
    assert ":2" in out.err or "line 2" in out.err
