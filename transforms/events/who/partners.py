"""With whom somebody meets or agrees, and whom a go-between brings together, where the clause leaves it out."""

from __future__ import annotations

from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.what import modes, tree
from transforms.events.who.discourse import ORGANISATION_CODES, Discourse
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party
from transforms.events.who.party_words import CLUBS

OFFICIALS_OF_BOTH = frozenset(
    """presidents ministers premiers envoys negotiators delegations diplomats chancellors foreign-ministers monarchs kings
    secretaries commanders chiefs teams governments countries neighbours neighbors""".split()
)
"""Who meets for the two sides an article is about."""

OF_BOTH = frozenset(
    "the both their special chief senior foreign prime defence defense finance trade interior".split()
)
MEDIATING = ("offer.help", "offer.mediate", "offer.venue")
"""Rules of offers to bring others together."""


def meeting_of_the_pair(draft: Draft, discourse: Discourse) -> None:
    """Give a meeting or joint work without known parties those the article is about."""
    known = {p.country for p in draft.parties() if p.country and not p.inferred}
    if known or (draft.parties() and not all(p.inferred or p.country is None for p in draft.parties())):
        return
    if modes.ASSEMBLY_WORDS & set(draft.words):
        body = discourse.organisation(draft.start)
        if body is not None and not draft.parties():
            draft.actors, draft.reciprocal, draft.mode = (
                (replace(body, inferred=True),),
                False,
                "multilateral",
            )
        return
    pair = (discourse.deal if draft.type == "SUPPORT" else ()) or discourse.pair(draft.start)
    if not pair:
        return
    if not draft.parties() and draft.type != "AGREE":
        draft.actors, draft.reciprocal = tuple(replace(p, inferred=True) for p in pair), True
    elif len(draft.parties()) == 1 and _of_both(draft.parties()[0]):  # "the trade ministers meet in May"
        whole = draft.parties()[0]
        draft.actors = tuple(
            replace(p, text=whole.text, start=whole.start, end=whole.end, inferred=True) for p in pair
        )
        draft.recipients, draft.reciprocal = (), True
    elif draft.reciprocal and len(draft.actors) > 1 and len({p.country for p in draft.actors}) < 2:
        codes = [p.country for p in pair]
        draft.actors = tuple(
            replace(p, country=codes[i % 2], inferred=True) for i, p in enumerate(draft.actors)
        )


def one_sided(draft: Draft, discourse: Discourse, parties: SentenceParties) -> None:
    """Give talks and agreements "with" somebody, and talks somebody hosts, the parties their clause leaves out."""
    known = {p.country for p in draft.parties() if p.country}
    if len(known) != 1 or len(draft.parties()) != 1 or draft.parties()[0].inferred:
        return
    trigger = parties.doc[draft.trigger]
    if draft.rule == "host.talks":
        talks = next(iter(modes.held(trigger)), None)
        if talks is None:
            return
        if talks.lower_ in modes.ASSEMBLY_WORDS:
            named = (p for p in (*parties.owner(talks), *parties.modifier(talks)) if p.country in CLUBS)
            last = discourse.organisation(draft.start, CLUBS)
            body = next(named, replace(last, inferred=True) if last is not None else None)
            if body is not None and not known & ORGANISATION_CODES and _known_already(talks):
                draft.actors, draft.recipients = (body,), draft.actors
            return
        if not any(c.lower_ in ("the", "these", "those") for c in talks.lefts):
            return
        pair = discourse.pair(draft.start, frozenset(known))
        if len(pair) == 2:
            draft.actors += tuple(replace(p, inferred=True) for p in pair)
            draft.recipients, draft.reciprocal, draft.mode = (), True, "third-party"
        return
    if draft.type not in ("CONSULT", "AGREE", "COOPERATE", "SUPPORT") or draft.mode not in (None, "phone"):
        return
    asked = draft.rule.startswith("consult") and tree.is_verb(trigger) and tree.is_passive(trigger)
    nouns = tree.objects(trigger) if tree.is_verb(trigger) and tree.is_passive(trigger) else []
    nouns += [trigger] if "noun" in draft.votes else []
    if asked or any(prep == "with" for noun in nouns for prep, _ in tree.prepositions(noun)):
        other = discourse.counterpart(known, draft.start, states=bool(known & ORGANISATION_CODES))
        if other is not None:
            draft.actors, draft.recipients = (*draft.parties(), replace(other, inferred=True)), ()
            draft.reciprocal = True


def _known_already(noun: Token) -> bool:
    """Whether an assembly is one the article has spoken of or one of a series: "the summit", "the next gathering"."""
    return any(c.lower_ in ("the", "its", "next", "annual", "this") for c in noun.lefts)


def offered_between(draft: Draft, discourse: Discourse, parties: SentenceParties) -> tuple[Party, ...]:
    """Return the two who quarrel, to whom somebody else offers to mediate or a place to meet."""
    if draft.type != "AGREE" or not draft.rule.startswith("offer"):
        return ()
    trigger = parties.doc[draft.trigger]
    means = draft.rule in MEDIATING or any(
        c.lower_ in ("mediate", "arbitrate", "broker") for c in tree.children(trigger, "xcomp")
    )
    pair = discourse.quarrel(draft.start, frozenset(p.country for p in draft.actors)) if means else ()
    return pair if len(pair) == 2 and not {p.country for p in pair} & ORGANISATION_CODES else ()


def _of_both(party: Party) -> bool:
    """Whether words mean officials of both sides an article is about: "the presidents", "their foreign ministers"."""
    words = party.text.lower().split()
    return bool(words) and words[0] in OF_BOTH and words[-1] in OFFICIALS_OF_BOTH


def sides_of(draft: Draft, named: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return who meets, without the go-between or host a verb of mediating has as its subject: "Qatar brokered talks"."""
    brings = (
        draft.mode == "third-party" and "noun" not in draft.votes and draft.flags & {"mediate", "hosttalks"}
    )
    others = tuple(p for p in named if p.country != named[0].country) if brings and named else ()
    return others if len({p.country for p in others}) > 1 else named


BOTH = ("each", "both", "either", "the two", "their", "they")
TO_EACH_OTHER = ("each.other", "truce.effect")
"""Rules of what two sides do to each other or together."""


def between_the_pair(draft: Draft, discourse: Discourse, parties: SentenceParties) -> None:
    """Give what two sides do to each other, and what a go-between does for them, the two the article is about: "a truce took
    effect", "each side blamed the other", "Norway had mediated"."""
    known = {p.country for p in draft.parties() if p.country}
    named = [p for p in draft.parties() if p.country and not p.text.lower().startswith(BOTH)]
    trigger = parties.doc[draft.trigger]
    mutual = draft.rule.startswith(TO_EACH_OTHER) or any(
        o.lower_ in ("other", "another") and any(c.lower_ in ("each", "one") for c in o.lefts)
        for o in tree.children(trigger, "dobj", "dative")
    )
    if mutual and len(known) < 2 and not named:
        pair = discourse.pair(draft.start)
        if len(pair) == 2:
            draft.actors = tuple(replace(p, inferred=True) for p in pair)
            draft.recipients, draft.reciprocal = (), True
    elif "mediate" in draft.flags and draft.mode == "third-party" and len(known) == 1:
        pair = discourse.pair(draft.start, frozenset(known))
        if len(pair) == 2 and len(draft.parties()) == 1:
            draft.actors = (*draft.parties(), *(replace(p, inferred=True) for p in pair))
            draft.recipients, draft.reciprocal = (), True
