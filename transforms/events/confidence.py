"""The ranker: how likely a draft is right, from what the rules saw; drafts unlikely to be right are dropped.

A logistic regression over named features, trained on the project's own corpus by `make model`
(tools/train_ranker.py); the artefact is `data/ranker.json`. "Right" means that an annotator coded an event of this
type with at least one of its pairs of parties.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from transforms.events.choice import score
from transforms.events.drafts import Draft
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.party import Party

PRONOUNS = frozenset("he she it they we i his her its their our who which that him them us".split())


@dataclass(frozen=True, slots=True)
class Ranker:
    """A trained model: log-odds per feature; by scope, slope and offset that calibrate their sum (Platt scaling) and the
    least confidence a record is published with."""

    weights: dict[str, float]
    calibration: dict[str, tuple[float, float]]
    thresholds: dict[str, float]

    def probability(self, names: Iterable[str], scope: str) -> float:
        """Return the probability that a draft with these features is right."""
        slope, offset = self.calibration[scope]
        return 1.0 / (1.0 + math.exp(-(slope * score(self.weights, names) + offset)))


@functools.cache
def load() -> Ranker:
    """Read the shipped model.

    Raises:
        FileNotFoundError: the package was built without data/ranker.json.
    """
    raw = json.loads(files("transforms.events").joinpath("data", "ranker.json").read_text(encoding="utf-8"))
    calibration = {scope: (slope, offset) for scope, (slope, offset) in raw["calibration"].items()}
    return Ranker(raw["weights"], calibration, raw["thresholds"])


def features(draft: Draft, topics: dict[str, float], scope: str) -> tuple[str, ...]:
    """Return the names of the features a draft has; all are present or absent."""
    actors, recipients = draft.actors, draft.recipients
    codes = {p.country for p in draft.parties() if p.country}
    inside = bool({p.country for p in actors} & {p.country for p in recipients})
    out = [
        "bias",
        f"scope={scope}",
        f"type={draft.type}",
        f"status={draft.status}",
        f"type={draft.type}|status={draft.status}",
        f"mode={draft.type}/{draft.mode}",
        f"actors={_kind(actors)}",
        f"recipients={_kind(recipients)}",
        f"type={draft.type}|recipients={_kind(recipients)}",
        f"type={draft.type}|actors={_kind(actors)}",
        f"status={draft.status}|recipients={_kind(recipients)}",
        f"type={draft.type}|inside={inside}",
        f"how-many={min(len(actors), 3)}-{min(len(recipients), 3)}",
        f"apart={_distance(draft)}",
        f"of-the-article={len(codes & set(sorted(topics, key=lambda c: (-topics[c], c))[:2]))}",
        f"crowded={min(len(topics), 6)}",
        f"countries={_how_many(codes)}",
        f"mentions={min(int(draft.votes.get('mentions', 1)), 3)}",
        f"crowd={min(int(draft.votes.get('crowd', 1)), 5)}",
        f"topic={_share(codes, topics)}",
    ]
    out += [f"actor-sector={sector}" for sector in sorted({p.sector or "-" for p in actors})]
    out += [f"recipient-sector={sector}" for sector in sorted({p.sector or "-" for p in recipients})]
    out += sorted(
        {f"actor-form={_form(p)}" for p in actors} | {f"recipient-form={_form(p)}" for p in recipients}
    )
    out += [f"flag={flag}" for flag in sorted(draft.flags)]
    for name, parties in (("actor", actors), ("recipient", recipients)):
        if any(p.text.casefold() in PRONOUNS for p in parties):
            out.append(f"{name}-pronoun")
        if any(p.country is None for p in parties):
            out.append(f"{name}-unknown")
    for name, present in (
        ("reciprocal", draft.reciprocal), ("title", draft.sentence == 0), ("dated", draft.span is not None),
        ("placed", draft.country is not None), ("noun", draft.votes.get("noun", 0) > 0), ("light", draft.votes.get("light", 0) > 0),
        ("inside", inside), ("reported", draft.speaker is not None), ("document", draft.votes.get("document", 0) > 0),
    ):  # fmt: skip
        if present:
            out.append(name)
    return tuple(out)


def _kind(parties: tuple[Party, ...]) -> str:
    if not parties:
        return "none"
    if all(p.inferred for p in parties):
        return "inferred"
    if any(p.country for p in parties):
        return "person" if any(p.person for p in parties) else "known" if len(parties) == 1 else "several"
    return "unknown"


def _form(party: Party) -> str:
    """Return how a party is written, with its sector: a name of one word or more, a noun, a person with or without an office."""
    if party.inferred:
        return "inferred"
    if party.person:
        return "office" if party.role else "person"
    words = party.text.replace("'s", "").replace("’s", "").split()
    kind = "noun" if words and words[-1].islower() else "name" if len(words) < 2 else "names"
    return f"{kind}-{party.sector or '-'}"


def _how_many(codes: set[str]) -> str:
    """Return how many countries take part; a body of many states by itself is no single country."""
    if len(codes) == 1 and codes <= ORGANISATION_CODES:
        return "body"
    return str(min(len(codes), 3))


def _distance(draft: Draft) -> int:
    """Return how far the words of an event lie apart, in steps of about ten words."""
    starts = [draft.start, *(p.start for p in draft.parties() if p.text)]
    ends = [draft.end, *(p.end for p in draft.parties() if p.text)]
    return min(5, (max(ends) - min(starts)) // 60)


def _share(codes: set[str], topics: dict[str, float]) -> str:
    least = min((topics.get(code, 0.0) for code in codes), default=0.0)
    return "high" if least >= 0.25 else "middle" if least >= 0.1 else "low"
