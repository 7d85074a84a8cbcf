"""Reading the actor data files into entries and the ways they are written.

In their lists, an entry that starts with `=` is matched only as written, case and accents included (`=US`),
and one that starts with "the " only after "the".
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.events.who.actor_rows import parse_date, read_rows, split_list
from transforms.events.who.folding import fold
from transforms.events.who.lexicon_entries import (
    KINDS,
    ORGANISATIONS,
    SECTORS,
    Entry,
    Openings,
    Period,
    Surface,
    Tenure,
)

_WORD = re.compile(r"[^\W_]+")


_DOTTED = (("UN ", "U.N. "), ("US ", "U.S. "), ("UK ", "U.K. "), ("EU ", "E.U. "))


def _spellings(names: Iterable[str]) -> Iterator[str]:
    """Each name with the spellings that differ by rule only: U.N. for UN, al Qaeda for al-Qaeda."""
    for name in names:
        yield name
        if name.startswith("Al-"):
            yield from (f"al-{name[3:]}", f"al {name[3:]}")
        for plain, dotted in _DOTTED:
            if name.startswith(plain):
                yield dotted + name[len(plain) :]
        if not name.startswith("=") and re.search(r"\b[Aa]l-[A-Z]", name):
            yield re.sub(r"\b([Aa]l)-(?=[A-Z])", r"\1 ", name)


class Builder:
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
        for name in _spellings(names):
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
            if (
                entry is not None
                and same
                and same[0].entry == entry
                and len(surface.capitals) < len(same[0].capitals)
            ):
                same[0] = surface  # RENAMO and Renamo: the spelling that asks for less holds both
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


def read_states(build: Builder) -> dict[str, str]:
    states: dict[str, str] = {}
    rows = list(read_rows("states.csv", ("code", "name")))
    build.codes.update(row["code"] for _, row in rows)
    for where, row in rows:
        code, name, entity = row["code"], row["name"], row["id"]
        states[code] = name
        build.add(where, Entry("country", entity, name, code), [name, *split_list(row["aliases"])])
        build.add(where, Entry("demonym", entity, name, code), split_list(row["adjectives"]))
        build.add(where, Entry("people", entity, name, code), split_list(row["people"]))
        for capital in split_list(row["capitals"]):
            seat = capital.lstrip("=")
            build.add(where, Entry("capital", f"{entity}/{seat}", seat, code, "GOV"), [capital])
    return states


def read_places(build: Builder) -> None:
    for where, row in read_rows("places.csv", ("name", "code", "status")):
        if row["status"] not in ("dependency", "de_facto", "region"):
            raise ValueError(f"{where}: unknown status {row['status']!r}")
        build.check(where, row["code"], [row["sector"]])
        kind = "region" if row["status"] == "region" else "dependency"
        code, name, entity = row["code"], row["name"], row["id"]
        other = (row["sector"],) if row["sector"] else ()
        build.add(where, Entry(kind, entity, name, code, None, other), [name, *split_list(row["aliases"])])
        build.add(where, Entry("demonym", entity, name, code, None, other), split_list(row["adjectives"]))
        build.add(where, Entry("people", entity, name, code, None, other), split_list(row["people"]))
        for seat in split_list(row["seats"]):
            build.add(where, Entry("capital", f"{entity}/{seat}", seat, code, "GOV", other), [seat])
    for where, row in read_rows("cities.csv", ("name", "code")):
        build.check(where, row["code"], [])
        city = Entry("city", row["id"], row["name"].split(",")[0], row["code"], "CVL")
        build.add(where, city, [row["name"]])
    for where, row in read_rows("peoples.csv", ("name",)):
        build.check(where, row["code"], [])
        people = Entry("people", row["id"], row["name"], row["code"] or None)
        build.add(where, people, [row["name"], *split_list(row["aliases"])])
        adjective = Entry("demonym", row["id"], row["name"], row["code"] or None)
        build.add(where, adjective, split_list(row["adjective"]))


def _period(where: str, cell: str) -> Period:
    """A cell like "REB 2001-12-07..2021-08-14"; either day may be left out."""
    sector, _, span = cell.partition(" ")
    first, dots, last = span.partition("..")
    if not dots:
        raise ValueError(f"{where}: a period looks like 'REB 2001-12-07..2021-08-14', not {cell!r}")
    return Period(
        sector, parse_date(where, first) or datetime.date.min, parse_date(where, last) or datetime.date.max
    )


def read_bodies(build: Builder, name: str) -> None:
    for where, row in read_rows(name, ("name",)):
        others = tuple(split_list(row["sectors_other"]))
        periods = tuple(_period(where, cell) for cell in split_list(row.get("periods", "")))
        build.check(where, row["code"], [row["sector"], *others, *(period.sector for period in periods)])
        entry = Entry(
            row.get("kind") or "metonym", row["id"], row["name"], row["code"] or None, row["sector"] or None,
            others, None, frozenset(split_list(row["traits"])), periods,
        )  # fmt: skip
        build.add(where, entry, [row["name"], *split_list(row["aliases"])])


def read_titles(build: Builder) -> None:
    for where, row in read_rows("offices.csv", ("titles", "role")):
        others = tuple(split_list(row["sectors_other"]))
        build.check(where, row["code"], [row["sector"], *others])
        traits = frozenset(split_list(row["traits"]))
        entry = Entry(
            "office",
            row["id"],
            row["role"],
            row["code"] or None,
            row["sector"] or None,
            others,
            row["role"],
            traits,
        )
        titles = split_list(row["titles"])
        build.add(where, entry, titles, lower=True)
        many = replace(entry, traits=traits | {"plural"})
        build.add(where, many, [_plural(title) for title in titles if not title.endswith(".")], lower=True)
    for where, row in read_rows("portfolios.csv", ("adjectives", "nouns")):
        others = tuple(split_list(row["sectors_other"]))
        build.check(where, "", others)
        for adjective in split_list(row["adjectives"]):
            _add_portfolio(
                build, where, row["id"], others, adjective, f"{adjective} minister", f"{adjective} ministry"
            )
        for noun in split_list(row["nouns"]):
            _add_portfolio(
                build, where, row["id"], others, noun, f"minister of {noun}", f"ministry of {noun}"
            )
            _add_portfolio(
                build, where, row["id"], others, noun, f"minister for {noun}", f"ministry for {noun}"
            )
            _add_portfolio(
                build, where, row["id"], others, noun, f"secretary for {noun}", f"department of {noun}"
            )
    for where, row in read_rows("agents.csv", ("nouns",)):
        others = tuple(split_list(row["sectors_other"]))
        build.check(where, "", [row["sector"], *others])
        traits = frozenset(split_list(row["traits"]))
        for noun in split_list(row["nouns"]):
            entry = Entry("agent", row["id"], noun, None, row["sector"] or None, others, None, traits)
            build.add(where, entry, [noun], lower=True)


def _add_portfolio(
    build: Builder, where: str, entity: str, others: tuple[str, ...], noun: str, minister: str, ministry: str
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


def read_persons(build: Builder) -> dict[str, tuple[Tenure, ...]]:
    tenures: dict[str, list[Tenure]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for where, row in read_rows("office_holders.csv", ("person", "name", "office", "sector")):
        others = tuple(split_list(row["sectors_other"]))
        build.check(where, row["code"], [row["sector"], *others])
        start, end = parse_date(where, row["from"]), parse_date(where, row["to"])
        if start and end and start > end:
            raise ValueError(f"{where}: from {start} lies after to {end}")
        person = row["person"]
        tenures[person].append(
            Tenure(person, row["name"], row["code"] or None, row["office"], row["sector"], others, start, end)
        )
        labels.setdefault(person, where)
        for name in (row["name"], *split_list(row["aliases"])):
            if name not in names[person]:
                names[person].append(name)
                if ". " in name:
                    names[person].append(name.replace(". ", " "))
    for person, held in tenures.items():
        held.sort(key=lambda tenure: (tenure.start or datetime.date.min, tenure.end or datetime.date.max))
        entry = Entry("person", person, held[0].name, held[0].country)
        build.add(labels[person], entry, names[person])
    return {person: tuple(held) for person, held in tenures.items()}
