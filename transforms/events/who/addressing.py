"""Whom an act is aimed at where its clause does not say: a choice among the countries an article has named.

A log-linear model over named features of each candidate, and of nobody, trained on the project's own articles by
`make model` (tools/train_addressees.py); the artefact is `data/addressees.json`. It replaces the guess that the
most salient other country is meant: who was last spoken to, who stands in the clause and behind which preposition,
who accused whom before, and which acts have no addressee at all, all count.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.resources import files

from transforms.events.choice import probabilities
from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.who import antecedents
from transforms.events.who.discourse import HOSTILE, ORGANISATION_CODES, Discourse
from transforms.events.who.mentions import Mention
from transforms.events.who.modifiers import by_the_way
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Candidate, Party
from transforms.events.who.party_names import party_of
from transforms.events.who.party_words import clubs

RECENT = 4
"""Ranks of recency told apart."""


@dataclass(frozen=True, slots=True)
class Addresser:
    """A trained model: the weight of every feature."""

    weights: dict[str, float]

    def probabilities(self, candidates: Sequence[Candidate]) -> list[float]:
        """Return how likely each candidate is meant; they sum to one."""
        return probabilities(self.weights, [c.features for c in candidates])

    def choose(self, candidates: Sequence[Candidate]) -> Party | None:
        """Return the party most likely meant, None for nobody."""
        chances = self.probabilities(candidates)
        return candidates[max(range(len(candidates)), key=lambda i: chances[i])].party


@functools.cache
def load() -> Addresser:
    """Read the shipped model.

    Raises:
        FileNotFoundError: the package was built without data/addressees.json.
    """
    path = files("transforms.events").joinpath("data", "addressees.json")
    return Addresser(json.loads(path.read_text(encoding="utf-8")))


def candidates_of(
    draft: Draft, discourse: Discourse, parties: SentenceParties, only: Collection[str | None] | None = None
) -> list[Candidate]:
    """Return nobody and every country named so far, or in the sentence, that does not itself act; of these `only` some, if
    only they are asked about."""
    own = {p.country for p in draft.actors}
    trigger = parties.doc[draft.trigger]
    at = parties.offset + trigger.idx
    thing = f"object={_object(trigger)}"
    order: list[str] = []
    last: dict[str, Party] = {}
    for party in reversed(discourse.before(at)):
        if party.country and party.country not in last:
            last[party.country] = party
            order.append(party.country)
    for mention in parties.mentions:
        if mention.country and mention.country not in last and not by_the_way(parties.text, mention):
            last[mention.country] = party_of(parties.moved(mention))
    shares = sorted(((s, c) for c, s in discourse.topics.items() if c not in own), reverse=True)
    rank = {code: i for i, (_, code) in enumerate(shares)}
    clause = {t.i for t in tree.own_clause(trigger)}
    salient = discourse.counterpart(own, draft.start)
    below = parties.below(draft.trigger, own)
    others = [code for code in order if code not in own]
    noun = antecedents.act_noun(trigger)
    meant = antecedents.taken_up(noun, discourse.acts, own, draft.start)
    pointed = (
        antecedents.pointed_at(discourse.acts, own, draft.sentence, draft.start)
        if antecedents.by_pronoun(trigger)
        else None
    )
    asked = antecedents.answered(draft.type, discourse.acts, own, draft.start)
    together = antecedents.makers(noun, discourse.acts, own, draft.start)
    nobody = _nobody(draft, parties, trigger, own, last)
    nobody += (f"nobody|took up={meant is not None}", f"nobody|asked={asked is not None}")
    out = [Candidate(None, (*nobody, f"nobody|{thing}", f"nobody|{thing}|{draft.type}"))]
    for code, party in last.items():
        if code in own or only is not None and code not in only:
            continue
        names = [f"hostile={draft.type in HOSTILE}|org={code in ORGANISATION_CODES}"]
        names += [f"org={code in ORGANISATION_CODES}|{draft.type}"]
        names += [f"share={min(rank.get(code, 9), 3)}", f"share={min(rank.get(code, 9), 3)}|{draft.type}"]
        recency = min(others.index(code), RECENT) if code in others else "later"
        names += [f"recent={recency}", f"recent={recency}|noun={'noun' in draft.votes}"]
        names += _standing(code, draft, parties, trigger, clause)
        history = _history(code, own, draft, discourse)
        names += history
        names += [f"{thing}|{name}" for name in history if name in RELATIONS]
        names += [f"{thing}|sentence={'yes' if any(m.country == code for m in parties.mentions) else 'no'}"]
        if salient is not None and salient.country == code:
            names += ["salient", f"salient|{draft.type}"]
        if below is not None and below.country == code:
            names += ["below", f"below|{draft.type}"]
        if meant is not None and code in meant.doers:
            names += ["took up", f"took up|{draft.type in HOSTILE}"]
        elif meant is not None and code in meant.aims:
            names += ["suffered", f"suffered|{draft.type in HOSTILE}"]
        if code in together:
            names.append("made it")
        if pointed is not None and code in pointed.doers:
            names += ["took up", "pointed at"]
        if asked is not None and code in asked.doers:
            names += ["asked", f"asked|{draft.type}", f"asked|near={draft.sentence - asked.sentence <= 1}"]
        names += _ties(code, own, draft, discourse)
        part = _part(code, discourse, draft.start)
        names += [f"{part}|{draft.type}", f"{part}|{draft.type in HOSTILE}"]
        if code == draft.country:
            names.append(f"place|{draft.type}")
            names.append("place")
        out.append(Candidate(party, tuple(names)))
    return out


def beside(found: Party, draft: Draft, discourse: Discourse, parties: SentenceParties) -> list[Party]:
    """Return who else did what a noun takes up: "condemned the expulsions" after two states expelled somebody, "welcomed
    the accord" after two have made one."""
    own = {p.country for p in draft.actors}
    noun = antecedents.act_noun(parties.doc[draft.trigger])
    together = antecedents.makers(noun, discourse.acts, own, draft.start)
    if found.country in together:  # "welcomed the accord": all who made it
        rest = together - {found.country}
        return list({p.country: p for p in discourse.before(draft.start) if p.country in rest}.values())
    act = antecedents.taken_up(noun, discourse.acts, own, draft.start)
    if act is None or noun is None or noun.tag_ != "NNS" or found.country not in act.doers:
        return []
    alike = {
        code
        for a in discourse.acts
        if a.type == act.type and a.aims & act.aims and a.offset < draft.start
        for code in a.doers - own - {found.country}
    }
    latest = {p.country: p for p in discourse.before(draft.start) if p.country in alike}
    return list(latest.values())


