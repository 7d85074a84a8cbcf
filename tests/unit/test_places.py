"""Places: what is one, which of its namesakes, and where; and the tables row by row."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.where.gazetteer import fold, locate, locate_with_country, seat
from transforms.events.where.places import find_places


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("transforms.events").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _found(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.country) for mention in find_places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks were held in Glion, Switzerland.", [("Glion", "CHE")]),
        ("He flew from Tripoli, Lebanon, to Tripoli.", [("Tripoli", "LBN"), ("Tripoli", "LBY")]),
        (
            "Ministers met in Hyderabad, Pakistan, not in Hyderabad.",
            [("Hyderabad", "PAK"), ("Hyderabad", "IND")],
        ),
        ("The bridge at Komárno stayed shut.", [("Komárno", "SVK")]),
        ("They will meet in Szécsény.", [("Szécsény", "HUN")]),
        ("They will meet in London, Ontario.", [("London", "CAN")]),
        ("Paris Hilton flew to Paris.", [("Paris", "FRA")]),
        ("The Paris Agreement binds them.", []),
        ("The Oslo accords bind them, the Minsk agreements too.", []),
        ("Nancy Pelosi and Victoria Nuland left; Jack London stayed.", []),
        ("Sofia Loren dined in Nice.", [("Nice", "FRA")]),
        ("A nice reading of the split vote; most people in the union stayed.", []),
        ("Mr Hamilton met Mr Jackson.", []),
        ("Michael Jordan met Jordan's king.", [("Jordan", "JOR")]),
        ("US troops let us go.", [("US", "USA")]),
        ("DR Congo and Niger, not Nigeria.", [("DR Congo", "COD"), ("Niger", "NER"), ("Nigeria", "NGA")]),
        ("Papua New Guinea and Guinea-Bissau", [("Papua New Guinea", "PNG"), ("Guinea-Bissau", "GNB")]),
        ("Patrols in the South China Sea and the Sea of Japan.", []),
        ("The New York Times reported from Washington.", [("Washington", "USA")]),
        (
            "In Sana’a and N'Djamena, in Côte d’Ivoire",
            [("Sana’a", "YEM"), ("N'Djamena", "TCD"), ("Côte d’Ivoire", "CIV")],
        ),
        ("Kiev, Peking and Rangoon", [("Kiev", "UKR"), ("Peking", "CHN"), ("Rangoon", "MMR")]),
        ("The law came from Wang and went to Noda.", []),
        ("KAMPALA — talks went on", [("KAMPALA", "UGA")]),
        ("Strikes on Gaza and in Rafah.", [("Gaza", "PSE"), ("Rafah", "PSE")]),
    ],
)
def test_finds(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("in the Kremlin", "Moscow", "RUS"),
        ("at the White House", "Washington", "USA"),
        ("at UN headquarters", "New York", "USA"),
        ("at the Elysée", "Paris", "FRA"),
        ("at Camp David", "Camp David", "USA"),
        ("in the Great Hall of the People", "Beijing", "CHN"),
        ("at NATO headquarters", "Brussels", "BEL"),
        ("in The Hague", "The Hague", "NLD"),
        ("at the Planalto", "Brasília", "BRA"),
    ],
)
def test_buildings_fix_a_place(text: str, name: str, country: str) -> None:
    (mention,) = find_places(text)
    assert (mention.name, mention.country) == (name, country)
    assert mention.latitude is not None and mention.longitude is not None


@pytest.mark.parametrize(
    "text", ["in Germany", "in Bavaria", "in Crimea", "at Suez Canal", "in Krün, Germany", "in Panama"]
)
def test_no_point_where_only_country_region_or_unknown_town(text: str) -> None:
    for mention in find_places(text):
        assert mention.latitude is None and mention.longitude is None
    assert find_places(text)


def test_an_unknown_town_takes_the_country_after_its_comma() -> None:
    mention = find_places("They met in Krün, Germany.")[0]
    assert (mention.text, mention.country, mention.preposition) == ("Krün", "DEU", "in")


def test_the_preposition_spans_a_coordination() -> None:
    mentions = find_places("They met in Vienna, Geneva and Rome; Paris objected.")
    assert [mention.preposition for mention in mentions] == ["in", "in", "in", None]


def test_hints_come_before_size() -> None:
    assert locate("Tripoli").country == "LBY"  # type: ignore[union-attr]
    assert locate("Tripoli", hints={"LBN"}).country == "LBN"  # type: ignore[union-attr]
    assert locate("Hyderabad", hints=["PAK"]).country == "PAK"  # type: ignore[union-attr]
    assert locate("Congo", hints={"COG"}).country == "COG"  # type: ignore[union-attr]
    assert locate("Congo").country == "COD"  # type: ignore[union-attr]
    assert locate("Nowhere-on-Sea") is None


def test_locate_with_country() -> None:
    unknown = locate_with_country("Nowhere", "Switzerland")
    assert unknown is not None and (unknown.country, unknown.latitude) == ("CHE", None)
    assert locate_with_country("Paris", "Atlantis") is None


CAPITALS = {
    "Nuku'alofa": "TON", "Palikir": "FSM", "Asunción": "PRY", "Gitega": "BDI", "Chișinău": "MDA",
    "Ulaanbaatar": "MNG", "Nay Pyi Taw": "MMR", "Nuuk": "DNK", "N'Djamena": "TCD", "Funafuti": "TUV",
}  # fmt: skip


def test_capitals_are_points() -> None:
    for name, country in CAPITALS.items():
        place = locate(name)
        assert place is not None and place.country == country and place.latitude is not None, name


def test_fold_ignores_accents_apostrophes_and_hyphens() -> None:
    assert fold("Sharm el-Sheikh") == "sharm el sheikh"
    assert fold("N’Djamena") == fold("Ndjamena")
    assert fold("Łódź") == "lodz"


SEATED = {
    "NAT": "BEL", "UNO": "USA", "EUU": "BEL", "AFU": "ETH", "ARL": "EGY", "ASE": "IDN", "OPC": "AUT",
    "IAE": "AUT",
    "ICC": "NLD", "ICJ": "NLD", "ITL": "DEU", "OSC": "AUT", "COE": "FRA", "ECW": "NGA", "SAD": "BWA",
    "GCC": "SAU",
    "OIC": "SAU", "MER": "URY", "OAS": "USA", "WTO": "CHE", "ICR": "CHE", "SCO": "CHN", "CST": "RUS",
    "PIF": "FJI",
}  # fmt: skip


@pytest.mark.parametrize(("code", "country"), SEATED.items())
def test_seats(code: str, country: str) -> None:
    place = seat(code)
    assert place is not None and place.country == country
    assert place.latitude is not None and place.longitude is not None


@pytest.mark.parametrize("code", ["G7", "G20", "BRI", "NAL", "NGO", "CEL", "XXX"])
def test_those_without_a_seat(code: str) -> None:
    assert seat(code) is None


@pytest.mark.parametrize("source", ["places.csv", "venues.csv", "seats.csv"])
def test_every_row_is_sound(source: str) -> None:
    rows = _rows(source)
    keys = [row.get("id") or row["code"] for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert row["country"] == "" or (len(row["country"]) == 3 and row["country"].isupper()), row
        kind = row.get("kind", "city")
        if kind in ("city", "capital", "building"):
            assert -90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180, row
        else:
            assert row["latitude"] == row["longitude"] == "", row
        assert row.get("use", "bare") in ("bare", "governed", "obscure"), row


WORDS = [
    "in", "at", "the", "Paris", "Paris,", "France", "New", "York", "Mr", "Georgia", "Moscow’s", "St.",
    "Petersburg", "U.S.", "US", "and", "Komárno", "to", ",", ".", "\n", "Krün,", "Germany", "ÉLYSÉE",
    "el-Sheikh", "Sharm", "-"
]  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
def test_any_text_gives_valid_offsets(text: str) -> None:
    end = 0
    for mention in find_places(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert (mention.latitude is None) == (mention.longitude is None)
        if mention.kind in ("country", "region", "water"):
            assert mention.latitude is None
        end = mention.end
