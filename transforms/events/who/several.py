"""Several parties in one noun phrase: "the presidents of Ghana and Togo", "Russian and Chinese officials", "the Thai-Cambodian border"."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular
from transforms.events.who.actors import resolve_actor
from transforms.events.who.anaphora import Anaphora
from transforms.events.who.mentions import Mention
from transforms.events.who.party import Party

WHOSE = re.compile(
    r"(?: [Oo]f [Ss]tate(?: and [Gg]overnment)?| [Oo]f [Gg]overnment| (?:responsible|in charge) (?:for|of) [a-z ]+?"
    r"| (?:of|for) [a-z ]+?)? (?:of|from) (?:the )?"
)
"""What stands between people in office and the first of the states they are from: "ministers for tourism of Angola"."""
NEXT = re.compile(r"(?:,| and| &|, and|,? as well as)(?: of)? (?:the )?")
PEOPLE_IN_OFFICE = frozenset(
    """leader president head premier minister prime-minister ambassador envoy king official diplomat representative chief
    delegation delegate negotiator foreign-minister monarch general commander chairman speaker navy army government
    parliament national citizen troop soldier force team expert lawmaker ruler emissary""".split()
)
_STATES = ("demonym", "country", "people", "capital", "metonym")


class SeveralParties(Anaphora):
    """Splits noun phrases that mean several parties."""

    def _distributed(self, token: Token, start: int, end: int) -> list[Party]:
        """Split "the presidents of Ghana and Togo" and "Russian and Chinese officials" into their members."""
        if token.tag_ not in ("NNS", "NNPS"):
            return self._hyphenated(token, start)
        named = [n for a in tree.children(token, "appos") for n in tree.coordinated(a) if n.tag_ == "NNP"]
        if len(named) > 1 and all(a.head.i == token.i or a.dep_ == "conj" for a in named):
            # "special envoys Ana Silva and Jon Berg": one each
            beside = [p for a in tree.children(token, "appos") for p in self.of(a)]
            return [replace(p, sector=p.sector or "GOV") for p in beside]
        listed = self._listed(token)
        if len({m.country for m in listed}) > 1:
            sector = resolve_actor(self.text[start:end], date=self.date, memory=self.memory).sector
            states = [replace(self._from_mention(m), sector=sector or "GOV") for m in listed]
            known = {p.country for p in states}
            others = [p for _, obj in tree.prepositions(token) for p in self.of(obj) if p.country]
            return [
                *states,
                *(replace(p, sector=p.sector or "GOV") for p in others if p.country not in known),
            ]
        for prep, obj in tree.prepositions(token):
            members = tree.coordinated(obj) if prep in ("of", "from") else []
            if prep in ("of", "in", "from") and obj.tag_ in ("NNS", "NNPS") and len(members) < 2:
                both = self.of(obj)
                if len({p.country for p in both}) > 1:
                    return list(both)
            if len(members) > 1:
                out = []
                for party in self.of(obj):
                    if party.country:
                        out.append(replace(party, sector=party.sector or "GOV"))
                return out
        countries = [
            m for m in self.mentions
            if start <= m.start and m.end <= token.idx and m.country and m.kind in _STATES
        ]  # fmt: skip
        if len({m.country for m in countries}) > 1:
            head = self.text[start:end]
            actor = resolve_actor(head, date=self.date, memory=self.memory)
            return [replace(self._from_mention(m), sector=actor.sector) for m in countries]
        return []

    def _hyphenated(self, token: Token, start: int) -> list[Party]:
        """Return both states of "the Thai-Cambodian border"."""
        before = [
            m for m in self.mentions if start <= m.start < token.idx and m.kind in _STATES and m.country
        ]
        for first, second in itertools.pairwise(before):
            if first.country != second.country and self.text[first.end : second.start] in ("-", "–"):
                return [self._from_mention(first), self._from_mention(second)]
        return []

    def _listed(self, token: Token) -> list[Mention]:
        """Return the states a list names behind people in office, however the parser has hung its members.

        "The leaders of Palau, the Marshall Islands and Micronesia", "the Heads of State of Benin and Burkina Faso".
        """
        if singular(token.lower_) not in PEOPLE_IN_OFFICE:
            return []
        out: list[Mention] = []
        at = token.idx + len(token)
        for mention in sorted(self.mentions, key=_begin):
            if mention.start < at or mention.kind not in ("country", "dependency", "capital"):
                continue
            between = NEXT if out else WHOSE
            if between.fullmatch(self.text[at : mention.start]) is None:
                break
            out.append(mention)
            at = mention.end
        return out


def _begin(mention: Mention) -> int:
    return mention.start
