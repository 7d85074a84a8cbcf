"""From a noun in the tree to the parties it names or belongs to: coordination, owners, makers, nationalities."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular
from transforms.events.who.modifiers import belongs_elsewhere
from transforms.events.who.party import Party
from transforms.events.who.party_words import ABSTRACT_HEADS, CIRCUMSTANCES, COUNTERPART, PLACEHOLDERS
from transforms.events.who.phrase_parties import PhraseParties, is_condition

BY_OTHERS = re.compile(r"-(?:brokered|mediated|facilitated|sponsored|drafted|hosted)\b")
"""What follows the name of whoever only helped others to it."""


class SentenceParties(PhraseParties):
    """Resolves parties within one parsed sentence of an article."""

    def of(self, token: Token) -> tuple[Party, ...]:
        """Return the parties a noun or pronoun names, coordinated ones included; empty if it names none."""
        out: list[Party] = []
        for part in tree.coordinated(token):
            for party in self._single(part):
                if not any(p.start == party.start and p.country == party.country for p in out):
                    out.append(party)
        return tuple(out)

    def target(self, token: Token, depth: int = 0) -> tuple[Party, ...]:
        """Return the parties an act on this thing is aimed at: the thing itself if a party, else its owner or author."""
        if token.lower_ in CIRCUMSTANCES or is_condition(token):
            return ()
        direct = self.of(token)
        if len({p.country for p in direct if p.country}) > 1:
            return direct  # "on the Thai-Cambodian border"
        if (
            self.anyone
            and tree.is_noun(token)
            and singular(token.lower_) not in COUNTERPART
            and not self._names_actor(token)
        ):
            wide = self.named(token, wide=True)
            known = (
                self.owner(token)
                or self.modifier(token)
                or tuple(p for p in direct if p.country and not p.inferred)
                or self._maker(token)
            )
            # the thing stays the target; whose it is tells the country
            return tuple(
                replace(wide, country=p.country, sector=p.sector, name=p.name) for p in known[:1]
            ) or (wide,)
        if direct and token.lower_ not in ABSTRACT_HEADS and singular(token.lower_) not in ABSTRACT_HEADS:
            return self._from_where(token, direct)
        for finder in (self.owner, self.modifier):
            found = finder(token)
            if found:
                return found
        if depth < 2:
            for wanted in (
                ("by",),
                ("of",),
                ("between",),
                ("with",),
                ("against", "on"),
                ("in", "to", "from"),
            ):
                for prep, obj in tree.prepositions(token):
                    if prep in wanted and tree.is_noun(obj):
                        found = self.target(obj, depth + 1)
                        if found:
                            return found
        return direct

    def _from_where(self, token: Token, found: tuple[Party, ...]) -> tuple[Party, ...]:
        """Return people whose own words tell no state with the one they come from: "accused militias from Chad"."""
        if len(found) != 1 or found[0].country or found[0].alone:
            return found
        homes = [
            p for prep, obj in tree.prepositions(token) if prep == "from" for p in self.of(obj) if p.country
        ]
        return (replace(found[0], country=homes[0].country, supplied=True),) if len(homes) == 1 else found

    def _maker(self, token: Token) -> tuple[Party, ...]:
        """Return who stands in the by-phrase of an act: "the desecration of the cemetery by Azerbaijani servicemen"."""
        phrases = list(tree.prepositions(token))
        phrases += [pair for prep, obj in phrases if prep in ("of", "on") for pair in tree.prepositions(obj)]
        return tuple(
            p
            for prep, obj in phrases
            if prep == "by" and tree.is_noun(obj)
            for p in self.of(obj)
            if p.country
        )

    def owner(self, token: Token) -> tuple[Party, ...]:
        """Return the parties in the possessive of a noun."""
        out: list[Party] = []
        for poss in tree.children(token, "poss"):
            out.extend(self.of(tree.relative_owner(poss) or poss))
        return tuple(out)

    def modifier(self, token: Token) -> tuple[Party, ...]:
        """Return the parties named by adjectives and compounds before a noun ("the Polish offer")."""
        left = min(
            (t.i for t in token.lefts if t.dep_ in ("amod", "compound", "nmod", "punct", "conj")),
            default=token.i,
        )
        start = self.doc[left].left_edge.idx
        out = []
        for mention in self.mentions:
            if start <= mention.start and mention.end <= token.idx and mention.country:
                if BY_OTHERS.match(self.text, mention.end):
                    continue  # "a US-brokered accord": who helped is no party to it
                inside = self.token_at(mention.start)
                if inside is None or inside.dep_ == "poss":
                    continue
                out.append(self._from_mention(mention))
        return tuple(out)

    def below(self, trigger: int, codes: set[str | None], taken: set[int] = frozenset()) -> Party | None:  # type: ignore[assignment]
        """Return the first party of another country among the words that depend on a trigger."""
        for token in tree.own_clause(self.doc[trigger]):
            if token.i <= trigger or _attributes(token):
                continue
            if tree.is_noun(token) and token.lower_ in PLACEHOLDERS:
                for party in self.of(token):
                    if party.country and party.country not in codes:
                        return party
            for mention in self.mentions:
                if (
                    mention.start <= token.idx < mention.end
                    and (mention.country or self.anyone and mention.sector and "plural" in mention.traits)
                    and mention.country not in codes
                    and mention.kind != "agent"
                    and not belongs_elsewhere(self.text, mention)
                ):
                    return self._from_mention(mention)
        return None

    def _names_actor(self, token: Token) -> bool:
        """Whether a noun is itself a name, an office or a word for people, rather than a thing or an act."""
        if token.tag_ in ("NNP", "NNPS") or token.lower_ in PLACEHOLDERS:
            return True
        return any(m.start <= token.idx < m.end for m in self.mentions)


def _attributes(token: Token) -> bool:
    """Whether a word hangs below "according to": its source, not a party."""
    node = token
    for _ in range(6):
        if node.head is node:
            return False
        node = node.head
        if node.lower_ == "according" or node.lower_ == "to" and node.head.lower_ == "according":
            return True
    return False
