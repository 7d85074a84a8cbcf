"""Put every trigger through every construction of news English and count what the coder finds.

The tables beside `tests/golden/test_constructions.py` hold triggers with their frames, constructions with what follows from
them, and parties. A cell is one sentence; type, doer, recipient, status and speaker follow from trigger and construction, so
that nobody labels it. `python -m tools.constructions` prints the share found by construction and type,
`--misses WORD` the cells missed of constructions or triggers that contain a word.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.events import confidence
from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft
from transforms.events.what.words import IRREGULAR_VERBS, verb_forms

TABLES = Path(__file__).resolve().parents[1] / "tests" / "golden" / "constructions"
DAY = dt.date(2024, 5, 15)

HARM = frozenset("PROTEST MOBILIZE SANCTION COERCE ASSAULT".split())
COOP = frozenset("CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT".split())
SPEECH = frozenset("ACCUSE REQUEST REJECT THREATEN SUPPORT".split())
GROUPS = {"all": HARM | COOP | SPEECH | {"AGREE"}, "harm": HARM, "coop": COOP, "speech": SPEECH}
BODY_IS_TARGET = frozenset("ACCUSE REQUEST REJECT SUPPORT AGREE THREATEN CONSULT".split())
"""Types whose recipient may well be an organisation."""

Row = dict[str, str]
Expected = tuple[frozenset[str] | None, frozenset[str] | None, str, str]
"""Codes of doers and recipients (None: any), type, status ("" for any)."""


@dataclass(frozen=True)
class Party:
    """A party in one of its guises: `text` as subject or object, with the number of its verb."""

    code: str
    text: str
    row: Row
    plural: bool = False
    kind: str = "name"

    @property
    def owner(self) -> str:
        """The possessive."""
        return self.text + ("'" if self.text.endswith("s") else "'s")


@dataclass(frozen=True)
class Cell:
    """One sentence and what it tells."""

    frame: str
    trigger: str
    type: str
    sentence: str
    headline: bool
    expected: tuple[Expected, ...]
    reciprocal: bool
    speaker: str | None

    @property
    def id(self) -> str:
        """Construction and trigger."""
        return f"{self.frame} / {self.trigger}"


# -- words ---------------------------------------------------------------------------------------------------------------


def inflected(lemma: str) -> dict[str, str]:
    """Return the forms of a verb by name: base, s, past, pp, ing."""
    if lemma in IRREGULAR_VERBS:
        forms = IRREGULAR_VERBS[lemma].split()
        ing = forms[-1]
        past = forms[1]
        pp = forms[2] if len(forms) > 3 else past
        return {"base": lemma, "s": forms[0], "past": past, "pp": pp, "ing": ing}
    forms_ = verb_forms(lemma)
    (ing,) = (f for f in forms_ if f.endswith("ing") and f != lemma)
    past = next(f for f in sorted(forms_) if f.endswith("ed") and f != lemma)
    third = next(f for f in forms_ if f.endswith("s") and f not in (lemma, past))
    return {"base": lemma, "s": third, "past": past, "pp": past, "ing": ing}


def plural(noun: str) -> bool:
    """Whether a noun phrase of the tables takes a plural verb."""
    return re.split(r" (?:of|with|on|from|to|at) ", noun)[0].endswith("s")


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def guise(row: Row, kind: str) -> Party:
    """Return a party as a state or body, by its capital, its minister, its forces or its people."""
    name = ("the " if row["name"] == "Philippines" else "") + row["name"]
    adjective = row["adjective"]
    text, many = {
        "name": (name, False),
        "capital": (row["capital"], False),
        "minister": (f"{adjective} Foreign Minister {row['minister']}", False),
        "government": (f"the {adjective} government", False),
        "troops": (f"{adjective} troops", True),
        "forces": (f"{adjective} forces", True),
        "students": (f"{adjective} students", True),
        "farmers": (f"thousands of {adjective} farmers", True),
    }[kind]
    return Party(row["code"], text, row, many, kind)


def doer_kinds(trigger: Row, needs: set[str]) -> Sequence[str]:
    """Return the guises in which the doer of a trigger may stand in a construction."""
    flags = set(trigger["flags"].split())
    if "minister" in needs:
        return () if flags & {"force", "people", "state"} else ("minister",)
    if "land" in needs or "notperson" in needs and not flags & {"force", "people"}:
        return () if flags & {"force", "people", "person"} else ("name",)
    if "notperson" in needs or "singular" in needs and flags & {"force", "people"}:
        return ()
    if flags & {"people"}:
        return ("students", "farmers")
    if "force" in flags:
        return ("troops", "name", "forces")
    if "person" in flags:
        return ("minister",)
    if "state" in flags:
        return ("name", "capital", "government")
    return ("name", "capital", "minister", "body")


class Parties:
    """Hands out parties, each cell its own, always the same ones."""

    def __init__(self, rows: list[Row], seed: str) -> None:
        self._lands = [r for r in rows if r["capital"]]
        self._bodies = [r for r in rows if not r["capital"]]
        self._number = zlib.crc32(seed.encode())
        self._used: set[str] = set()

    def pick(self, kinds: Sequence[str]) -> Party:
        """Return a party nobody in the cell has been yet."""
        self._number = (self._number * 1103515245 + 12345) % 2**31
        kind = kinds[(self._number >> 4) % len(kinds)]
        pool = self._bodies if kind == "body" else self._lands
        start = (self._number >> 9) % len(pool)
        row = next(r for r in (*pool[start:], *pool[:start]) if r["code"] not in self._used and r["name"])
        self._used.add(row["code"])
        return guise(row, "name" if kind == "body" else kind)


# -- cells ---------------------------------------------------------------------------------------------------------------


def table(name: str) -> list[Row]:
    """Return the rows of one table."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cells() -> Iterator[Cell]:
    """Yield every cell in which English is not odd."""
    parties = table("parties")
    triggers = table("triggers")
    for frame in table("frames"):
        types = frozenset().union(*(GROUPS.get(g, {g}) for g in frame["types"].split()))
        for trigger in triggers:
            if trigger["type"] in types:
                cell = _cell(frame, trigger, parties)
                if cell is not None:
                    yield cell