def _part(code: str, discourse: Discourse, before: int) -> str:
    """Return what part a country plays in the quarrel so far: who has done harm, who has suffered it, both or neither."""
    hostile = [a for a in discourse.acts if a.offset < before and a.type in HOSTILE]
    harms = any(code in a.doers for a in hostile)
    suffers = any(code in a.aims for a in hostile)
    return "both" if harms and suffers else "harms" if harms else "suffers" if suffers else "aside"


RELATIONS = frozenset(
    [
        "last foreign actor",
        "my last recipient",
        "acted on me last",
        "salient",
        "title's other",
        "last recipient",
    ]
)
"""What the article has said of a country that counts differently by what the act is done to."""


def _object(trigger: Token) -> str:
    """Return what kind of thing the act is done to: "it", "the step", "a ban", "their demand", nothing, a clause."""
    noun = next((o for o in tree.objects(trigger) if o.i != trigger.i), None)
    if noun is None:
        clause = any(c.dep_ in ("ccomp", "xcomp") for c in trigger.children)
        return "clause" if clause else "none"
    if noun.tag_ == "PRP":
        return "pronoun"
    if tree.children(noun, "poss"):
        return "owned"
    first = next((c.lower_ for c in noun.lefts if c.dep_ == "det"), "")
    return (
        "definite"
        if first in ("the", "this", "that", "these", "those")
        else "indefinite"
        if first
        else "bare"
    )


def _nobody(
    draft: Draft, parties: SentenceParties, trigger: Token, own: set[str | None], last: dict[str, Party]
) -> tuple[str, ...]:
    """Return the features of an act without addressee."""
    inside = any(m.country and m.country not in own for m in parties.mentions)
    names = [
        "nobody", f"nobody|{draft.type}", f"nobody|{draft.type}/{draft.mode}", f"nobody|rule={draft.rule}",
        f"nobody|noun={'noun' in draft.votes}", f"nobody|status={draft.status}", f"nobody|title={draft.sentence == 0}",
        f"nobody|others={min(len(set(last) - own), 4)}", f"nobody|inside={inside}",
        f"nobody|org={bool(own & ORGANISATION_CODES)}", f"nobody|unknown={bool(draft.recipients)}",
        f"nobody|several={len(own) > 1}", f"nobody|several={len(own) > 1}|{draft.type}",
        f"nobody|several={len(own) > 1}|R={'R' in draft.flags}",
    ]  # fmt: skip
    names += [f"nobody|child={c.lower_}" for c in trigger.children if c.dep_ in ("prep", "prt", "dobj")]
    return tuple(names)


