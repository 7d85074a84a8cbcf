"""What the article has spoken of so far, most recent last: pronouns and descriptions find their party here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from transforms.events.actors import Actor
from transforms.events.party import Party

ORGANISATION_CODES = frozenset(
    """UNO EUU NAT ASE AFU ECW SAD EAC IGD MER UNS OAS CCM CEL PIF ARL GCC OIC IAE WTO IMF WBK ICC ICJ ITL OPC G7 G20 BRI
    SCO CST CIS OSC COE CWN NAL ICR NGO""".split()
)


@dataclass
class Discourse:
    """Parties in order of mention, with those that were subjects marked: subjects are what pronouns mean first."""

    context: str = ""
    focus: str | None = None
    seen: list[Party] = field(default_factory=list)
    subjects: list[Party] = field(default_factory=list)
    pairs: list[tuple[int, tuple[Party, ...]]] = field(default_factory=list)
    speaker: Party | None = None
    group: tuple[Party, ...] = ()
    organisations: frozenset[str] = frozenset()

    def names_organisation(self, code: str) -> bool:
        """Whether the article names the organisation anywhere."""
        return code in self.organisations

    def mention(self, parties: Iterable[Party], *, subject: bool = False) -> None:
        """Note parties in the order in which the text names them."""
        for party in parties:
            self.seen.append(party)
            if subject:
                self.subjects.append(party)

    def note_pair(self, offset: int, parties: Iterable[Party]) -> None:
        """Note two or more parties that stand together in one event: "the two sides" are they."""
        distinct: dict[str, Party] = {}
        for party in parties:
            if party.country:
                distinct.setdefault(party.country, party)
        if len(distinct) >= 2:
            self.pairs.append((offset, tuple(distinct.values())[:2]))

    def _before(self, offset: int) -> list[Party]:
        return [p for p in self.seen if p.end <= offset]

    def person(self, offset: int) -> Party | None:
        """Return who he or she is."""
        subjects = [p for p in self.subjects if p.end <= offset and (p.person or p.role)]
        if subjects:
            return subjects[-1]
        people = [p for p in self._before(offset) if p.person or p.role]
        return people[-1] if people else None

    def thing(self, offset: int) -> Party | None:
        """Return what `it` is: the last subject that is a state or an organisation."""
        subjects = [p for p in self.subjects if p.end <= offset and p.country and not p.person]
        if subjects:
            return subjects[-1]
        found = [p for p in self._before(offset) if p.country and not p.person]
        return found[-1] if found else None

    def plural(self, offset: int) -> tuple[Party, ...]:
        """Return who they are: the last subjects that stood together, else the last pair, else the last subject."""
        last = [p for p in self.subjects if p.end <= offset]
        if last:
            together = [p for p in last if abs(p.start - last[-1].start) < 120 and p.start != last[-1].start]
            pair = self.pair(offset)
            if not together and pair and pair[-1].start > last[-1].start - 200 and last[-1] in pair:
                return pair
            return tuple([*together[-1:], last[-1]]) if together and together[-1].country != last[-1].country else (last[-1],)
        return self.pair(offset) or ()

    def pair(self, offset: int) -> tuple[Party, ...]:
        """Return the last two parties of different countries that stood together, else the last two named."""
        known = [pair for at, pair in self.pairs if at < offset]
        if known:
            return known[-1]
        out: list[Party] = []
        for party in reversed(self._before(offset)):
            if party.country and all(party.country != p.country for p in out):
                out.append(party)
            if len(out) == 2:
                return tuple(reversed(out))
        return ()

    def country(self, offset: int) -> Party | None:
        """Return the last state named."""
        for party in reversed(self._before(offset)):
            if party.country and party.country not in ORGANISATION_CODES:
                return party
        return None

    def organisation(self, offset: int, word: str) -> Party | None:
        """Return the last organisation named."""
        for party in reversed(self._before(offset)):
            if party.country in ORGANISATION_CODES:
                return party
        return None

    def other(self, offset: int) -> Party | None:
        """Return the last party of another country than the last subject's."""
        subjects = [p for p in self.subjects if p.end <= offset and p.country]
        own = subjects[-1].country if subjects else None
        for party in reversed(self._before(offset)):
            if party.country and party.country != own and party.country not in ORGANISATION_CODES:
                return party
        return None

    def counterpart(self, codes: Iterable[str | None], offset: int, *, states: bool = False) -> Party | None:
        """Return the party an act without a named addressee is aimed at: the most salient one of another country.

        Salience falls by a quarter with every later mention; what the title names counts a little longer.
        """
        own = set(codes)
        weights: dict[str, float] = {}
        last: dict[str, Party] = {}
        weight = 1.0
        for party in reversed(self._before(offset)):
            code = party.country
            if not code or code in own or (states and code in ORGANISATION_CODES):
                continue
            weights[code] = weights.get(code, 0.0) + weight
            last.setdefault(code, party)
            weight *= 0.75
        if not weights:
            return None
        return last[max(weights, key=lambda code: weights[code])]

    def office(self, offset: int, word: str) -> Party | None:
        """Return the last person who holds an office of this name."""
        for party in reversed(self._before(offset)):
            if party.role and word in party.role.lower():
                return party
        return None

    def complete(self, actor: Actor, phrase: str, offset: int) -> Actor:
        """Give an institution without a country ("the interior ministry") the country the article is about.

        The last subject with a country decides, then the article's focus (dateline or first country named).
        """
        if actor.sector in (None, "UNK", "UAF"):
            return actor
        subjects = [p for p in self.subjects if p.end <= offset and p.country and p.country not in ORGANISATION_CODES]
        country = self.focus or (subjects[-1].country if subjects else None)
        return replace(actor, country=country) if country else actor
