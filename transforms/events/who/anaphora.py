"""Parties described instead of named: "the two sides", "the bloc", "his Czech counterpart", "the Assembly"."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.events.parsed import Word as Token
from transforms.events.what import noun_phrases, tree
from transforms.events.what.words import singular
from transforms.events.who import lands
from transforms.events.who.actors import Actor, resolve_actor
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.mentions import Mention
from transforms.events.who.party import Party, unnamed
from transforms.events.who.party_names import looks_like_name, party_of
from transforms.events.who.party_words import (
    BENCH,
    COUNTERPART,
    FITTING,
    ORGANS,
    ORGANS_ALONE,
    OUR_OWN,
    PAIR_NOUNS,
    PLACEHOLDERS,
    REALMS,
)  # fmt: skip
from transforms.events.who.pronouns import Pronouns

PAIRED = frozenset(["pair", "duo"])
CHAIRMEN = frozenset(
    "chairman chairwoman chair chairperson secretary-general president head chief director-general leader".split()
)
"""Offices of those who speak for an organisation."""


class Anaphora(Pronouns):
    """Resolves what points back within one parsed sentence of an article."""

    def _description(self, token: Token, phrase: str, here: int) -> list[Party] | None:
        """Resolve definite descriptions; None if the phrase is not one."""
        low = token.lower_
        lemma = singular(low)
        land = lands.lying_in(phrase) if PLACEHOLDERS.get(low) in ("COUNTRY", "KINGDOM") else None
        if self.anyone and low != lemma and lemma in PAIR_NOUNS and phrase == f"The {token.text}":
            return [replace(p, text=phrase, plural=True) for p in self._both_named()] or None
        if looks_like_name(phrase) and land is None:
            return None
        if any(m.start <= token.idx < m.end and m.country for m in self.mentions):
            return None
        start, end = self._char(noun_phrases.noun_phrase(token))
        has_country = any(start <= m.start < end and m.country for m in self.mentions)
        words = phrase.lower().split()
        if (
            not has_country
            and lemma in ("side", "party")
            and words[:1] in (["either"], ["neither"], ["both"], ["each"], ["all"])
        ):
            both = self.discourse.sides(here, self._own_subject(token))
            return [replace(p, at=self.offset + start) for p in both]
        if (
            low in PAIRED and words[:1] in (["the"], ["both"]) and len(words) == 2
        ):  # "invited the pair to Tirana"
            pair = self.discourse.pair(here, self._own_codes(token))
            return [replace(p, text=phrase, at=self.offset + start, plural=True) for p in pair]
        if (
            not has_country
            and lemma in PAIR_NOUNS
            and low != lemma
            and (
                {"two", "both", "neighbouring", "rival", "respective"} & set(words)
                or (
                    words[:1] == ["the"]
                    and lemma in ("side", "party", "neighbour", "neighbor", "leader", "capital")
                )
            )
        ):
            pair = self.discourse.pair(here, self._own_codes(token))
            if (
                not pair and self.anyone
            ):  # "The Sides agreed to exchange experience between Uzbekistan and Peru"
                pair = self._both_named()
            if pair:
                return [
                    replace(
                        p,
                        text=phrase,
                        name=p.name,
                        mention=phrase,
                        start=self.offset + start,
                        end=self.offset + end,
                        plural=True,
                    )
                    for p in pair
                ]
            return []
        if lemma in COUNTERPART:
            return self._counterpart(token, phrase, start, end)
        if lemma in ("neighbour", "neighbor") and not has_country:
            beside = self._beside_whom(token, phrase, here)
            if beside:
                return [
                    replace(p, text=phrase, start=self.offset + start, end=self.offset + end) for p in beside
                ]
        if has_country or words[:1] not in (["the"], ["its"], ["his"], ["their"], ["her"], ["this"]):
            return None
        if any(c.dep_ == "appos" and c.tag_ == "NNP" for c in token.children):
            return None
        if land is None and any(
            c.dep_ in ("compound", "amod") and c.tag_ in ("NNP", "NNPS") for c in token.children
        ):
            return None
        kind = "ORG" if low in BENCH else PLACEHOLDERS.get(low)
        if kind is None:
            return None
        if kind == "COUNTRY" and {"neighbouring", "neighboring", "rival", "adjoining"} & set(words):
            kind = "OTHER"  # "the neighbouring country"
        if tree.children(token, "poss") and kind != "OTHER":
            return None
        found: Party | None = None
        if kind == "ORG":
            found = self.discourse.organisation(here, FITTING.get(lemma))
        elif kind in ("COUNTRY", "KINGDOM"):
            fitting = REALMS.get(lemma, frozenset())
            if land is not None:
                found = self.discourse.lying(here, land & fitting or land, self._own_codes(token))
                if found is None:
                    return []
            else:
                found = self.discourse.country(here, fitting, self._own_subject(token))
            if (
                found is not None and found.person and found.country
            ):  # its premier was named last: the state is meant
                found = replace(
                    unnamed(found.country, start), entity_id=f"state:{found.country}", inferred=False
                )
        elif kind == "OTHER":
            found = self.discourse.other(here)
        elif kind == "PERSON":
            role = resolve_actor(phrase, date=self.date).role
            if role is not None and role.lower() != low:  # "the justice minister" is not any minister
                found = self.discourse.holder(here, role)
            else:
                found = self.discourse.office(here, low) or self.discourse.person(here)
        if found is None:
            return None
        return [replace(found, text=phrase, start=self.offset + start, end=self.offset + end)]

    def _both_named(self) -> tuple[Party, ...]:
        """Return the two states a sentence names, if it names two."""
        named = {m.country: m for m in reversed(self.mentions) if m.country and m.kind != "person"}
        return tuple(self._from_mention(m) for m in named.values()) if len(named) == 2 else ()

    def _beside_whom(self, token: Token, phrase: str, here: int) -> list[Party]:
        """Return the neighbours of the clause's subject or of whoever "its" or "Serbia's" means that the article is about."""
        owners = tree.children(token, "poss")
        whose: list[Party] = []
        if token.dep_ not in tree.SUBJECTS and all(t.tag_ == "PRP$" for t in owners):
            subjects = [s for s in tree.subjects(tree.clause_of(token)) if s.i != token.i]
            whose = [p for s in subjects for p in self.of(s)]
        if not whose:
            whose = [p for t in owners for p in self.of(tree.relative_owner(t) or t)]
        own = {p.country for p in whose if p.country}
        if len(own) != 1:
            return []
        fitting = lands.neighbours(next(iter(own)) or "", phrase)
        if token.tag_ == "NNS":
            pair = self.discourse.pair(here, frozenset(own))
            return [replace(p, plural=True) for p in pair] if {p.country for p in pair} <= fitting else []
        found = self.discourse.counterpart(own, here, fitting=fitting)
        return [found] if found is not None else []

    def _counterpart(self, token: Token, phrase: str, start: int, end: int) -> list[Party] | None:
        """Resolve "his Czech counterpart Jan Novák": country from the adjective, office from the other party."""
        demonyms = [m for m in self.mentions if start <= m.start < end and m.country]
        beside = [p for p in tree.prepositions(token.head) if 0 < p[1].i - token.i <= 3]
        for prep, obj in (*tree.prepositions(token), *beside):  # "his counterpart from Chile"
            if prep in ("from", "of") and not demonyms:
                demonyms += [m for m in self.mentions if m.start <= obj.idx < m.end and m.country]
        person = next(
            (
                self.text[slice(*self._char(noun_phrases.noun_phrase(c)))]
                for c in token.children
                if c.dep_ == "appos"
            ),
            None,
        )
        met = self._at_the_visit(singular(token.lower_))
        if met is not None and not demonyms:
            return [replace(met, text=phrase, start=self.offset + start, end=self.offset + end)]
        first = self.discourse.person(self.offset + token.idx)
        if demonyms:
            country = demonyms[-1].country
            name = person or phrase
            return [
                Party(
                    name=name, mention=person or phrase, text=phrase, start=self.offset + start, end=self.offset + end,
                    country=country, sector="GOV", role=first.role if first else None,
                )
            ]  # fmt: skip
        if person:
            actor = resolve_actor(person, date=self.date, memory=self.memory)
            if actor.country is None:
                other = self.discourse.other(self.offset + token.idx)
                actor = replace(actor, country=other.country if other else None, sector="GOV")
            return [self._party(replace(actor, name=person), start, end, name=person)]
        other = self.discourse.other(self.offset + token.idx)
        return (
            [replace(other, text=phrase, start=self.offset + start, end=self.offset + end)] if other else None
        )

    def _organ(self, token: Token, phrase: str, start: int, end: int) -> Party | None:
        """Resolve "the Assembly", "the Council": a capital, no further name, an organisation the article names."""
        name = re.sub(r"^[Tt]he ", "", phrase)
        organ = name.lower()
        if (
            not name[:1].isupper()
            or organ not in ORGANS
            and organ not in ORGANS_ALONE
            or any(m.start <= token.idx < m.end and m.country for m in self.mentions)
        ):
            return None
        here = Party(
            name=name,
            mention=name,
            text=phrase,
            start=self.offset + start,
            end=self.offset + end,
            sector="GOV",
        )
        for code in ORGANS.get(organ, ()):
            if self.discourse.names_organisation(code):
                return replace(here, country=code)
        if self.anyone and organ in ORGANS_ALONE and not self.discourse.organisations:
            return replace(here, country=ORGANS_ALONE[organ], alone=True)
        return None

    def _of_ours(self, token: Token, start: int, end: int) -> Party | None:
        """Resolve "our teams", "two of our lawyers" in a sentence by itself: a society reports on its own work."""
        if not self.anyone or self.discourse.speaker is not None or {'"', "“"} & set(self.text):
            return None
        counted = [
            obj for prep, obj in tree.prepositions(token) if prep == "of" and token.tag_ in ("CD", "NN")
        ]
        if not any(
            noun.lower_ in OUR_OWN and t.lower_ == "our"
            for noun in (token, *counted)
            for t in tree.children(noun, "poss")
        ):
            return None
        text = self.text[start:end]
        return Party(
            name=text, mention=text, text=text, start=self.offset + start, end=self.offset + end, country="NGO",
        )  # fmt: skip

    def _chaired(self, token: Token) -> Party | None:
        """Return the organisation somebody speaks for as its chairman or secretary-general."""
        if singular(token.lower_) not in CHAIRMEN:
            return None
        owners = [tree.relative_owner(t) or t for t in tree.children(token, "poss")]
        owners += [obj for prep, obj in tree.prepositions(token) if prep == "of" and tree.is_noun(obj)]
        for owner in owners:
            for party in self.of(owner):
                if party.country in ORGANISATION_CODES:
                    return party
            if owner.tag_ == "PRP$":
                here = self.offset + token.idx
                last, body = self.discourse.thing(here), self.discourse.organisation(here)
                if body is not None and last is not None and last.country == body.country:
                    return body
        return None

    def _party(self, actor: Actor, start: int, end: int, name: str | None = None) -> Party:
        text = self.text[start:end]
        if name is None:
            a, b = actor.span
            name = text[a:b] if 0 <= a < b <= len(text) else text
        return Party(
            name=actor.name or name, mention=name, text=text, start=self.offset + start, end=self.offset + end,
            country=actor.country, sector=actor.sector, role=actor.role, entity_id=actor.entity_id,
            person=looks_like_name(name) and actor.role is not None or (actor.entity_id or "").startswith("person"),
        )  # fmt: skip

    def _from_mention(self, mention: Mention) -> Party:
        return party_of(self.moved(mention))

    def _at_the_visit(self, word: str) -> Party | None:
        """Return the host or the guest of the visit the article told of last."""
        if self.discourse.meeting is None:
            return None
        draft = self.discourse.meeting[1]
        pool = (
            draft.recipients
            if word in ("host", "hostess")
            else draft.actors
            if word in ("guest", "visitor")
            else ()
        )
        if draft.reciprocal or not draft.recipients:
            return None
        known = [p for p in pool if p.country]
        return next((p for p in known if p.person), known[0] if known else None)
