"""From one noun phrase to the parties it means: names, offices, appositions, words that point back, several in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from transforms.events.parsed import Word as Token
from transforms.events.what import noun_phrases, tree
from transforms.events.what.words import singular
from transforms.events.where.places import PlaceMention
from transforms.events.who.actors import Actor, resolve_actor
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.lexicon import belongs_to_none
from transforms.events.who.party import Party
from transforms.events.who.party_names import looks_like_name
from transforms.events.who.party_words import (
    CAPTIVES,
    CONDITIONS,
    COUNTS,
    MEMBERS,
    NOBODY,
    PERSONAL,
    PLURALS,
    QUANTITIES,
    THINGS,
    group_names,
    groups,
    regions,
)  # fmt: skip
from transforms.events.who.several import SeveralParties
from transforms.events.who.weak_names import SHARED

LEADING = frozenset(
    "leader minister head government nation state country official envoy diplomat chief".split()
)
"""Nouns that make an adjective of a region stand for its organisation."""
ONE = frozenset(["person", "country", "organisation", "city", "capital", "metonym"])
"""Kinds of actors that are one whatever the number of their name."""
HEADED = frozenset("led headed chaired fronted captained sent dispatched".split())


class PhraseParties(SeveralParties):
    """Resolves single noun phrases of one parsed sentence."""

    def place_at(self, token: Token) -> PlaceMention | None:
        """Return the place a token names or is part of."""
        for place in self.places:
            if place.start <= token.idx < place.end:
                return place
        return None

    def named(self, token: Token, *, wide: bool = False) -> Party:
        """Return a party for any noun phrase, even if nothing is known of it; `wide` takes its prepositional phrases in."""
        span = noun_phrases.noun_phrase(token)
        if wide:
            last = max(
                (
                    c.right_edge.i
                    for c in token.rights
                    if c.dep_ == "prep" or (c.dep_ == "acl" and c.tag_ == "VBN")
                ),
                default=token.i,
            )
            span = noun_phrases.Span(span.start, max(span.end, min(last + 1, token.i + 12)))
        start, end = self._char(span)
        text = self.text[start:end]
        return Party(name=text, text=text, start=self.offset + start, end=self.offset + end)

    def _single(self, token: Token) -> tuple[Party, ...]:
        if token.i not in self._cache:
            self._cache[token.i] = ()  # a pronoun that would have to know itself means nobody
            self._cache[token.i] = tuple(self._resolve(token))
        return self._cache[token.i]

    def _resolve(self, token: Token) -> Iterable[Party]:
        low = token.lower_
        here = self.offset + token.idx
        if token.tag_ in ("PRP", "PRP$") or low in PERSONAL | THINGS | PLURALS:
            return self._pronoun(token)
        if low in ("latter", "former") and token.dep_ in (*tree.SUBJECTS, "dobj", "pobj"):
            two = sorted(self.discourse.last(2, here), key=_start)
            return [replace(two[-1 if low == "latter" else 0], at=here)] if len(two) == 2 else []
        if low in COUNTS and all(o.lower_ == "them" for _, o in tree.prepositions(token)):
            own = self._own_codes(token) if COUNTS[low] == 2 else frozenset()
            # "turned the two down": not whoever does so
            found = self.discourse.pair(here, own) if own else ()
            return [replace(p, at=here) for p in found or self.discourse.last(COUNTS[low], here)]
        if not tree.is_noun(token) and token.tag_ not in ("JJ", "CD", "DT", "JJS", "FW", "ADD"):
            return []
        if low in tree.RELATIVES or is_condition(token):
            return []
        span = noun_phrases.noun_phrase(token)
        start, end = self._char(span)
        phrase = self.text[start:end]
        low_phrase = re.sub(
            r"^(the|these|those|all|its|his|their)\s+(three|two|four|five)?\s*", "", phrase.lower()
        ).strip()
        for name, members in groups().items() if low_phrase.endswith(group_names()) else ():
            if low_phrase.endswith(name):
                return [
                    Party(
                        name=phrase,
                        text=phrase,
                        start=self.offset + start,
                        end=self.offset + end,
                        country=code,
                        sector=None,
                    )
                    for code in members
                ]
        region = self._region(low_phrase, start, end) if low not in ("nation", "state", "country") else None
        if region is not None:
            return [region]
        several = self._distributed(token, start, end)
        if several:
            return several
        organ = self._organ(token, phrase, start, end) or self._of_ours(token, start, end)
        if organ is not None:
            return [organ]
        described = self._description(token, phrase, here)
        if described is not None:
            return described
        held = self._captives(token, phrase, start, end)
        if held is not None:
            return [held]
        if self._is_open(token, start):
            many = Party(
                name=phrase, text=phrase, mention=phrase, start=self.offset + start, end=self.offset + end
            )
            return [replace(many, sector="GOV", plural=True)]
        party = self._link(token, start, end)
        if party is None and self.anyone and low not in NOBODY and token.tag_ in ("NN", "NNS", "NNP", "NNPS"):
            party = self.named(token)
        return [party] if party is not None else []

    def _region(self, low_phrase: str, start: int, end: int) -> Party | None:
        """Take "African leaders" for the organisation they meet in, if the article speaks of that organisation."""
        if not any(singular(word) in LEADING for word in low_phrase.split()[-1:]):
            return None
        for name, code in regions().items():
            if low_phrase.startswith(name + " "):
                known = self.discourse.names_organisation(code)
                text = self.text[start:end]
                return Party(
                    name=text, text=text, mention=text, start=self.offset + start, end=self.offset + end,
                    country=code if known else None, sector="GOV",
                )  # fmt: skip
        return None

    def _whose(self, token: Token) -> Party | None:
        """Return whose somebody is by a word that points back: "its minister",
        "the bloc's presidents", "a spokesman for the North", "the president of the Tribunal"."""
        for owner in tree.children(token, "poss"):
            for party in self.of(tree.relative_owner(owner) or owner):
                if party.country and not (owner.tag_ == "PRP$" and party.country in ORGANISATION_CODES):
                    return party
        for clause in tree.children(token, "acl"):
            if clause.lower_ in HEADED:  # "a delegation headed by Eritrea's foreign minister"
                for leader in tree.agents(clause):
                    for party in self.of(leader):
                        if party.country and not party.inferred:
                            return party
        for prep, obj in tree.prepositions(token):
            if prep in ("of", "for", "from") and tree.is_noun(obj):
                for party in self.of(obj):
                    if party.country and not party.inferred:
                        return party
        return None

    def _told_before(self, token: Token, actor: Actor, start: int, end: int) -> Party | None:
        """Return an office or institution without a state as the one the article told of before, by its noun, its body or
        what it tells."""
        if actor.role and actor.kind == "office" and actor.country not in ORGANISATION_CODES:
            body = self._chaired(token)
            if body is not None:  # "the president of the Tribunal"
                return self._party(replace(actor, country=body.country, guessed=False), start, end)
        if actor.country is not None and not actor.guessed:
            return None
        if (actor.role or "").startswith("Commissioner") and self.discourse.names_organisation("EUU"):
            return self._party(replace(actor, country="EUU", guessed=False), start, end)
        if not (actor.guessed or actor.sector):
            return None
        words = self.text[start:end].lower().split()
        if words[:1] == ["the"] and len(words) == 2:
            again = self.discourse.same_noun(self.offset + start, token.lower_)
            if again is not None:
                return self._party(replace(actor, country=again.country, guessed=False), start, end)
        told = self._told_by(token)
        if told is not None:
            return replace(self._party(replace(actor, country=told), start, end), inferred=True)
        return None

    def _guessed(self, token: Token, actor: Actor, start: int, end: int) -> Party:
        """Return a party whose state, where its words tell none, is the one the article is about."""
        phrase = self.text[start:end]
        if actor.country is None and actor.sector in ("REB", "PRM", "OPP") and phrase[:4].lower() == "the ":
            rebels = self.discourse.of_sector(self.offset + start, actor.sector)
            if rebels is not None:  # "the guerrillas" after "the FARC"
                actor = replace(actor, country=rebels.country)
        many = re.search(r"\b(?:countries|states|nations|powers|members|capitals)\b", phrase) is not None
        inferred = actor.country is None and actor.sector is not None and token.tag_ != "NNS" and not many
        guessed = inferred or actor.guessed
        if actor.guessed and not any(m.country == actor.country and m.end <= start for m in self.mentions):
            home = self.discourse.counterpart([], self.offset + start, states=True)
            if home is not None:
                actor = replace(actor, country=self.discourse.focus or home.country)
        below = {
            m.country
            for m in self.mentions
            if end <= m.start and m.start < self.doc[token.right_edge.i].idx + 1
        }
        if guessed and actor.country in below:
            elsewhere = self.discourse.counterpart(below, self.offset + start, states=True)
            if elsewhere is not None:
                actor = replace(actor, country=elsewhere.country)
        if inferred:
            actor = self.discourse.complete(actor, phrase, self.offset + start)
        return replace(self._party(actor, start, end), inferred=guessed, plural=is_many(token, actor))

    def _is_stateless(self, start: int, end: int) -> bool:
        """Whether a phrase names a body no state owns, and no state or body with a code."""
        inside = [m for m in self.mentions if start <= m.start < end]
        return any(belongs_to_none(m.entity_id) for m in inside) and not any(m.country for m in inside)

    def _told_by(self, token: Token) -> str | None:
        """Return the state whose plans somebody without a state tells of: "Kuwait will deport them, the ministry said"."""
        verb = token.head
        if token.dep_ != "nsubj" or not tree.is_verb(verb):
            return None
        for told in tree.children(verb, "ccomp"):
            if told.i > token.i:
                continue
            codes = {p.country for s in tree.subjects(told) for p in self.of(s) if not p.inferred}
            code = codes.pop() if len(codes) == 1 else None
            return code if code not in ORGANISATION_CODES else None
        return None

    def _is_open(self, token: Token, start: int) -> bool:
        """Whether a phrase counts states without saying which: "more than twenty countries", "no state"."""
        if singular(token.lower_) not in MEMBERS:
            return False
        if any(start <= m.start < token.idx and m.country for m in self.mentions):
            return False
        before = [t for t in self.doc if start <= t.idx < token.idx]
        return any(t.lower_ in QUANTITIES or t.tag_ == "CD" and t.lower_ not in COUNTS for t in before)

    def _captives(self, token: Token, phrase: str, start: int, end: int) -> Party | None:
        """Resolve "the men", "the remaining prisoners", "three women among them": those the article told were taken."""
        held = self.discourse.captives
        if held is None or token.lower_ not in CAPTIVES or held.end > self.offset + start:
            return None
        if any(start <= m.start < end and m.country for m in self.mentions):
            return None
        definite = any(c.dep_ == "det" and c.lower_ in ("the", "these", "those") for c in token.lefts)
        among = any(prep in ("of", "among") and o.lower_ == "them" for prep, o in tree.prepositions(token))
        if not definite and not among:
            return None
        return Party(
            name=phrase, mention=phrase, text=phrase, start=self.offset + start, end=self.offset + end,
            country=held.country, sector=held.sector, plural=True,
        )  # fmt: skip

    def _link(self, token: Token, start: int, end: int) -> Party | None:
        for mention in self.mentions:  # "the Tribunal for the Law of the Sea" is a name to its end
            if start <= mention.start <= token.idx < mention.end:
                end = max(end, mention.end)
        phrase = self.text[start:end]
        actor = resolve_actor(phrase, context=self.discourse.context, date=self.date, memory=self.memory)
        if (
            actor.kind == "office"
            and any(c.tag_ == "PRP$" for c in token.lefts)
            and not any(start <= m.start < end and m.country for m in self.mentions)
        ):
            owner = self._whose(token)  # "its foreign minister" is not the one the article told of before
            if owner is not None and owner.country not in ORGANISATION_CODES:
                actor = replace(actor, country=owner.country, guessed=False)
        if actor.country is None and actor.sector is None:  # "the North": only the article tells which
            for mention in self.mentions:
                if mention.start <= token.idx < mention.end and mention.kind == "country":
                    return self._from_mention(mention)
        if actor.entity_id in SHARED:  # "the Foreign Office" is Islamabad's in an article from there
            for mention in self.mentions:
                if mention.start <= token.idx < mention.end and mention.entity_id == actor.entity_id:
                    actor = replace(actor, country=mention.country)
        if belongs_to_none(actor.entity_id):  # Interpol is no state's
            return replace(self._party(actor, start, end), alone=True)
        appositions = [c for c in token.children if c.dep_ == "appos" and tree.is_noun(c)]
        for appos in appositions:
            a, b = self._char(noun_phrases.noun_phrase(appos))
            other = resolve_actor(
                self.text[a:b], context=self.discourse.context, date=self.date, memory=self.memory
            )
            person = looks_like_name(self.text[a:b])
            if actor.country is None and other.country is not None:
                actor = replace(other, name=actor.name) if looks_like_name(phrase) else other
                if looks_like_name(phrase):
                    return self._party(actor, start, end, name=phrase)
                return self._party(other, a, b)
            if (
                actor.kind == "person"
                and other.country in ORGANISATION_CODES
                and not other.guessed
                and other.kind != "person"
            ):  # "Benjamin Mkapa, the mediator of the East African Community": he acts for it
                return self._party(replace(actor, country=other.country, role=other.role), start, end)
            if person and not looks_like_name(phrase):
                merged = replace(actor, name=other.name)
                body = self._chaired(token)
                if body is not None:  # "its chairman, Bola Tinubu": he acts for the body
                    return self._party(replace(merged, country=body.country), a, b, name=self.text[a:b])
                if actor.guessed or actor.country is None:
                    owner = self._whose(token)
                    country = owner.country if owner is not None else other.country
                    merged = replace(merged, country=country or actor.country)
                return self._party(merged, a, b, name=self.text[a:b])
        if actor.country is None and actor.sector is None:
            place = self.place_at(token)
            if place is not None and token.tag_ in ("NNP", "NNPS"):
                return Party(
                    name=place.name, mention=place.text, text=place.text, start=self.offset + place.start,
                    end=self.offset + place.end, country=place.country, sector=None,
                )  # fmt: skip
        if actor.sector and (actor.country is None or actor.guessed):
            owner = self._whose(token)
            if owner is not None:
                known = replace(actor, country=owner.country, guessed=False)
                return replace(self._party(known, start, end), plural=is_many(token, known))
        if actor.country is None and actor.sector is None and not looks_like_name(phrase):
            return None
        if (actor.guessed or actor.country is None) and self._is_stateless(
            start, end
        ):  # "the head of the OPCW"
            return replace(self._party(replace(actor, country=None), start, end), alone=True)
        return self._told_before(token, actor, start, end) or self._guessed(token, actor, start, end)


def is_many(token: Token, actor: Actor) -> bool:
    """Whether a plural means more than one: "Evo Morales" and "the United Arab Emirates" are one each."""
    return token.tag_ in ("NNS", "NNPS") and not (token.tag_ == "NNPS" and actor.kind in ONE)


def is_condition(token: Token) -> bool:
    """Whether "state" is no country: "the state of emergency"."""
    return token.lower_ == "state" and any(
        prep == "of" and obj.lower_ in CONDITIONS for prep, obj in tree.prepositions(token)
    )


def _start(party: Party) -> int:
    return party.start
