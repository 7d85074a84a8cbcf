"""Who acts in the world's politics: the actor data, read once, checked, and indexed for matching.

The data are the CSV files in `data/actors/` (see `data/SOURCES.md`). In their lists, entries are separated by
semicolons, and an entry that starts with `=` is matched only as written, case and accents included (`=US`).
"""

from __future__ import annotations

import csv
import datetime
import functools
import importlib.resources
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.events.folding import fold
from transforms.events.names import surname_of

SECTORS = frozenset(
    "GOV MIL COP JUD LEG SPY PTY REB PRM UAF UNK PRE AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP REL SOC".split()
)
ORGANISATIONS = frozenset(
    """UNO EUU NAT ASE AFU ECW SAD EAC IGD MER UNS OAS CCM CEL PIF ARL GCC OIC IAE WTO IMF WBK ICC ICJ ITL OPC G7
    G20 BRI SCO CST CIS OSC COE CWN NAL ICR NGO""".split()
)
KINDS = frozenset(
    """country demonym people capital city region dependency metonym organisation armed_group person office
    agent""".split()
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Family name first, so the first word is the surname.
_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "KHM", "HKG"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name in the lexicon stands for.

    `country` is an ISO 3166 alpha-3 or organisation code, `sector` a PLOVER sector; both None where the name
    alone does not tell. `traits` are: weak (a name many states use: another state's modifier wins), inherits
    (takes the sector of what it speaks for), posting (the place it is sent to is not its own), envoy, org, head,
    inst, ngo, ref, state, exact.
    """

    kind: str
    entity_id: str
    name: str
    country: str | None = None
    sector: str | None = None
    sectors_other: tuple[str, ...] = ()
    role: str | None = None
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tenure:
    """One office of one person; both dates inclusive, None where open or not known."""

    person_id: str
    name: str
    country: str | None
    role: str
    sector: str
    sectors_other: tuple[str, ...]
    start: datetime.date | None
    end: datetime.date | None

    def covers(self, date: datetime.date) -> bool:
        return (self.start is None or self.start <= date) and (self.end is None or date <= self.end)


@dataclass(frozen=True, slots=True)
class Surface:
    """One way an entry is written. `entry` is None for a phrase that only looks like an actor.

    `capitals` are the offsets that must be capitals in the text; `exact` the spelling to insist on; `article`
    is set for names that are meant only after "the" (the Alliance, the Diet).
    """

    folded: str
    lowered: str
    capitals: tuple[int, ...]
    exact: str | None
    article: bool
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Openings:
    """The surfaces that start with one word: their lengths, longest first, and the surfaces by lowered text."""

    lengths: tuple[int, ...]
    by_text: dict[str, tuple[Surface, ...]]


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """All actor data.

    `by_word` gives, for a first word as written, the surfaces it may open; `namesakes` the persons who share a
    name, by the lowered name; `surnames` persons by surname; `offices` tenures by lowered role and country.
    """

    by_word: dict[str, Openings]
    entries: dict[str, Entry]
    tenures: dict[str, tuple[Tenure, ...]]
    surnames: dict[str, tuple[str, ...]]
    namesakes: dict[str, tuple[str, ...]]
    offices: dict[tuple[str, str], tuple[Tenure, ...]]
    states: dict[str, str]

    def tenure_at(self, person_id: str, date: datetime.date | None) -> tuple[Tenure, bool]:
        """The office that best describes a person at `date` (None: today's knowledge) and whether it is over.

        Offices held at the date come first, then the latest one already left, then the first one still to come.
        """
        tenures = self.tenures[person_id]
        when = date or datetime.date.max
        held = [tenure for tenure in tenures if tenure.covers(when)]
        if held:
            return held[-1], False
        past = [tenure for tenure in tenures if tenure.end is not None and tenure.end < when]
        if past:
            return max(past, key=lambda tenure: tenure.end or datetime.date.min), True
        return tenures[0], False

    def holders(self, role: str, country: str, date: datetime.date) -> tuple[Tenure, ...]:
        """Who held `role` for `country` at `date`."""
        return tuple(t for t in self.offices.get((role.lower(), country), ()) if t.covers(date))


def _rows(name: str, required: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of one data file with a label for error messages; ids and required columns checked."""
    path = importlib.resources.files("transforms.events").joinpath("data", "actors", name)
    with path.open(encoding="utf-8", newline="") as handle:
        seen: set[str] = set()
        for number, row in enumerate(csv.DictReader(handle), 2):
            where = f"actors/{name} line {number}"
            if None in row or None in row.values():
                raise ValueError(f"{where}: the number of columns differs from the header's")
            for column in ("id", "source", *required):
                if not row.get(column):
                    raise ValueError(f"{where}: column {column!r} is empty or missing")
            if row["id"] in seen:
                raise ValueError(f"{where}: id {row['id']!r} is used twice")
            seen.add(row["id"])
            yield where, row


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _date(where: str, cell: str) -> datetime.date | None:
    if not cell:
        return None
    if not _DATE.fullmatch(cell):
        raise ValueError(f"{where}: {cell!r} is not a date like 2005-11-22")
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{where}: {cell!r} is not a day of the calendar") from error


class _Builder:
    """Collects surfaces and entries while the files are read."""

    def __init__(self) -> None:
        self.surfaces: dict[tuple[str, str | None], list[Surface]] = defaultdict(list)
        self.entries: dict[str, Entry] = {}
        self.codes: set[str] = set(ORGANISATIONS)

    def check(self, where: str, code: str, sectors: Iterable[str]) -> None:
        if code and code not in self.codes:
            raise ValueError(f"{where}: unknown country or organisation code {code!r}")
        for sector in sectors:
            if sector and sector not in SECTORS:
                raise ValueError(f"{where}: unknown sector {sector!r}")

    def add(self, where: str, entry: Entry | None, names: Iterable[str], *, lower: bool = False) -> None:
        """Register the ways `entry` is written; `lower` for common nouns, which match in any case."""
        if entry is not None:
            if entry.kind not in KINDS:
                raise ValueError(f"{where}: unknown kind {entry.kind!r}")
            self.entries.setdefault(entry.entity_id, entry)
        for name in names:
            exact = name[1:] if name.startswith("=") else None
            folded = fold(exact if exact is not None else name)
            article = folded.startswith("the ")
            folded = folded[4:] if article else folded
            if not folded or not folded[0].isalnum():
                raise ValueError(f"{where}: a name must start with a letter or digit: {name!r}")
            capitals = (
                () if lower and folded.islower() else tuple(i for i, c in enumerate(folded) if c.isupper())
            )
            surface = Surface(folded, folded.lower(), capitals, exact, article, entry)
            same = self.surfaces[surface.lowered, exact]
            # The first file to claim a name keeps it; only persons share names, told apart by date.
            if same and not (same[0].entry and entry and same[0].entry.kind == entry.kind == "person"):
                continue
            if all(other.entry != entry for other in same):
                same.append(surface)

    def index(self) -> dict[str, Openings]:
        by_word: dict[str, dict[str, list[Surface]]] = defaultdict(lambda: defaultdict(list))
        for surfaces in self.surfaces.values():
            for surface in surfaces:
                word = _WORD.match(surface.folded)
                assert word is not None
                first = word.group()
                forms = {first, first.upper()}
                if surface.exact is not None:
                    forms = {first}
                elif first[0].islower():
                    forms.add(first[0].upper() + first[1:])
                for form in forms:
                    by_word[form][surface.lowered].append(surface)
        # The exactly spelt before the loosely spelt.
        return {
            word: Openings(
                tuple(sorted({len(text) for text in texts}, reverse=True)),
                {text: tuple(sorted(found, key=lambda s: s.exact is None)) for text, found in texts.items()},
            )
            for word, texts in by_word.items()
        }


_WORD = re.compile(r"[^\W_]+")


def _plural(phrase: str) -> str:
    """The plural of a title: ministers, spokesmen, chiefs of staff, attorneys general, deputy mayors."""
    head, joint, rest = phrase, "", ""
    for preposition in (" of ", " to ", " for ", " at "):
        if preposition in phrase:
            head, joint, rest = phrase.partition(preposition)
            break
    else:
        for postposed in (
            " general",
            "-general",
            " d'affaires",
            " d’affaires",
            "-in-office",
            "-designate",
            "-elect",
        ):
            if phrase.endswith(postposed) and phrase != "major general":
                head, joint, rest = phrase[: -len(postposed)], postposed, ""
                break
    if head.endswith("man") and not head.endswith("human"):
        plural = head[:-3] + "men"
    elif head.endswith("person") and len(head) > 6:
        plural = head[:-6] + "people"
    elif head.endswith(("s", "x", "ch", "sh")):
        plural = head + "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        plural = head[:-1] + "ies"
    else:
        plural = head + "s"
    return plural + joint + rest


def _read_states(build: _Builder) -> dict[str, str]:
    states: dict[str, str] = {}
    rows = list(_rows("states.csv", ("code", "name")))
    build.codes.update(row["code"] for _, row in rows)
    for where, row in rows:
        code, name, entity = row["code"], row["name"], row["id"]
        states[code] = name
        build.add(where, Entry("country", entity, name, code), [name, *_list(row["aliases"])])
        build.add(where, Entry("demonym", entity, name, code), _list(row["adjectives"]))
        build.add(where, Entry("people", entity, name, code), _list(row["people"]))
        for capital in _list(row["capitals"]):
            seat = capital.lstrip("=")
            build.add(where, Entry("capital", f"{entity}/{seat}", seat, code, "GOV"), [capital])
    return states


def _read_places(build: _Builder) -> None:
    for where, row in _rows("places.csv", ("name", "code", "status")):
        if row["status"] not in ("dependency", "de_facto", "region"):
            raise ValueError(f"{where}: unknown status {row['status']!r}")
        build.check(where, row["code"], [row["sector"]])
        kind = "region" if row["status"] == "region" else "dependency"
        code, name, entity = row["code"], row["name"], row["id"]
        other = (row["sector"],) if row["sector"] else ()
        build.add(where, Entry(kind, entity, name, code, None, other), [name, *_list(row["aliases"])])
        build.add(where, Entry("demonym", entity, name, code, None, other), _list(row["adjectives"]))
        build.add(where, Entry("people", entity, name, code, None, other), _list(row["people"]))
        for seat in _list(row["seats"]):
            build.add(where, Entry("capital", f"{entity}/{seat}", seat, code, "GOV", other), [seat])
    for where, row in _rows("cities.csv", ("name", "code")):
        build.check(where, row["code"], [])
        city = Entry("city", row["id"], row["name"].split(",")[0], row["code"], "CVL")
        build.add(where, city, [row["name"]])
    for where, row in _rows("peoples.csv", ("name",)):
        build.check(where, row["code"], [])
        people = Entry("people", row["id"], row["name"], row["code"] or None)
        build.add(where, people, [row["name"], *_list(row["aliases"])])
        adjective = Entry("demonym", row["id"], row["name"], row["code"] or None)
        build.add(where, adjective, _list(row["adjective"]))


def _read_bodies(build: _Builder, name: str) -> None:
    for where, row in _rows(name, ("name",)):
        others = tuple(_list(row["sectors_other"]))
        build.check(where, row["code"], [row["sector"], *others])
        entry = Entry(
            row.get("kind") or "metonym", row["id"], row["name"], row["code"] or None, row["sector"] or None,
            others, None, frozenset(_list(row["traits"])),
        )  # fmt: skip
        build.add(where, entry, [row["name"], *_list(row["aliases"])])


def _read_titles(build: _Builder) -> None:
    for where, row in _rows("offices.csv", ("titles", "role")):
        others = tuple(_list(row["sectors_other"]))
        build.check(where, "", [row["sector"], *others])
        traits = frozenset(_list(row["traits"]))
        entry = Entry(
            "office", row["id"], row["role"], None, row["sector"] or None, others, row["role"], traits
        )
        titles = _list(row["titles"])
        build.add(where, entry, titles, lower=True)
        many = Entry(**{**_fields(entry), "traits": traits | {"plural"}})
        build.add(where, many, [_plural(title) for title in titles if not title.endswith(".")], lower=True)
    for where, row in _rows("portfolios.csv", ("adjectives", "nouns")):
        others = tuple(_list(row["sectors_other"]))
        build.check(where, "", others)
        for adjective in _list(row["adjectives"]):
            _add_portfolio(
                build, where, row["id"], others, adjective, f"{adjective} minister", f"{adjective} ministry"
            )
        for noun in _list(row["nouns"]):
            _add_portfolio(
                build, where, row["id"], others, noun, f"minister of {noun}", f"ministry of {noun}"
            )
            _add_portfolio(
                build, where, row["id"], others, noun, f"minister for {noun}", f"ministry for {noun}"
            )
            _add_portfolio(
                build, where, row["id"], others, noun, f"secretary for {noun}", f"department of {noun}"
            )
    for where, row in _rows("agents.csv", ("nouns",)):
        others = tuple(_list(row["sectors_other"]))
        build.check(where, "", [row["sector"], *others])
        traits = frozenset(_list(row["traits"]))
        for noun in _list(row["nouns"]):
            entry = Entry("agent", row["id"], noun, None, row["sector"] or None, others, None, traits)
            build.add(where, entry, [noun], lower=True)


def _fields(entry: Entry) -> dict[str, object]:
    return {slot: getattr(entry, slot) for slot in Entry.__slots__}


def _add_portfolio(
    build: _Builder, where: str, entity: str, others: tuple[str, ...], noun: str, minister: str, ministry: str
) -> None:
    """The minister, deputies and ministry of one portfolio."""
    role = (
        minister.title() if " of " not in minister and " for " not in minister else f"{noun.title()} Minister"
    )
    role = {"Defense Minister": "Defence Minister", "Foreign Affairs Minister": "Foreign Minister"}.get(
        role, role
    )
    entity = f"{entity}/minister"
    one = Entry("office", entity, role, None, "GOV", others, role)
    many = Entry("office", entity, role, None, "GOV", others, role, frozenset({"plural"}))
    build.add(where, one, [minister], lower=True)
    build.add(where, many, [_plural(minister)], lower=True)
    for rank in ("deputy", "vice", "first deputy", "assistant"):
        title = f"{rank.title()} {role}"
        build.add(
            where,
            Entry("office", entity, title, None, "GOV", others, title),
            [f"{rank} {minister}"],
            lower=True,
        )
    institution = Entry(
        "agent", f"{entity[:-9]}/ministry", ministry, None, "GOV", others, None, frozenset({"inst"})
    )
    build.add(where, institution, [ministry, _plural(ministry)], lower=True)


def _read_persons(build: _Builder) -> dict[str, tuple[Tenure, ...]]:
    tenures: dict[str, list[Tenure]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for where, row in _rows("office_holders.csv", ("person", "name", "office", "sector")):
        others = tuple(_list(row["sectors_other"]))
        build.check(where, row["code"], [row["sector"], *others])
        start, end = _date(where, row["from"]), _date(where, row["to"])
        if start and end and start > end:
            raise ValueError(f"{where}: from {start} lies after to {end}")
        person = row["person"]
        tenures[person].append(
            Tenure(person, row["name"], row["code"] or None, row["office"], row["sector"], others, start, end)
        )
        labels.setdefault(person, where)
        for name in (row["name"], *_list(row["aliases"])):
            if name not in names[person]:
                names[person].append(name)
                if ". " in name:
                    names[person].append(name.replace(". ", " "))
    for person, held in tenures.items():
        held.sort(key=lambda tenure: (tenure.start or datetime.date.min, tenure.end or datetime.date.max))
        entry = Entry("person", person, held[0].name, held[0].country)
        build.add(labels[person], entry, names[person])
    return {person: tuple(held) for person, held in tenures.items()}


@functools.cache
def load() -> ActorLexicon:
    """The actor lexicon, read from the package's data files on first use.

    Raises ValueError naming file, line and what is wrong, for any row that cannot be used.
    """
    build = _Builder()
    for where, row in _rows("false_friends.csv", ("phrase",)):
        build.add(where, None, [row["phrase"]])
    states = _read_states(build)
    _read_bodies(build, "metonyms.csv")
    _read_bodies(build, "organisations.csv")
    _read_places(build)
    tenures = _read_persons(build)
    _read_titles(build)
    surnames: dict[str, list[str]] = defaultdict(list)
    offices: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for person, held in tenures.items():
        family = surname_of(held[0].name, family_first=held[0].country in _FAMILY_FIRST)
        surnames[fold(family).lower()].append(person)
        for tenure in held:
            if tenure.country:
                offices[tenure.role.lower(), tenure.country].append(tenure)
    return ActorLexicon(
        by_word=build.index(),
        entries=build.entries,
        tenures=tenures,
        surnames={name: tuple(found) for name, found in surnames.items()},
        namesakes={
            text: tuple(s.entry.entity_id for s in found if s.entry is not None)
            for (text, _), found in build.surfaces.items()
            if len(found) > 1
        },
        offices={key: tuple(found) for key, found in offices.items()},
        states=states,
    )
