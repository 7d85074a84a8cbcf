"""The actor data: complete, valid and consistent."""

from __future__ import annotations

import csv
import datetime
import importlib.resources
import pathlib

import pytest

from transforms.events.who import lexicon
from transforms.events.who.lexicon import ORGANISATIONS, load

DATA = importlib.resources.files("transforms.events").joinpath("data", "actors")


# A collective presidency, rival governments, and a union beside its republic.
RIVALS = frozenset({"BIH", "MDG", "CIV", "LBY", "RUS"})


def rows(name: str) -> list[dict[str, str]]:
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_loads_and_is_cached() -> None:
    assert load() is load()


def test_every_state_has_a_name_a_people_and_a_code() -> None:
    states = load().states
    assert len(states) >= 195
    assert {"XKX", "PSE", "TWN", "HKG", "VAT", "ESH"} <= set(states)
    assert not ORGANISATIONS & set(states)


def test_every_organisation_code_has_a_body() -> None:
    assert {row["code"] for row in rows("organisations.csv")} >= ORGANISATIONS


def test_the_data_are_as_rich_as_promised() -> None:
    assert len(rows("organisations.csv")) >= 250
    assert len(rows("office_holders.csv")) >= 1500
    continents = {"DEU", "BRA", "CHN", "KEN", "AUS", "FJI", "MEX", "UZB", "MRT", "JAM"}
    assert continents <= {row["code"] for row in rows("office_holders.csv")}


@pytest.mark.parametrize(
    "name", [path.name for path in pathlib.Path(str(DATA)).iterdir() if path.suffix == ".csv"]
)
def test_ids_are_unique_and_sources_given(name: str) -> None:
    found = rows(name)
    assert found
    assert len({row["id"] for row in found}) == len(found)
    assert all(row["source"] for row in found)


def test_no_state_has_two_presidents_with_open_terms() -> None:
    open_terms: dict[tuple[str, str], set[str]] = {}
    for row in rows("office_holders.csv"):
        if row["office"] in ("President", "Prime Minister", "Foreign Minister", "King") and not row["to"]:
            open_terms.setdefault((row["code"], row["office"]), set()).add(
                f"{row['name']} {row['sectors_other']}"
            )
    crowded = {
        key: sorted(names) for key, names in open_terms.items()
        if len({n for n in names if "PRE" not in n}) > 1 and key[0] not in ("IRQ", "EUU")
    }  # fmt: skip
    assert crowded == {}


def test_terms_of_one_office_overlap_little() -> None:
    """Two persons in one top office for more than four months at a time is a wrong date."""
    terms: dict[tuple[str, str], list[tuple[datetime.date, datetime.date, str]]] = {}
    for row in rows("office_holders.csv"):
        if (
            row["office"] in ("President", "Prime Minister", "Foreign Minister", "Chancellor")
            and row["sectors_other"] != "PRE"
        ):
            start = datetime.date.fromisoformat(row["from"] or "1900-01-01")
            end = datetime.date.fromisoformat(row["to"] or "2099-12-31")
            terms.setdefault((row["code"], row["office"]), []).append((start, end, row["name"]))
    overlaps = []
    for key, held in terms.items():
        if key[0] in RIVALS:
            continue
        held.sort()
        for (_, end, first), (start, _, second) in zip(held, held[1:], strict=False):
            if first != second and (end - start).days > 124:
                overlaps.append((key, first, second))
    assert overlaps == []


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("states.csv", "state:QQQ,QQQ,,,,,,own knowledge", "column 'name' is empty"),
        (
            "metonyms.csv",
            "metonym:x,The X,,XYZ,GOV,,,own knowledge",
            "unknown country or organisation code 'XYZ'",
        ),
        ("organisations.csv", "org:x,X,,organisation,igo,UNO,GOB,,,,own knowledge", "unknown sector 'GOB'"),
        (
            "office_holders.csv",
            "h,p,N,,FRA,Minister,GOV,,2001-02-30,,own knowledge",
            "not a day of the calendar",
        ),
        ("office_holders.csv", "h,p,N,,FRA,Minister,GOV,,2003-01-01,2002-01-01,own knowledge", "lies after"),
        ("cities.csv", "city:x,X", "number of columns"),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str, problem: str
) -> None:
    folder = tmp_path / "data" / "actors"
    folder.mkdir(parents=True)
    for source in DATA.iterdir():
        if source.name.endswith(".csv"):
            (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    target = folder / name
    number = target.read_text(encoding="utf-8").count("\n") + 1
    target.write_text(target.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=problem) as error:
        lexicon.load.__wrapped__()
    assert f"actors/{name} line {number}" in str(error.value)
