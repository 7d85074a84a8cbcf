"""Read the labelled sentences of ``seeds/corpus/sentences`` into records shaped like those of ``dev.jsonl``.

The text files are the source and are kept readable; nothing generated is committed. A file looks like this::

    # a remark
    @ wire 2024-05-15
    Togo's foreign minister flew to Accra on Tuesday for talks with his Ghanaian counterpart.
    + CONSULT/visit 042 | Togo's foreign minister=TGO/GOV -> Ghanaian counterpart=GHA/GOV | @<Tue | in GHA

* ``@ register date [region]`` holds for all sentences below it: how the sentence speaks (``REGISTERS``), the day on
  which it is published and, where no party gives it away, its part of the world (``REGIONS``).
* A line that starts with neither ``@`` nor ``+`` nor ``#`` is a sentence.
* Each ``+`` line under a sentence is one event in it: ``TYPE[/mode] [status] CAMEO | parties | …``. Status is
  ``occurred`` where none is written. CAMEO is the code of the act itself, whatever its status.
* Parties read ``text=CODE[/SECTOR]``; ``;`` joins parties of one side, ``->`` stands between actors and recipients,
  ``<>`` between the parties of a symmetric event, ``?`` for a party of no single state or organisation. A passive
  without agent starts with ``->``.
* What follows may come in any order: ``@date`` or ``@start..end`` (either may be left out), ``in CODE`` for the
  place, ``domestic`` or ``international`` where the parties do not tell, and the evidence, where it is not the whole
  sentence; ``first words ... last words`` names a longer stretch.
* Dates are ISO days or count from the day of publication: ``today``, ``yesterday``, ``tomorrow``, ``<Tue`` (the
  latest Tuesday up to that day), ``>Tue`` (the next one), ``last-week``, ``this-week``, ``next-week``,
  ``last-month``, ``next-month``, ``weekend`` (the latest Saturday and Sunday).

A sentence's id is made of its file and a digest of its text, so neither order nor neighbours move it; its part of
the split follows from the id alone.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.event import EVENT_TYPES, MODES, STATUSES

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "seeds" / "corpus" / "sentences"
STATES_FILE = ROOT / "tests" / "data" / "eval" / "iso3.txt"
ORGANISATIONS_FILE = ROOT / "tests" / "data" / "eval" / "codes.md"

TEST_SHARE = 0.25
"""Share of the sentences, by id, that models are never trained on."""

REGISTERS = (
    "wire", "headline", "communique", "live", "diary", "background", "legal", "un", "ngo", "tabloid", "feature",
    "local", "speech", "social",
)  # fmt: skip

SECTORS = frozenset(
    "GOV MIL COP JUD LEG SPY PTY REB PRM UAF UNK PRE AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP REL SOC MNC "
    "NGO IGO".split()
)
"""PLOVER sectors; MNC, NGO and IGO serve parties whose country code does not already say so."""

_ACT_CODES = {
    "AGREE": "030 031 0311 0312 0313 0314 032 033 0331 0332 0333 0334 034 0341 0342 0343 0344 036 037 038 039",
    "CONSULT": "040 041 042 043 044 045 046",
    "SUPPORT": "050 051 052 053 054 057",
    "COOPERATE": "060 061 062 063 064",
    "AID": "070 071 072 073 074 075",
    "CONCEDE": "035 0351 0352 0353 0354 0355 0356 055 056 080 081 0811 0812 0813 0814 082 083 0831 0832 0833 0834 085",
    "RETREAT": "0831 084 0841 0842 086 0861 0862 0863 087 0871 0872 0873 0874",
    "REQUEST": "020 021 022 023 024 025 026 027 028 100 101 1011 1012 1013 1014 102 103 1031 1032 1033 1034 104 1041 "
    "1042 1043 1044 105 1051 1052 1053 1054 1055 1056 106 107 108",
    "ACCUSE": "090 091 092 093 094 110 111 112 1121 1122 1123 1124 1125 113 114 115",
    "REJECT": "120 121 1211 1212 1213 1214 122 1221 1222 1223 1224 123 1231 1232 1233 1234 124 1241 1242 1243 1244 "
    "1245 1246 125 126 127 128 129",
    "THREATEN": "130 131 1311 1312 1313 132 1321 1322 1323 1324 133 134 135 136 137 138 1381 1382 1383 1384 1385 139",
    "PROTEST": "140 141 1411 1412 1413 1414 142 1421 1422 1423 1424 143 1431 1432 1433 1434 144 1441 1442 1443 1444 "
    "145 1451 1452 1453 1454",
    "SANCTION": "116 160 161 162 1621 1622 1623 163 164 165 166 1661 1662 1663 201",
    "MOBILIZE": "150 151 152 153 154 155",
    "COERCE": "170 171 1711 172 1721 1722 1723 1724 173 174 176 191 192",
    "ASSAULT": "1712 175 180 181 182 1821 1822 1823 183 1831 1832 1833 184 185 186 190 193 194 195 196 200 201 202 "
    "203 204 2041 2042",
}
CAMEO_BY_TYPE = {kind: frozenset(codes.split()) for kind, codes in _ACT_CODES.items()}
"""CAMEO codes an act of each type may bear."""

_REGION_STATES = {
    "north-america": "USA CAN MEX",
    "central-america": "BLZ CRI GTM HND NIC PAN SLV",
    "caribbean": "ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA TTO VCT",
    "south-america": "ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN",
    "western-europe": "AND AUT BEL CHE CYP DEU DNK ESP FIN FRA GBR GRC IRL ISL ITA LIE LUX MCO MLT NLD NOR PRT SMR "
    "SWE VAT",
    "eastern-europe": "BLR CZE EST HUN LTU LVA MDA POL ROU RUS SVK UKR",
    "balkans": "ALB BGR BIH HRV MKD MNE SRB SVN XKX",
    "caucasus": "ARM AZE GEO",
    "central-asia": "KAZ KGZ MNG TJK TKM UZB",
    "middle-east": "ARE BHR IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "north-africa": "DZA EGY ESH LBY MAR TUN",
    "sahel": "BFA MLI MRT NER TCD",
    "west-africa": "BEN CIV CPV GHA GIN GMB GNB LBR NGA SEN SLE TGO",
    "central-africa": "BDI CAF CMR COD COG GAB GNQ RWA STP",
    "horn-of-africa": "DJI ERI ETH SDN SOM SSD",
    "east-africa": "COM KEN MDG MUS SYC TZA UGA",
    "southern-africa": "AGO BWA LSO MOZ MWI NAM SWZ ZAF ZMB ZWE",
    "south-asia": "AFG BGD BTN IND LKA MDV NPL PAK",
    "east-asia": "CHN HKG JPN KOR PRK TWN",
    "southeast-asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "pacific": "AUS FJI FSM KIR MHL NRU NZL PLW PNG SLB TON TUV VUT WSM PIF",
}
REGION_OF = {state: region for region, states in _REGION_STATES.items() for state in states.split()}
"""Part of the world of each state."""

REGIONS = (*_REGION_STATES, "international")

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CorpusError(ValueError):
    """A line of the corpus that cannot be read; the message names file and line and says what to mend."""


def known_codes() -> frozenset[str]:
    """Codes a party may bear: states from the list of ISO codes, organisations from the table of the guidelines."""
    states = STATES_FILE.read_text(encoding="utf-8").split()
    organisations = re.findall(r"^\| ([A-Z][A-Z0-9]{1,2}) \|", ORGANISATIONS_FILE.read_text(encoding="utf-8"), re.M)
    return frozenset(states) | frozenset(organisations)


def load(folder: Path = SENTENCES) -> list[dict[str, Any]]:
    """All sentences of ``folder`` as records of ``dev.jsonl``, with ``region``, ``register`` and ``split`` besides.

    Events bear ``cameo`` and ``scope`` (``domestic`` when they stay within one state) besides the usual fields, and
    parties may bear ``sector``. Files are read in the order of their names.

    Raises:
        CorpusError: a line is malformed, a party or evidence does not stand in its sentence, or a type, mode,
            status, CAMEO code, party code, sector, register or region is unknown.
    """
    codes = known_codes()
    return [record for path in sorted(folder.glob("*.txt")) for record in _read(path, codes)]


def _read(path: Path, codes: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The records of one file, in its order."""
    record: dict[str, Any] | None = None
    header: tuple[str, dt.date, str | None] | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        where = f"{path.name}:{number}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            header = _header(line, where)
        elif line.startswith("+"):
            if record is None:
                raise CorpusError(f"{where}: an event without a sentence above it")
            published = dt.date.fromisoformat(record["published"][:10])
            record["events"].append(_event(line[1:], record["text"], published, codes, where))
        else:
            if record is not None:
                yield _finished(record)
            if header is None:
                raise CorpusError(f"{where}: no '@ register date' line above the first sentence")
            record = _sentence(path.stem, line, *header)
    if record is not None:
        yield _finished(record)


