"""Parties the words do not name: pronouns, "the two sides", "the bloc", "his Czech counterpart", "the Assembly"."""

from __future__ import annotations

import abc
import datetime as dt
import re
from dataclasses import replace

from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import noun_phrases, tree
from transforms.events.what.words import singular
from transforms.events.where.places import PlaceMention
from transforms.events.who import lands
from transforms.events.who.actors import Actor, resolve_actor
from transforms.events.who.discourse import ORGANISATION_CODES, Discourse
from transforms.events.who.memory import ArticleMemory
from transforms.events.who.mentions import Mention
from transforms.events.who.party import Party, unnamed
from transforms.events.who.party_names import looks_like_name, party_of
from transforms.events.who.party_words import (
    BENCH,
    COUNTERPART,
    FIRST,
    FITTING,
    ORGANS,
    ORGANS_ALONE,
    OUR_OWN,
    PAIR_NOUNS,
    PERSONAL,
    PLACEHOLDERS,
    PLURALS,
    REALMS,
    THINGS,
)  # fmt: skip

PAIRED = frozenset(["pair", "duo"])
CHAIRMEN = frozenset(
    "chairman chairwoman chair chairperson secretary-general president head chief director-general leader".split()
)
"""Offices of those who speak for an organisation."""


class Anaphora(abc.ABC):
    """Resolves what points back within one parsed sentence of an article."""

    def __init__(
        self, doc: Doc, offset: int, mentions: tuple[Mention, ...], discourse: Discourse, memory: ArticleMemory | None, date: dt.date | None,
        places: tuple[PlaceMention, ...] = (), *, anyone: bool = False,
    ) -> None:  # fmt: skip
        self.doc = doc
        self.offset = offset
        self.discourse = discourse
        self.memory = memory
        self.date = date
        self.text = doc.text
        self.mentions = mentions
        self.anyone = anyone
        self.places = places
        self._cache: dict[int, tuple[Party, ...]] = {}

    @abc.abstractmethod
    def of(self, token: Token) -> tuple[Party, ...]:
        """Return the parties a noun or pronoun names, coordinated ones included; empty if it names none."""

    def _pronoun(self, token: Token) -> list[Party]:
        here = self.offset + token.idx
        low = token.lower_
        exclude = self._own_subject(token)
        if low in PERSONAL:
            found = self.discourse.person(here, exclude)
        elif low in THINGS:
            found = self._governing(token) or self.discourse.thing(here, exclude)
        elif (
            low in ("both", "either")
            and token.dep_ not in tree.SUBJECTS
            and not any(prep == "of" for prep, _ in tree.prepositions(token))
        ):
            pair = self.discourse.pair(here, self._own_codes(token))
            return [replace(p, at=here) for p in pair or self.discourse.plural(here, exclude)]
        elif low in PLURALS:
            return [replace(p, at=here) for p in self.discourse.plural(here, exclude)]
        elif low in FIRST:
            found = self.discourse.speaker
        else:
            found = None
        return [replace(found, at=here)] if found is not None else []

    def _governing(self, token: Token) -> Party | None:
        """Return who "it" is that begins a side clause: the state or body the main clause has as its subject."""
        verb = token.head
        if token.dep_ not in tree.SUBJECTS or verb.dep_ not in ("advcl", "pcomp") or verb.head.i > token.i:
            return None
        main = tree.clause_of(verb.head)
        found = [p for s in tree.subjects(main) if s.tag_ != "PRP" for p in self.of(s)]
        return found[0] if len(found) == 1 and found[0].country and not found[0].person else None

    def _own_subject(self, token: Token) -> frozenset[str]:
        """Return the names of the clause's subject: an object pronoun means somebody else."""
        if token.dep_ in tree.SUBJECTS or token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
            return frozenset()
        out: set[str] = set()
        for subject in self._acting_around(token):
            if subject.tag_ != "PRP":
                out |= {p.name for p in self.of(subject)}
        return frozenset(out)

    def _acting_around(self, token: Token) -> list[Token]:
        """Return the subjects of the clause a word stands in, or of the one above where it has none: "Georgia repeated its
        offer to host them"."""
        verb = tree.clause_of(token)
        while verb.dep_ in ("xcomp", "acl") and not any(s.i != token.i for s in tree.subjects(verb)):
            verb = tree.clause_of(verb.head)
        return [s for s in tree.subjects(verb) if s.i != token.i]

    def _own_codes(self, token: Token) -> frozenset[str | None]:
        """Return the country of the clause's subject where the word is no subject itself; two or more may be "the two"."""
        if token.dep_ in tree.SUBJECTS or token.dep_ == "poss":
            return frozenset()
        subjects = [s for s in self._acting_around(token) if s.tag_ != "PRP"]
        codes = frozenset(p.country for s in subjects for p in self.of(s) if p.country)
        return codes if len(codes) == 1 else frozenset()

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

    # -- offsets --------------------------------------------------------------------------------------------------

    def _char(self, span: noun_phrases.Span) -> tuple[int, int]:
        first, last = self.doc[span.start], self.doc[span.end - 1]
        return first.idx, last.idx + len(last)

    def moved(self, mention: Mention) -> Mention:
        """Return a mention of the sentence with its offsets in the article."""
        return mention.moved(self.offset)

    def token_at(self, char: int) -> Token | None:
        """Return the token a letter of the sentence belongs to."""
        return self.doc.at(char)
