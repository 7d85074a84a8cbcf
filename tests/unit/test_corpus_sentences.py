"""The sentences of our own corpus: what the files say can be trusted, and reading them is deterministic."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from schemas.event import EVENT_TYPES, MODES, STATUSES
from tools import corpus
from tools.corpus_labels import CAMEO_BY_TYPE, REGIONS, REGISTERS, SECTORS, known_codes

RECORDS = corpus.load()
EVENTS = [(record, event) for record in RECORDS for event in record["events"]]

EVENT_FIELDS = {
    "type", "mode", "status", "cameo", "actors", "recipients", "reciprocal", "date_start", "date_end",
    "location_country", "evidence", "scope",
}  # fmt: skip


def parties(event: dict[str, Any]) -> list[dict[str, Any]]:
    return [*event["actors"], *event["recipients"]]


def test_the_corpus_is_as_large_and_even_as_its_datasheet_says() -> None:
    kinds = Counter(event["type"] for _, event in EVENTS)
    assert len(RECORDS) >= 1800
    assert min(kinds[kind] for kind in EVENT_TYPES) >= 70
    assert sum(not record["events"] for record in RECORDS) >= 290
    assert sum(len(record["events"]) > 1 for record in RECORDS) >= 200


def test_every_mode_and_every_status_occurs() -> None:
    seen = {(event["type"], event["mode"]) for _, event in EVENTS}
    assert {(kind, mode) for kind, modes in MODES.items() for mode in modes} <= seen
    assert {event["status"] for _, event in EVENTS} == set(STATUSES)


def test_every_region_and_register_occurs() -> None:
    assert {record["region"] for record in RECORDS} == set(REGIONS)
    assert {record["register"] for record in RECORDS} == set(REGISTERS)


def test_records_are_shaped_like_those_of_the_evaluation() -> None:
    for record in RECORDS:
        assert set(record) == {"id", "published", "title", "text", "events", "region", "register", "split"}
        dt.datetime.fromisoformat(record["published"].replace("Z", "+00:00"))
        assert record["text"] == record["text"].strip()
    for record, event in EVENTS:
        assert set(event) == EVENT_FIELDS, record["id"]


def test_labels_are_allowed() -> None:
    codes = known_codes()
    for record, event in EVENTS:
        assert event["type"] in EVENT_TYPES, record["id"]
        assert event["mode"] is None or event["mode"] in MODES[event["type"]], record["id"]
        assert event["status"] in STATUSES, record["id"]
        assert event["cameo"] in CAMEO_BY_TYPE[event["type"]], record["id"]
        assert {party["country"] for party in parties(event)} <= codes | {None}, record["id"]
        assert {party.get("sector") for party in parties(event)} <= SECTORS | {None}, record["id"]
        assert not (event["reciprocal"] and event["recipients"]), record["id"]


def test_parties_and_evidence_stand_in_their_sentence() -> None:
    for record, event in EVENTS:
        assert event["evidence"] and event["evidence"] in record["text"], record["id"]
        for party in parties(event):
            assert party["name"] and party["name"] in record["text"], record["id"]


def test_dates_are_days_in_order() -> None:
    for record, event in EVENTS:
        days = [dt.date.fromisoformat(event[key]) for key in ("date_start", "date_end") if event[key]]
        assert days == sorted(days), record["id"]


def test_what_is_over_does_not_start_after_publication() -> None:
    for record, event in EVENTS:
        if event["status"] in ("occurred", "ongoing") and event["date_start"]:
            assert event["date_start"] <= record["published"][:10], record["text"]


def test_what_is_planned_does_not_end_before_publication() -> None:
    for record, event in EVENTS:
        if event["status"] == "scheduled" and event["date_end"]:
            assert event["date_end"] >= record["published"][:10], record["text"]


def test_a_visit_says_where_or_goes_to_several_places() -> None:
    for record, event in EVENTS:
        if event["mode"] == "visit" and len(event["recipients"]) == 1:
            elsewhere = event["recipients"][0]["name"] == "Sudanese camps"
            assert event["location_country"] or elsewhere, record["text"]


def test_ids_and_texts_are_unique() -> None:
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert len({" ".join(record["text"].casefold().split()) for record in RECORDS}) == len(RECORDS)


def test_reading_twice_gives_the_same() -> None:
    assert corpus.load() == RECORDS


def test_about_a_quarter_is_kept_for_testing_in_every_file() -> None:
    share = sum(record["split"] == "test" for record in RECORDS) / len(RECORDS)
    assert 0.21 < share < 0.29
    for stem in {record["id"].rsplit("-", 1)[0] for record in RECORDS}:
        splits = {record["split"] for record in RECORDS if record["id"].startswith(f"{stem}-")}
        assert splits == {"train", "test"}, stem


def test_neither_order_nor_neighbours_move_a_sentence(tmp_path: Path) -> None:
    one = "Togo met Benin.\n+ CONSULT 040 | Togo=TGO <> Benin=BEN\n"
    other = "Chad thanked Niger.\n+ SUPPORT 051 | Chad=TCD -> Niger=NER\n"
    head = "@ wire 2024-05-15\n"
    (tmp_path / "some.txt").write_text(head + one + other, encoding="utf-8")
    before = {record["text"]: (record["id"], record["split"]) for record in corpus.load(tmp_path)}
    (tmp_path / "some.txt").write_text(head + "# a remark\n" + other + one, encoding="utf-8")
    after = {record["text"]: (record["id"], record["split"]) for record in corpus.load(tmp_path)}
    assert before == after


def test_the_format_means_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "some.txt").write_text(
        "@ wire 2024-05-15\n"
        "On Friday police in Lomé arrested two Ghanaian men, and Accra will send an envoy next week.\n"
        "+ COERCE/arrest 173 | police=TGO/COP -> Ghanaian men=GHA/CVL | @<Fri | in TGO | "
        "On Friday ... Ghanaian men\n"
        "+ CONSULT/visit scheduled 042 | Accra=GHA -> Lomé=TGO | @next-week..2024-06-30 | "
        "Accra will send an envoy\n",
        encoding="utf-8",
    )
    (record,) = corpus.load(tmp_path)
    arrest, visit = record["events"]
    assert (record["region"], record["register"]) == ("west-africa", "wire")
    assert arrest["actors"] == [{"name": "police", "country": "TGO", "sector": "COP"}]
    assert arrest["recipients"] == [{"name": "Ghanaian men", "country": "GHA", "sector": "CVL"}]
    assert (arrest["date_start"], arrest["date_end"]) == ("2024-05-10", "2024-05-10")
    assert (arrest["status"], arrest["location_country"], arrest["scope"]) == (
        "occurred",
        "TGO",
        "international",
    )
    assert arrest["evidence"] == "On Friday police in Lomé arrested two Ghanaian men"
    assert (visit["status"], visit["date_start"], visit["date_end"]) == (
        "scheduled",
        "2024-05-20",
        "2024-06-30",
    )


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("Togo met Benin.", "no '@ register date' line"),
        ("+ CONSULT 040 | Togo=TGO <> Benin=BEN", "without a sentence"),
        ("@ gossip 2024-05-15", "expected '@ register date"),
        ("@ wire 15-05-2024", "no ISO day"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ MEET 040 | Togo=TGO", "unknown type 'MEET'"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT/dinner 040 | Togo=TGO", "no mode 'dinner'"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT perhaps 040 | Togo=TGO", "unknown status"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 190 | Togo=TGO", "no code of CONSULT"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TOG", "with a known code"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TGO/BOSS", "unknown sector"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Ghana=GHA", "does not stand in the sentence"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Tog=TGO", "does not stand in the sentence"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TGO -> ", "nobody stands behind"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TGO | met ... Ghana", "evidence"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TGO | @soon", "no ISO day"),
        ("@ wire 2024-05-15\nTogo met Benin.\n+ CONSULT 040 | Togo=TGO | in TOG", "unknown place"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, lines: str, says: str) -> None:
    (tmp_path / "bad.txt").write_text(lines + "\n", encoding="utf-8")
    with pytest.raises(corpus.CorpusError, match=r"^bad\.txt:\d+: ") as caught:
        corpus.load(tmp_path)
    assert says in str(caught.value)