def _header(line: str, where: str) -> tuple[str, dt.date, str | None]:
    words = line[1:].split()
    if len(words) not in (2, 3) or words[0] not in REGISTERS or words[2:] and words[2] not in REGIONS:
        raise CorpusError(f"{where}: expected '@ register date [region]' with one of {REGISTERS} and {REGIONS}")
    return words[0], _iso(words[1], where), words[2] if words[2:] else None


def _sentence(stem: str, text: str, register: str, published: dt.date, region: str | None) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {
        "id": f"{stem}-{digest[:10]}",
        "published": f"{published.isoformat()}T12:00:00Z",
        "title": "",
        "text": text,
        "events": [],
        "region": region,
        "register": register,
    }


def _finished(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its region, read from its parties where the header names none, and its side of the split."""
    parties = [party for event in record["events"] for party in (*event["actors"], *event["recipients"])]
    homes = (REGION_OF.get(party["country"] or "") for party in parties)
    record["region"] = record["region"] or next(filter(None, homes), "international")
    record["split"] = split_of(record["id"])
    return record


def split_of(identifier: str) -> str:
    """``test`` for about a quarter of all ids, ``train`` for the rest; depends on nothing but the id."""
    digest = hashlib.sha256(f"split:{identifier}".encode()).digest()
    return "test" if int.from_bytes(digest[:4], "big") < TEST_SHARE * 2**32 else "train"


def _event(line: str, text: str, published: dt.date, codes: frozenset[str], where: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < 2:
        raise CorpusError(f"{where}: expected 'TYPE[/mode] [status] CAMEO | parties'")
    kind, mode, status, cameo = _act(parts[0], where)
    actors, recipients, reciprocal = _parties(parts[1], text, codes, where)
    start = end = place = scope = evidence = None
    for part in parts[2:]:
        if part.startswith("@"):
            start, end = _dates(part[1:].strip(), published, where)
        elif re.fullmatch(r"in [A-Z]{3}", part):
            place = part[3:]
            if place not in codes:
                raise CorpusError(f"{where}: unknown place {place!r}")
        elif part in ("domestic", "international"):
            scope = part
        elif evidence is None:
            evidence = _stretch(part, text, where)
        else:
            raise CorpusError(f"{where}: a second piece of evidence, {part!r}")
    return {
        "type": kind,
        "mode": mode,
        "status": status,
        "cameo": cameo,
        "actors": actors,
        "recipients": recipients,
        "reciprocal": reciprocal,
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "location_country": place,
        "evidence": evidence or text.rstrip(" .!?…"),
        "scope": scope or _scope([*actors, *recipients]),
    }


def _act(part: str, where: str) -> tuple[str, str | None, str, str]:
    words = part.split()
    if len(words) not in (2, 3):
        raise CorpusError(f"{where}: expected 'TYPE[/mode] [status] CAMEO', found {part!r}")
    kind, _, mode = words[0].partition("/")
    status, cameo = words[1] if len(words) == 3 else "occurred", words[-1]
    if kind not in EVENT_TYPES:
        raise CorpusError(f"{where}: unknown type {kind!r}")
    if mode and mode not in MODES.get(kind, ()):
        raise CorpusError(f"{where}: {kind} has no mode {mode!r}")
    if status not in STATUSES:
        raise CorpusError(f"{where}: unknown status {status!r}")
    if cameo not in CAMEO_BY_TYPE[kind]:
        raise CorpusError(f"{where}: CAMEO {cameo} is no code of {kind}")
    return kind, mode or None, status, cameo


def _parties(
    part: str, text: str, codes: frozenset[str], where: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
    """Actors, recipients and whether the event is symmetric."""
    if "<>" in part:
        sides = [_side(side, text, codes, where) for side in part.split("<>")]
        return [party for side in sides for party in side], [], True
    actors, arrow, recipients = part.partition("->")
    if arrow and not recipients.strip():
        raise CorpusError(f"{where}: nobody stands behind '->'")
    return _side(actors, text, codes, where), _side(recipients, text, codes, where), False


def _side(side: str, text: str, codes: frozenset[str], where: str) -> list[dict[str, Any]]:
    parties: list[dict[str, Any]] = []
    for item in filter(None, (item.strip() for item in side.split(";"))):
        name, equals, label = item.rpartition("=")
        code, _, sector = label.partition("/")
        if not equals or code != "?" and code not in codes:
            raise CorpusError(f"{where}: expected 'text=CODE[/SECTOR]' with a known code, found {item!r}")
        if sector and sector not in SECTORS:
            raise CorpusError(f"{where}: unknown sector {sector!r}")
        if not _stands(name, text):
            raise CorpusError(f"{where}: {name!r} does not stand in the sentence")
        party: dict[str, Any] = {"name": name, "country": None if code == "?" else code}
        if sector:
            party["sector"] = sector
        parties.append(party)
    return parties


def _stands(name: str, text: str) -> bool:
    """Whether ``name`` stands in ``text`` as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _stretch(part: str, text: str, where: str) -> str:
    """The evidence itself, or the stretch between its first and last words."""
    head, gap, tail = part.partition(" ... ")
    start = text.find(head)
    end = text.find(tail, start + len(head)) if gap else start
    if start < 0 or end < 0:
        raise CorpusError(f"{where}: evidence {part!r} does not stand in the sentence")
    return text[start : end + len(tail)] if gap else head


def _scope(parties: list[dict[str, Any]]) -> str:
    """``domestic`` when two parties or more are all of one state."""
    homes = {party["country"] for party in parties}
    return "domestic" if len(parties) > 1 and len(homes) == 1 and homes <= REGION_OF.keys() else "international"


def _iso(word: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        raise CorpusError(f"{where}: {word!r} is no ISO day") from None


def _dates(part: str, published: dt.date, where: str) -> tuple[dt.date | None, dt.date | None]:
    first, dots, last = part.partition("..")
    start = _span(first, published, where) if first else None
    if not dots:
        return start if start else (None, None)
    end = _span(last, published, where) if last else None
    return start[0] if start else None, end[1] if end else None


def _span(word: str, published: dt.date, where: str) -> tuple[dt.date, dt.date]:
    """First and last day a date word stands for."""
    day = dt.timedelta(days=1)
    monday = published - published.weekday() * day
    first_of_month = published.replace(day=1)
    if word in ("today", "yesterday", "tomorrow"):
        found = published + {"today": 0, "yesterday": -1, "tomorrow": 1}[word] * day
        return found, found
    if word in ("last-week", "this-week", "next-week"):
        monday += {"last-week": -7, "this-week": 0, "next-week": 7}[word] * day
        return monday, monday + 6 * day
    if word == "weekend":
        return monday - 2 * day, monday - day
    if word == "last-month":
        return (first_of_month - day).replace(day=1), first_of_month - day
    if word == "next-month":
        following = first_of_month + 31 * day
        return following.replace(day=1), following.replace(
            day=calendar.monthrange(following.year, following.month)[1]
        )
    if word[:1] in "<>" and word[1:] in _WEEKDAYS:
        offset = _WEEKDAYS.index(word[1:]) - published.weekday()
        found = published + (offset % 7 or 7) * day if word[0] == ">" else published - (-offset % 7) * day
        return found, found
    if re.fullmatch(r"\d{4}", word):
        return dt.date(int(word), 1, 1), dt.date(int(word), 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", word):
        year, month = map(int, word.split("-"))
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    found = _iso(word, where)
    return found, found