def _cell(frame: Row, trigger: Row, rows: list[Row]) -> Cell | None:
    needs, flags = set(frame["needs"].split()), set(trigger["flags"].split())
    obj, whole = trigger["object"], f"{trigger['object']} {trigger['tail']}"
    if "object" in needs and (not obj or flags & {"active"}):
        return None
    if "noits" in needs and re.search(r"\bits\b", whole) or "noun" in needs and not trigger["noun"]:
        return None
    if "bobj" in needs and obj != "{B}" or "bname" in needs and not re.search(r"\{B\}(?!')", whole):
        return None
    if "between" in needs and not ("recip" in flags and " with {B}" in trigger["noun"]):
        return None
    if "person" in needs and flags & {"state", "force", "people"}:
        return None
    kinds = doer_kinds(trigger, needs | ({"minister"} if "person" in needs or "personal" in needs else set()))
    if not kinds:
        return None
    name = " ".join(filter(None, (trigger["verb"].replace("_", " "), whole.strip())))
    cast = Parties(rows, f"{frame['id']} / {name}")
    actor = cast.pick(kinds)
    second = cast.pick(
        ["name"] if actor.kind in ("capital", "minister", "government", "name") else [actor.kind]
    )
    words = f"{whole} {trigger['noun']}"
    target_kinds = ["name", "capital"]
    if trigger["type"] in BODY_IS_TARGET and "{Badj}" not in words and "land" not in flags:
        target_kinds.append("body")
    if "land" in flags:
        target_kinds = ["name"]
    target, target2 = cast.pick(target_kinds), cast.pick(["name"])
    third = cast.pick(["name", "capital", "minister"])
    sentence = _sentence(
        frame["template"], trigger, {"A": actor, "A2": second, "B": target, "B2": target2, "C": third}
    )
    codes = {"A": actor.code, "A2": second.code, "B": target.code, "B2": target2.code, "C": third.code}
    headline = frame["id"].startswith("headline")
    return Cell(
        frame["id"],
        name,
        trigger["type"],
        capital(sentence),
        headline,
        tuple(_expected(frame["expect"], trigger, codes)),
        "recip" in flags,
        codes.get(frame["speaker"]),
    )


def _expected(rule: str, trigger: Row, codes: dict[str, str]) -> Iterator[Expected]:
    for item in rule.split("|"):
        sides, type_, *status = item.split()
        doers, _, others = sides.partition(">")

        def side(text: str) -> frozenset[str] | None:
            return None if text == "?" else frozenset(codes[x] for x in text.split("+") if x)

        pair = side(doers), side(others)
        if "swap" in trigger["flags"].split() and type_ == "*":
            pair = pair[1], pair[0]
        yield (*pair, trigger["type"] if type_ == "*" else type_, status[0] if status else "")


