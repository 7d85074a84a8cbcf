"""The annotated articles keep the coding rules, and their reader reports bad lines."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVAL = ROOT / "tests" / "data" / "eval"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BEYOND_ISO = {"XKX", "PSE", "TWN", "HKG", "VAT", "ESH"}


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


corpus = _module(ROOT / "tools" / "corpus_articles.py")
scorer = _module(EVAL / "score_events.py")
RECORDS: list[dict[str, Any]] = corpus.load()
EVENTS = [(record, event) for record in RECORDS for event in record["events"]]


def _codes() -> set[str]:
    states = set((EVAL / "iso3.txt").read_text(encoding="utf-8").split())
    organisations = re.findall(
        r"^\| ([A-Z0-9]{2,3}) \|", (EVAL / "codes.md").read_text(encoding="utf-8"), re.M
    )
    return states | BEYOND_ISO | set(organisations)


def _complaints(check: Any) -> list[str]:
    """What `check(record, event)` has to say about each event, with the id and the evidence."""
    return [
        f"{record['id']}: {message} | {event['evidence']}"
        for record, event in EVENTS
        for message in check(record, event)
    ]


def test_there_are_enough_articles_of_every_kind() -> None:
    assert len(RECORDS) >= 110
    empty = [record for record in RECORDS if not record["events"]]
    assert len(empty) >= 15
    for split, low, high in (("test", 0.25, 0.55), ("dev", 0.45, 0.75)):
        share = sum(record["split"] == split for record in RECORDS) / len(RECORDS)
        assert low <= share <= high, (split, share)
    assert {event["type"] for _, event in EVENTS} == set(scorer.TYPES)
    assert {event["status"] for _, event in EVENTS} == set(scorer.STATUSES)
    assert {record["published"][:3] for record in RECORDS} >= {"198", "199", "200", "201", "202"}


def test_ids_are_unique_and_articles_have_a_sane_length() -> None:
    ids = [record["id"] for record in RECORDS]
    assert len(ids) == len(set(ids))
    titles = [record["title"] for record in RECORDS]
    assert len(titles) == len(set(titles))
    wrong = [r["id"] for r in RECORDS if not 60 <= len(r["text"].split()) <= 350]
    assert wrong == []


def test_publication_times_are_utc() -> None:
    for record in RECORDS:
        moment = datetime.fromisoformat(record["published"].replace("Z", "+00:00"))
        assert 1985 <= moment.year <= 2026, record["id"]


def test_names_and_evidence_stand_in_the_article() -> None:
    def check(record: dict[str, Any], event: dict[str, Any]) -> list[str]:
        found = []
        if event["evidence"] not in record["title"] and event["evidence"] not in record["text"]:
            found.append("evidence is not verbatim")
        whole = record["title"] + "\n" + record["text"]
        for party in event["actors"] + event["recipients"]:
            if not re.search(r"(?<!\w)" + re.escape(party["name"]) + r"(?!\w)", whole):
                found.append(f"{party['name']} is not in the article")
        return found

    assert _complaints(check) == []


def test_types_modes_statuses_and_codes_exist() -> None:
    codes = _codes()

    def check(_: dict[str, Any], event: dict[str, Any]) -> list[str]:
        found = []
        if event["type"] not in scorer.TYPES or event["status"] not in scorer.STATUSES:
            found.append(f"{event['type']} or {event['status']} is unknown")
        elif event["mode"] is not None and event["mode"] not in scorer.MODES[event["type"]]:
            found.append(f"{event['type']} has no mode {event['mode']}")
        used = [party["country"] for party in event["actors"] + event["recipients"]] + [
            event["location_country"]
        ]
        found += [f"code {code} is unknown" for code in used if code is not None and code not in codes]
        if not event["actors"]:
            found.append("no actor")
        if event["reciprocal"] and (len(event["actors"]) < 2 or event["recipients"]):
            found.append("symmetric, but not two actors without recipients")
        return found

    assert _complaints(check) == []


def test_dates_fit_each_other_and_the_status() -> None:
    def check(record: dict[str, Any], event: dict[str, Any]) -> list[str]:
        published = date.fromisoformat(record["published"][:10])
        start, end = (
            None if event[k] is None else date.fromisoformat(event[k]) for k in ("date_start", "date_end")
        )
        found = []
        if start and end and start > end:
            found.append("ends before it starts")
        last, first = end or start, start or end
        if event["status"] == "occurred" and last and last > published:
            found.append(f"occurred, but {last} lies after publication")
        if event["status"] == "scheduled" and last and last < published:
            found.append(f"scheduled, but {first} lies before publication")
        return found

    assert _complaints(check) == []


def test_weekdays_of_the_evidence_fall_on_the_coded_dates() -> None:
    """A weekday named in the evidence is that of the first or last day, within a week of publication."""

    def check(record: dict[str, Any], event: dict[str, Any]) -> list[str]:
        named = {day for day in WEEKDAYS if re.search(rf"\b{day}\b", event["evidence"])}
        if len(named) != 1:
            return []
        coded = [date.fromisoformat(event[k]) for k in ("date_start", "date_end") if event[k]]
        if not coded:
            return ["a weekday, but no date"]
        fitting = [day for day in coded if WEEKDAYS[day.weekday()] in named]
        if not fitting:
            return [f"no coded day is a {named}"]
        published = date.fromisoformat(record["published"][:10])
        return [] if any(abs((day - published).days) <= 7 for day in fitting) else ["more than a week away"]

    assert _complaints(check) == []


def test_visits_have_a_place_unless_there_are_several() -> None:
    def check(_: dict[str, Any], event: dict[str, Any]) -> list[str]:
        if event["type"] != "CONSULT" or event["mode"] != "visit" or event["location_country"]:
            return []
        hosts = {party["country"] for party in event["recipients"]}
        return [] if len(hosts) > 1 else ["a visit to one host without a place"]

    assert _complaints(check) == []


def test_scorer_accepts_the_records() -> None:
    gold = {record["id"]: record["events"] for record in RECORDS}
    scorer.self_test(gold)


def test_split_depends_on_the_id_alone() -> None:
    assert [corpus.split_of(record["id"]) for record in RECORDS] == [record["split"] for record in RECORDS]
    ids = [f"zz-{number:03d}" for number in range(1000)]
    assert 350 <= sum(corpus.split_of(identifier) == "test" for identifier in ids) <= 450


HEAD = "=== xx-001 | 2020-01-01T00:00:00Z | europe | wire\nTitle\nA visits B.\n---\n"


def test_parse_reads_parties_dates_and_place() -> None:
    line = "CONSULT/visit | scheduled | A Person=DEU + Who=? -> B=FRA | 2020-01-02.. | @FRA | A visits B"
    (record,) = corpus.parse(HEAD + line)
    assert record["title"] == "Title" and record["text"] == "A visits B."
    assert record["events"] == [
        {
            "type": "CONSULT",
            "mode": "visit",
            "actors": [{"name": "A Person", "country": "DEU"}, {"name": "Who", "country": None}],
            "recipients": [{"name": "B", "country": "FRA"}],
            "reciprocal": False,
            "status": "scheduled",
            "date_start": "2020-01-02",
            "date_end": None,
            "location_country": "FRA",
            "evidence": "A visits B",
        }
    ]


def test_parse_reads_symmetric_events() -> None:
    (record,) = corpus.parse(HEAD + "AGREE | occurred | A=DEU <> B=FRA <> C=ITA | - | - | A visits B")
    (event,) = record["events"]
    assert event["reciprocal"] and [p["country"] for p in event["actors"]] == ["DEU", "FRA", "ITA"]
    assert event["mode"] is event["date_start"] is event["date_end"] is event["location_country"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "AGREE | occurred | A=DEU | - | -", "file.txt:5: an event has six fields, this line 5"),
        (HEAD + "AGREE | occurred | DEU | - | - | A", "file.txt:5: party 'DEU' is not name=CODE"),
        (HEAD + "AGREE | occurred | A=DEU | soon | - | A", "file.txt:5: 'soon' is not a date"),
        (HEAD + "AGREE | occurred | A=DEU | - | FRA | A", "file.txt:5: place 'FRA' is neither @CODE nor -"),
        (
            HEAD + "AGREE | occurred | A=DEU <> B=FRA -> C=ITA | - | - | A",
            "symmetric event has no recipients",
        ),
        ("=== xx-1 | yesterday\n", "file.txt:1: header is not"),
        ("=== xx-001 | 2020-01-01T00:00:00Z | europe | wire\nTitle\n---\n", "no title or no text"),
        ("=== xx-001 | 2020-01-01T00:00:00Z | europe | wire\nTitle\nText\n", "not closed by a line '---'"),
    ],
)
def test_parse_names_the_bad_line(text: str, message: str) -> None:
    with pytest.raises(corpus.CorpusError, match=re.escape(message)):
        corpus.parse(text, "file.txt")


def test_main_writes_the_asked_split(tmp_path: Path) -> None:
    out = tmp_path / "test.jsonl"
    assert corpus.main([str(out), "test"]) == 0
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert written == [record for record in RECORDS if record["split"] == "test"]
    assert corpus.main([str(out), "train"]) == 2
