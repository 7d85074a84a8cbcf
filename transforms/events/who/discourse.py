"""What the article has spoken of so far, most recent last: pronouns and descriptions find their party here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from transforms.events.drafts import Draft
from transforms.events.when.dates import DateSpan
from transforms.events.who.actors import Actor
from transforms.events.who.party import Party, unnamed
from transforms.events.who.party_words import COURTS

ORGANISATION_CODES = frozenset(
    """UNO EUU NAT ASE AFU ECW SAD EAC IGD MER UNS OAS CCM CEL PIF ARL GCC OIC IAE WTO IMF WBK ICC ICJ ITL OPC G7 G20 BRI
    SCO CST CIS OSC COE CWN NAL ICR NGO""".split()
)

HOSTILE = frozenset(["ACCUSE", "REJECT", "THREATEN", "SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"])
"""Types of conflict, and refusals."""

CAPTURES = frozenset([("COERCE", "arrest"), ("COERCE", "seize"), ("ASSAULT", "abduct")])
"""Types and modes of what makes captives."""

DECAY = 0.9
TOPIC = 3.0
TOGETHER = 2.0
"""How much more two that meet or sign are a pair than one that acts on another."""


@dataclass(frozen=True, slots=True)
class Act:
    """What an event is: in which sentence, who acts on whom, in hostility or not.

    `actors` and `recipients` are those the words name, `doers` and `aims` also those rules
    supplied from the context.
    """

    sentence: int
    actors: frozenset[str | None]
    recipients: frozenset[str | None]
    hostile: bool
    type: str = ""
    offset: int = 0
    doers: frozenset[str | None] = frozenset()
    aims: frozenset[str | None] = frozenset()

    @property
    def all(self) -> frozenset[str | None]:
        """Everybody in it."""
        return self.actors | self.recipients


@dataclass
class Discourse:
    """Parties in order of mention, with those that were subjects marked: subjects are what pronouns mean first."""

    context: str = ""
    focus: str | None = None
    seen: list[Party] = field(default_factory=list)
    subjects: list[Party] = field(default_factory=list)
    pairs: list[tuple[int, tuple[Party, ...]]] = field(default_factory=list)
    speaker: Party | None = None
    deal: tuple[Party, ...] = ()
    meeting: tuple[int, Draft] | None = None
    visit: Draft | None = None
    """The last visit told whose visitor and host the words name."""
    last_span: DateSpan | None = None
    clock: bool = False
    organisations: frozenset[str] = frozenset()
    topics: dict[str, float] = field(default_factory=dict)
    title: frozenset[str | None] = frozenset()
    acts: list[Act] = field(default_factory=list)
    told: list[Draft] = field(default_factory=list)
    captives: Party | None = None
    """Who was arrested, seized or abducted last, if the words say of which country."""

    def names_organisation(self, code: str) -> bool:
        """Whether the article names the organisation anywhere."""
        return code in self.organisations

    def mention(self, parties: Iterable[Party], *, subject: bool = False) -> None:
        """Note parties in the order in which the text names them."""
        for party in parties:
            self.seen.append(party)
            if subject:
                self.subjects.append(party)

    def note(self, draft: Draft) -> None:
        """Note who acted on whom, as far as the words named them."""
        if draft.type == "CONSULT" and draft.mode == "visit" and draft.actors and draft.recipients:
            self.visit = draft
        if (draft.type, draft.mode) in CAPTURES:
            held = [p for p in draft.recipients if p.country and not p.inferred]
            self.captives = held[0] if held else self.captives
        # what the choice of addressees supplied is left out: its features must not rest on its own answers
        chosen = draft.addressed
        actors = frozenset(p.country for p in draft.actors if p.country and not p.inferred)
        recipients = frozenset(p.country for p in _aims(draft) if p.country and not p.inferred)
        doers = frozenset(p.country for p in draft.actors if p.country and not (chosen and p.inferred))
        aims = frozenset(p.country for p in _aims(draft) if p.country)
        if draft.reciprocal:
            aims = doers
        self.acts.append(
            Act(
                draft.sentence,
                actors,
                recipients,
                draft.type in HOSTILE,
                draft.type,
                draft.start,
                doers,
                aims,
            )  # fmt: skip
        )

    def note_pair(self, offset: int, parties: Iterable[Party]) -> None:
        """Note two or more parties that stand together in one event: "the two sides" are they."""
        distinct: dict[str, Party] = {}
        for party in parties:
            if party.country:
                distinct.setdefault(party.country, party)
        if len(distinct) >= 2:
            self.pairs.append((offset, tuple(distinct.values())[:2]))

    def before(self, offset: int) -> list[Party]:
        """Return the parties named before an offset, in order."""
        return [p for p in self.seen if p.end <= offset]

    def person(self, offset: int, exclude: frozenset[str] = frozenset()) -> Party | None:
        """Return who he or she is: the last subject who is a person, else the last person named."""
        for pool in (self.subjects, self.seen):
            for party in reversed(pool):
                if (
                    party.end <= offset
                    and (party.person or party.role)
                    and not party.plural
                    and party.name not in exclude
                ):
                    return party
        return None

    def thing(self, offset: int, exclude: frozenset[str] = frozenset()) -> Party | None:
        """Return what `it` is: the last subject that is a state or an organisation, else the last one named."""
        for pool in (self.seen, self.subjects) if exclude else (self.subjects, self.seen):
            for party in reversed(pool):
                if (
                    party.end <= offset
                    and party.country
                    and not (party.person or party.plural)
                    and party.name not in exclude
                ):
                    return party
        return None

    def plural(self, offset: int, exclude: frozenset[str] = frozenset()) -> tuple[Party, ...]:
        """Return who they are: the last subjects that stood together or were many, else the last pair."""
        last = [p for p in self.subjects if p.end <= offset and p.name not in exclude]
        if not last:
            return self.pair(offset)
        together = [p for p in last if abs(p.start - last[-1].start) < 100 and self._beside(p, last[-1])]
        if len({p.country for p in together}) > 1:
            return tuple(together[-3:])
        if last[-1].country in ORGANISATION_CODES:
            return (last[-1],)
        pair = self.pair(offset)
        if not last[-1].plural and pair and last[-1].country in {p.country for p in pair}:
            return pair
        return (last[-1],)

    def _beside(self, one: Party, other: Party) -> bool:
        """Whether two parties stand in one sentence, as far as the article's beginning is at hand."""
        between = self.context[min(one.start, other.start) : max(one.start, other.start)]
        return ". " not in between and "\n" not in between

    def last(self, count: int, offset: int) -> tuple[Party, ...]:
        """Return the last so many parties named, people before others: "all three were received"."""
        for people in (True, False):
            out: list[Party] = []
            for party in reversed(self.before(offset)):
                if party.country and (party.person or not people) and all(p.name != party.name for p in out):
                    out.append(party)
                if len(out) == count:
                    return tuple(reversed(out))
        return ()

    def authors(self, offset: int) -> tuple[Party, ...]:
        """Return who issued "the communiqué": the last organisation or pair that met or signed."""
        organisation = self.organisation(offset)
        known = [(at, pair) for at, pair in self.pairs if at < offset]
        if organisation is not None and (not known or known[-1][0] < organisation.start):
            return (organisation,)
        return known[-1][1] if known else ()

    def pair(self, offset: int, exclude: frozenset[str | None] = frozenset()) -> tuple[Party, ...]:
        """Return the last two parties of different countries that stood together, else the last two named; codes to
        `exclude` are those of who speaks of the two."""
        best = self._partners(offset, exclude)
        if best:
            return best
        out: list[Party] = []
        for party in reversed(self.before(offset)):
            if party.country in exclude:
                continue
            if party.country and all(party.country != p.country for p in out):
                out.append(party)
            if len(out) == 2:
                return tuple(reversed(out))
        return ()

    def quarrel(self, offset: int, exclude: frozenset[str | None] = frozenset()) -> tuple[Party, ...]:
        """Return the two who have done each other most harm so far, else the last pair: whom a go-between would reconcile."""
        harm: dict[frozenset[str | None], int] = {}
        for act in self.acts:
            both = act.doers | act.aims
            if act.hostile and act.offset < offset and len(both) == 2 and not both & exclude:
                harm[both] = harm.get(both, 0) + 1
        if not harm:
            return self.pair(offset, exclude)
        most = max(harm, key=lambda both: harm[both])
        last = {p.country: p for p in self.before(offset) if p.country in most}
        return tuple(sorted(last.values(), key=lambda p: p.start)) if len(last) == 2 else ()

    def _partners(self, offset: int, exclude: frozenset[str | None]) -> tuple[Party, ...]:
        """Return the two parties that dealt with each other most and last: stood together, or one acted on the other."""
        weights: dict[frozenset[str], float] = {}
        dealings: list[tuple[int, frozenset[str], float]] = []
        for at, together in self.pairs:
            dealings.append((at, frozenset(p.country for p in together if p.country), TOGETHER))
        for act in self.acts:
            if len(act.actors) == 1 and len(act.recipients) == 1:
                both = frozenset(c for c in act.actors | act.recipients if c)
                dealings.append((act.offset, both, 1.0))
        weight = 1.0
        for _, both, strength in sorted((d for d in dealings if d[0] < offset), key=_offset, reverse=True):
            if len(both) == 2 and not both & exclude:
                weights[both] = weights.get(both, 0.0) + weight * strength
            weight *= DECAY
        if not weights:
            return ()
        for both in weights:
            weights[both] += TOPIC * sum(self.topics.get(code, 0.0) for code in both)
        chosen = max(weights, key=lambda both: weights[both])
        last: dict[str, Party] = {}
        for party in self.before(offset):
            if party.country in chosen:
                last[party.country or ""] = party
        return tuple(sorted(last.values(), key=lambda p: p.start)) if len(last) == 2 else ()

    def sides(self, offset: int, exclude: frozenset[str]) -> tuple[Party, ...]:
        """Return the two sides somebody else speaks of: the two most salient states, the speaker's own left out."""
        own = {p.country for p in self.seen if p.name in exclude}
        first = self.counterpart(own, offset, states=True)
        second = self.counterpart(own | {first.country}, offset, states=True) if first else None
        return (first, second) if first and second else ()

    def country(
        self, offset: int, fitting: frozenset[str] = frozenset(), exclude: frozenset[str] = frozenset()
    ) -> Party | None:
        """Return the last state named, of those that fit the word if any does, the clause's own subject left out."""
        states = [
            p
            for p in self.before(offset)
            if p.country and p.country not in ORGANISATION_CODES and p.name not in exclude
        ]
        if fitting:
            states = (
                [p for p in states if p.country in fitting]
                or [p for p in self.seen if p.country in fitting]
                or states
            )
        return states[-1] if states else None

    def organisation(self, offset: int, fitting: frozenset[str] | None = None) -> Party | None:
        """Return the last organisation named, of those that fit the word if it fits few."""
        for party in reversed(self.before(offset)):
            if party.country in ORGANISATION_CODES and (
                fitting is None or party.country in fitting or fitting is COURTS and "Court" in party.name
            ):
                return party
        return None

    def other(self, offset: int) -> Party | None:
        """Return the most salient state other than the last subject's."""
        subjects = [p for p in self.subjects if p.end <= offset and p.country]
        return self.counterpart([subjects[-1].country] if subjects else [], offset, states=True)

    def lying(
        self, offset: int, fitting: frozenset[str], exclude: frozenset[str | None] = frozenset()
    ) -> Party | None:
        """Return the state a description of its land means: the last one named that fits, else the one the article
        comes to name most."""
        for party in reversed(self.before(offset)):
            if party.country in fitting - exclude:
                return unnamed_like(party)
        known = [code for code in self.topics if code in fitting - exclude]
        most = max(known, key=lambda code: self.topics[code], default=None)
        return replace(unnamed(most, offset), inferred=False) if most is not None else None

    def counterpart(
        self,
        codes: Iterable[str | None],
        offset: int,
        *,
        states: bool = False,
        fitting: frozenset[str] | None = None,
    ) -> Party | None:
        """Return the party an act without a named addressee is aimed at: the most salient one of another country,
        of those `fitting` if given.

        Salience is recency (a mention counts less with every later one) plus the country's share in the article.
        """
        own = set(codes)
        before = self.before(offset)
        named = {p.country for p in before}
        weights: dict[str, float] = {
            code: TOPIC * share for code, share in self.topics.items() if code not in own and code in named
        }
        last: dict[str, Party] = {}
        weight = 1.0
        for party in reversed(before):
            code = party.country
            if not code or code in own or (states and code in ORGANISATION_CODES):
                continue
            if fitting is not None and code not in fitting:
                continue
            weights[code] = weights.get(code, 0.0) + weight
            last.setdefault(code, party)
            weight *= DECAY
        weights = {code: w for code, w in weights.items() if code in last}
        if not weights:
            return None
        return last[max(weights, key=lambda code: weights[code])]

    def office(self, offset: int, word: str) -> Party | None:
        """Return the last person who holds an office of this name."""
        for party in reversed(self.before(offset)):
            if party.role and word in party.role.lower():
                return party
        return None

    def same_noun(self, offset: int, noun: str) -> Party | None:
        """Return the party an earlier phrase named with the same noun: "the delegation" after "a delegation of the Fund"."""
        for party in reversed(self.before(offset)):
            if party.country and not party.inferred and not party.person:
                words = party.text.lower().split(" of ", 1)[0].split()
                if words and words[-1] == noun:
                    return party
        return None

    def of_sector(self, offset: int, sector: str) -> Party | None:
        """Return the last party of a sector that belongs to a state."""
        for party in reversed(self.before(offset)):
            if party.sector == sector and party.country and not party.inferred:
                return party
        return None

    def holder(self, offset: int, role: str) -> Party | None:
        """Return the last person who holds exactly this office."""
        for party in reversed(self.before(offset)):
            if party.role and party.role.lower() == role.lower():
                return party
        return None

    def complete(self, actor: Actor, phrase: str, offset: int) -> Actor:
        """Give an institution without a country ("the interior ministry") the country the article is about.

        The last subject with a country decides, then the article's focus (dateline or first country named).
        """
        if actor.sector in (None, "UNK", "UAF"):
            return actor
        subjects = [
            p for p in self.subjects if p.end <= offset and p.country and p.country not in ORGANISATION_CODES
        ]
        country = self.focus or (subjects[-1].country if subjects else None)
        return replace(actor, country=country) if country else actor


def unnamed_like(party: Party) -> Party:
    """Return the state itself where only its premier or its capital was named."""
    if not party.person or not party.country:
        return party
    return replace(unnamed(party.country, party.start), entity_id=f"state:{party.country}", inferred=False)


def _offset(dealing: tuple[int, frozenset[str], float]) -> int:
    return dealing[0]


def _aims(draft: Draft) -> tuple[Party, ...]:
    return () if draft.addressed else draft.recipients