def _sentence(template: str, trigger: Row, cast: dict[str, Party]) -> str:
    a, b, c = cast["A"], cast["B"], cast["C"]
    verb, _, particle = trigger["verb"].partition("_")
    forms = inflected(verb)
    rest = " ".join(filter(None, (particle, trigger["object"], trigger["tail"])))
    bare = " ".join(filter(None, (particle, trigger["tail"])))
    phrases = {f: f"{v} {rest}".strip() for f, v in forms.items()}
    many = a.plural or "{A} and {A2}" in template or "{A2} and" in template
    obj = trigger["object"]
    obj_plural = plural(obj)
    person = guise(c.row, "minister")
    values = {
        "A": a.text, "Aposs": a.owner, "Acity": a.row["capital"], "Aplain": a.row["name"], "Aadj": a.row["adjective"],
        "Aname": a.row["minister"], "Aland": guise(a.row, "name").owner, "A2": cast["A2"].text,
        "Aperson": guise(a.row, "minister").text if a.row["capital"] else f"a spokesman for {a.text}",
        "C": c.text, "Cposs": c.owner, "Cperson": person.text,
        "past": phrases["past"], "base": phrases["base"], "pp": phrases["pp"], "ing": phrases["ing"],
        "Ing": phrases["ing"], "s": phrases["base"] if many else phrases["s"],
        "ppbare": f"{forms['pp']} {bare}".strip(), "pastbare": f"{forms['past']} {bare}".strip(), "Obj": obj,
        "pastjoined": re.sub(r"\{B\}", f"{b.text} and {cast['B2'].text}", phrases["past"]),
        "wasobj": "were" if obj_plural else "was", "hasobj": "have" if obj_plural else "has",
        "has": "have" if many else "has", "is": "are" if many else "is", "was": "were" if many else "was",
        "plan": "plan" if many else "plans", "noun": trigger["noun"], "stem": trigger["noun"].split(" with {B}")[0],
    }  # fmt: skip
    text = template
    for _ in range(2):
        text = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), text)
    text = text.replace("{Bs}", b.owner).replace("{Badj}", b.row["adjective"]).replace("{B}", b.text)
    text = re.sub(r"\b([Aa]) (?=[aeiouAEIOU](?!uropean))", r"\1n ", text)
    return re.sub(r"\b(\w+) the the\b", r"\1 the", text)


# -- what is found -------------------------------------------------------------------------------------------------------


def meets(cell: Cell, draft: Draft) -> bool:
    """Whether a draft is what the cell tells."""
    doers = frozenset(p.country for p in draft.actors if p.country)
    others = frozenset(p.country for p in draft.recipients if p.country)
    for want_doers, want_others, type_, status in cell.expected:
        if draft.type != type_ or status and draft.status != status:
            continue
        if (
            cell.speaker
            and type_ == cell.type
            and (draft.speaker is None or draft.speaker.country != cell.speaker)
        ):
            continue
        if want_doers in (None, doers) and want_others in (None, others):
            return True
        both = (want_doers or frozenset()) | (want_others or frozenset())
        if cell.reciprocal and draft.reciprocal and doers == both:
            return True
    return False


def verdicts(some: Iterable[Cell], coder: Coder) -> Iterator[tuple[Cell, bool, bool, list[Draft]]]:
    """Yield each cell, whether a draft of it is right, whether the ranker keeps that one, and all drafts."""
    chosen = list(some)
    inputs = [
        CoderInput(str(i), c.sentence if c.headline else "", "" if c.headline else c.sentence, DAY)
        for i, c in enumerate(chosen)
    ]
    ranker = confidence.load()
    for cell, found in zip(chosen, coder.candidates(inputs), strict=True):
        right = [names for draft, names in found if meets(cell, draft)]
        kept = any(ranker.probability(names, "all") >= ranker.thresholds["all"] for names in right)
        yield cell, bool(right), kept, [draft for draft, _ in found]


def written(draft: Draft) -> str:
    """Return a draft on one line."""
    sides = [" ".join(p.country or p.text for p in side) for side in (draft.actors, draft.recipients)]
    speaker = f" said {draft.speaker.country}" if draft.speaker else ""
    return f"{draft.type} {draft.status} {sides[0]}{' =' if draft.reciprocal else ' > ' + sides[1]}{speaker} [{draft.rule}]"


def main() -> None:
    """Print the table, or misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", metavar="WORD", help="print the cells missed whose id contains WORD")
    parser.add_argument("--every", type=int, default=1, help="take every nth cell only")
    options = parser.parse_args()
    chosen = [c for i, c in enumerate(cells()) if i % options.every == 0]
    if options.misses is not None:
        chosen = [c for c in chosen if options.misses in c.id or options.misses == c.type]
    results = list(verdicts(chosen, Coder(scope="all")))
    if options.misses is not None:
        for cell, right, _, drafts in results:
            if not right:
                print(f"{cell.type} | {cell.id}\n    {cell.sentence}")
                for draft in drafts:
                    print(f"        {written(draft)}")
    _print_table("construction", [(c.frame, c.type, right, kept) for c, right, kept, _ in results])
    _print_table("trigger", [(f"{c.type} {c.trigger}", "", right, kept) for c, right, kept, _ in results])


def _print_table(name: str, results: list[tuple[str, str, bool, bool]]) -> None:
    rows: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row, column, right, kept in results:
        rows[row]["all"].append(right)
        rows[row]["kept"].append(kept)
        rows[row][column].append(right)
        rows["all"]["all"].append(right)
        rows["all"]["kept"].append(kept)
        rows["all"][column].append(right)
    columns = sorted({c for r in rows.values() for c in r} - {"all", "kept", ""})
    print(f"\n{name:44}   n drafts kept " + " ".join(c[:6].rjust(6) for c in columns))
    for row, found in sorted(rows.items(), key=lambda item: _share(item[1]["all"])):
        print(
            f"{row[:44]:44} {len(found['all']):4} {_share(found['all']):.2f} {_share(found['kept']):.2f}  "
            + " ".join((f"{_share(found[c]):6.2f}" if c in found else "      ") for c in columns)
        )


def _share(found: list[bool]) -> float:
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
