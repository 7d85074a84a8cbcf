"""Who pronouns mean: "they", "it", "them", "both", "we"."""

from __future__ import annotations

import abc
import datetime as dt
from dataclasses import replace

from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import noun_phrases, tree
from transforms.events.where.places import PlaceMention
from transforms.events.who.discourse import Discourse
from transforms.events.who.memory import ArticleMemory
from transforms.events.who.mentions import Mention
from transforms.events.who.party import Party
from transforms.events.who.party_words import FIRST, PERSONAL, PLURALS, THINGS


class Pronouns(abc.ABC):
    """Resolves pronouns within one parsed sentence of an article."""

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