def _standing(
    code: str, draft: Draft, parties: SentenceParties, trigger: Token, clause: set[int]
) -> list[str]:
    """Return where the country stands in the sentence of the act: side, distance, clause, preposition."""
    inside = [m for m in parties.mentions if m.country == code]
    if not inside:
        return ["sentence=no"]
    names = ["sentence=yes"]
    best: tuple[int, Mention, Token] | None = None
    for mention in inside:
        token = parties.token_at(mention.end - 1)
        if token is None:
            continue
        distance = abs(token.i - trigger.i)
        if best is None or distance < best[0]:
            best = (distance, mention, token)
    if best is None:
        return names
    distance, mention, token = best
    side = "after" if token.i > trigger.i else "before"
    within = token.i in clause
    near = "near" if distance <= 4 else "middle" if distance <= 10 else "far"
    head = token
    while head.dep_ in ("compound", "amod", "nmod", "poss", "conj", "appos") and head.head is not head:
        head = head.head
    prep = head.head.lower_ if head.dep_ == "pobj" else head.dep_
    names += [
        f"{side}|clause={within}",
        f"{side}|{near}",
        f"{side}|kind={mention.kind}",
        f"prep={prep}|{side}",
    ]
    names += [f"{side}|clause={within}|{draft.type}", f"role={token.dep_}|{side}"]
    if head.dep_ == "pobj" and head.head.head is trigger:
        names.append(f"prep={prep}|direct")
    return names


def _ties(code: str, own: set[str | None], draft: Draft, discourse: Discourse) -> list[str]:
    """Return what binds or parts the country and who acts: a common organisation, earlier harm, the article's home."""
    hostile = draft.type in HOSTILE
    names = []
    if code == discourse.focus:
        names += [f"home|{hostile}", f"home|{draft.type}"]
    mine = frozenset().union(*(clubs(c) for c in own if c))
    if mine & clubs(code):
        within = any(c in ORGANISATION_CODES for c in own) or code in ORGANISATION_CODES
        names.append(f"{'member' if within else 'fellow'}|{hostile}")
    before = [a for a in discourse.acts if a.offset < draft.start]
    foes = {c for a in before if a.hostile and own & a.doers for c in a.aims}
    foes |= {c for a in before if a.hostile and own & a.aims for c in a.doers}
    names.append(f"foe={code in foes}|{hostile}")
    return names


def _history(code: str, own: set[str | None], draft: Draft, discourse: Discourse) -> list[str]:
    """Return what passed between the country and who acts, as far as the article has said so outright."""
    names = []
    earlier = discourse.acts
    together = [a for a in earlier if code in a.all and own & a.all]
    names.append(f"dealings={min(len(together), 3)}")
    if earlier:
        last = earlier[-1]
        if code in last.recipients and own & last.actors:
            names.append(f"again|next={draft.sentence - last.sentence <= 1}")
        if code in last.actors and own & last.recipients:
            names.append(f"reply|next={draft.sentence - last.sentence <= 1}")
        if code in last.actors and not own & last.all:
            names.append("last actor")
        if code in last.recipients and not own & last.all:
            names.append("last recipient")
    foreign = [a for a in earlier if a.actors and not own & a.actors]
    if foreign and code in foreign[-1].actors:
        names.append("last foreign actor")
        names.append(f"last foreign actor|hostile={foreign[-1].hostile}|{draft.type in HOSTILE}")
    mine = [a for a in earlier if own & a.actors and a.recipients]
    if mine and code in mine[-1].recipients:
        names.append("my last recipient")
    theirs = [a for a in earlier if own & a.recipients and a.actors]
    if theirs and code in theirs[-1].actors:
        names.append("acted on me last")
    if together and together[-1].hostile == (draft.type in HOSTILE):
        names.append("same spirit")
    title = discourse.title - own
    if code in title:
        names.append("title" if len(title) > 1 else "title's other")
    if code in {p.country for p in discourse.deal}:
        names.append("deal")
    if discourse.meeting is not None and code in {p.country for p in discourse.meeting[1].parties()}:
        names.append("met")
    subjects = [p for p in discourse.subjects if p.country and p.country not in own and p.end <= draft.start]
    if subjects and subjects[-1].country == code:
        names.append("last subject")
    return names
