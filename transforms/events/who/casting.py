"""Which party plays which part: what the rules say against every other answer the sentence and its article allow.

Half of the parties of news stand in a plain place of the tree, where the rules find them. The others are owners, authors,
hosts, victims, those spoken of before; and parsers err. So each draft is laid beside its rivals: another of the parties at
hand acts or is acted on, nobody is, one more takes part. A log-linear model over named features of
every party in its part (its way through the tree, preposition, side, share in the article, what passed between the two
before) chooses, trained on the project's own corpus by `make model` (tools/train_casting.py); the artefact is
`data/casting.json`. The rules are overruled where another answer is clearly likelier.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files

from transforms.events.choice import score
from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.who import addressing
from transforms.events.who.cast import KEPT, Cast, Features
from transforms.events.who.discourse import HOSTILE, ORGANISATION_CODES, Discourse
from transforms.events.who.mentions import Mention
from transforms.events.who.modifiers import by_the_way
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party
from transforms.events.who.party_names import party_of

UNDIRECTED = frozenset(["CONSULT", "AGREE", "COOPERATE"])
"""Types in which it does not matter who is named as actor and who as recipient."""
CLEARLY = 1.6
"""How many times likelier than the rules' answer another must be; cross-validated, flat from 1.25 to 2."""
EARLIER = 4
"""How many of the parties named last, but not in the sentence, are thought of."""
LONGEST_WAY = 4
"""Steps through the tree told apart; longer ways are one."""
PLACING = frozenset("in at near off from outside inside across around to into".split())
"""Prepositions that make a state a place."""
PRONOUNS = frozenset("he she it they him her them his its their who which".split())


@dataclass(frozen=True, slots=True)
class Director:
    """A trained model: the weight of every feature."""

    weights: dict[str, float]

    def probabilities(self, casts: Sequence[Cast]) -> list[float]:
        """Return how likely each cast is right; they sum to one."""
        known: dict[int, float] = {}  # rivals share most of their groups of features
        scores = []
        for cast in casts:
            total = 0.0
            for group in cast.features:
                if id(group) not in known:
                    known[id(group)] = score(self.weights, group)
                total += known[id(group)]
            scores.append(total)
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def settle(self, draft: Draft) -> None:
        """Give a draft the parties of its likeliest cast: that of the rules unless another is clearly likelier."""
        if not draft.casts:
            return
        chances = self.probabilities(draft.casts)
        best = max(range(len(chances)), key=lambda i: chances[i])
        if chances[best] <= CLEARLY * chances[0]:
            best = 0
        chosen = draft.casts[best]
        draft.cast_chance = chances[best]
        draft.cast_kind = chosen.kind
        if best:
            draft.actors, draft.recipients, draft.reciprocal = (
                chosen.actors, chosen.recipients, chosen.reciprocal,
            )  # fmt: skip


@functools.cache
def load() -> Director:
    """Read the shipped model.

    Raises:
        FileNotFoundError: the package was built without data/casting.json.
    """
    path = files("transforms.events").joinpath("data", "casting.json")
    return Director(json.loads(path.read_text(encoding="utf-8")))


def casts_of(draft: Draft, parties: SentenceParties, discourse: Discourse) -> tuple[Cast, ...]:
    """Return the rules' own cast of a draft, then its rivals; nothing where no party is of a country or body: "a typhoon
    slammed into the Philippines" stays what it is."""
    if not any(p.country for p in draft.parties()) or _settled(draft, parties):
        return ()
    return tuple(_Stage(draft, parties, discourse).casts())


def _settled(draft: Draft, parties: SentenceParties) -> bool:
    """Whether the clause itself names who acts and whom the act is aimed at, and the sentence no other country."""
    both = bool(draft.actors and draft.recipients) or draft.reciprocal and len(draft.parties()) > 1
    told = {p.country for p in draft.parties()}
    return (
        both
        and not any(
            p.inferred or p.supplied or p.at is not None or p.country is None for p in draft.parties()
        )
        and all(m.country in told for m in parties.mentions if m.country)
    )


@dataclass(slots=True)
class _Stage:
    """What is known of the parties at hand while the casts of one draft are put together."""

    draft: Draft
    parties: SentenceParties
    discourse: Discourse
    trigger: Token = field(init=False)
    noun: bool = field(init=False)
    named: dict[str, list[tuple[Mention, Token]]] = field(init=False)
    earlier: list[Party] = field(init=False)
    shares: list[str] = field(init=False)
    histories: dict[str | None, Features] = field(init=False)
    groups: dict[tuple[str, str | None, bool, int], Features] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draft, parties, discourse = self.draft, self.parties, self.discourse
        self.trigger = parties.doc[draft.trigger]
        self.noun = "noun" in draft.votes
        self.named = {}
        for mention in parties.mentions:
            if by_the_way(parties.text, mention):
                continue
            token = parties.token_at(mention.end - 1) if mention.country else None
            if token is not None and mention.country:
                self.named.setdefault(mention.country, []).append((mention, token))
        self.earlier = []
        for party in reversed(discourse.before(parties.offset + self.trigger.idx)):
            if len(self.earlier) == EARLIER:
                break
            if party.country and party.country not in {p.country for p in self.earlier}:
                self.earlier.append(party)
        self.shares = sorted(discourse.topics, key=lambda c: (-discourse.topics[c], c))
        at_hand = {*self.named, *(p.country for p in self.earlier), *(p.country for p in draft.parties())}
        self.histories = {
            c.code: tuple([f"past|{name}" for name in c.features])
            for c in draft.addressees or addressing.candidates_of(draft, discourse, parties, at_hand)
        }

    # -- the casts ------------------------------------------------------------------------------------------------

    def casts(self) -> Iterator[Cast]:
        """Yield the rules' cast and its rivals."""
        draft = self.draft
        actors, recipients = draft.actors, draft.recipients
        yield self._cast(KEPT, actors, recipients, reciprocal=draft.reciprocal)
        others = [self._party(code) for code in self.named]
        if not actors or not recipients or any(p.inferred for p in draft.parties()):
            others += [replace(p, inferred=True) for p in self.earlier if p.country not in self.named]
        if draft.reciprocal:
            yield from self._mutual(actors + recipients, others)
            return
        offered = draft.type == "AGREE" and self.noun  # "an offer by Peru": to nobody in particular
        # a bare sentence is coded whole: whom its words name stays, whether a state or not
        bare = self.parties.anyone
        actors_stay = bare and any(self._word(p) is not None for p in actors)
        recipients_stay = bare and any(self._word(p) is not None for p in recipients)
        for other in others:
            here = "named" if other.country in self.named else "earlier"
            role = "other" if recipients else "new"
            # where nobody is aimed at the choice of addressees has asked those the sentence names
            asked = bare or recipients or here == "earlier" and not offered
            if asked and not recipients_stay and not _has(actors + recipients, other):
                yield self._cast(f"{role} recipient, {here}", actors, (other,))
            if actors_stay or _has(actors, other) or bare and not actors and self._at(other):
                continue  # "kidnapped in Mali": by nobody knows whom
            role = "other" if actors else "new"
            rest = tuple(p for p in recipients if p.country != other.country)
            yield self._cast(f"{role} actor, {here}", (other,), rest)
        if recipients and not bare:
            yield self._cast("no recipient", actors, ())

    def _at(self, party: Party) -> bool:
        """Whether a party is only named as a place."""
        word = self._word(party)
        return word is not None and word.dep_ == "pobj" and word.head.lower_ in PLACING

    def _mutual(self, members: tuple[Party, ...], others: Sequence[Party]) -> Iterator[Cast]:
        if len(_codes(members)) < len(members) or self.draft.mode == "third-party":
            return  # both sides of a war within one state; whom a go-between brings together
        for other in others:
            if _has(members, other):
                continue
            here = "named" if other.country in self.named else "earlier"
            yield self._cast(f"one more side, {here}", (*members, other), (), reciprocal=True)
            if len(members) == 2:
                for party, dropped in zip(members, reversed(members), strict=True):
                    if not (
                        self.parties.anyone and self._word(dropped) is not None
                    ):  # whom a bare sentence names stays
                        yield self._cast(f"other side, {here}", (party, other), (), reciprocal=True)

    def _cast(
        self, kind: str, actors: tuple[Party, ...], recipients: tuple[Party, ...], *, reciprocal: bool = False
    ) -> Cast:
        draft = self.draft
        groups: list[Features] = [
            (
                f"kind={kind}", f"kind={kind}|{draft.type}", f"kind={kind}|noun={self.noun}", f"kind={kind}|rule={draft.rule}",
                f"kind={kind}|{draft.status}", f"kind={kind}|bare={self.parties.anyone}",
            )
        ]  # fmt: skip
        groups += self._side("side" if reciprocal else "actor", actors)
        if not reciprocal:
            groups += self._side("recipient", recipients)
            groups += [self.histories[c] for c in _codes(recipients) or [None] if c in self.histories]
        if {p.country for p in actors} & {p.country for p in recipients}:
            groups.append((f"same|{draft.type}",))
        return Cast(kind, actors, recipients, reciprocal, tuple(groups))

    def _party(self, code: str) -> Party:
        """Return a party the sentence names, as the words nearest to the trigger tell it."""
        mention, token = min(self.named[code], key=lambda one: abs(one[1].i - self.trigger.i))
        for party in self.parties.of(token):
            if party.country == code:
                return party
        return party_of(self.parties.moved(mention))

    # -- the features ---------------------------------------------------------------------------------------------

    def _side(self, role: str, parties: tuple[Party, ...]) -> Iterator[Features]:
        """Yield the features of those who play a part, a group for each."""
        draft = self.draft
        if not parties:
            yield (
                f"{role}|none", f"{role}|none|{draft.type}", f"{role}|none|{draft.rule}", f"{role}|none|noun={self.noun}",
                f"{role}|none|{draft.type}|{draft.status}", f"{role}|none|{draft.type}/{draft.mode}",
            )  # fmt: skip
        if len(_codes(parties)) > 1:
            yield (f"{role}|many",)
        seen: set[str | None] = set()
        for party in parties:
            if party.country in seen:
                continue
            seen.add(party.country)
            own = party in draft.actors or party in draft.recipients
            key = (role, party.country, own, party.start)
            if key not in self.groups:
                self.groups[key] = tuple(self._features(role, party, own=own))
            yield self.groups[key]

    def _features(self, role: str, party: Party, *, own: bool) -> Iterator[str]:
        draft, code = self.draft, party.country
        yield from self._standing(role, party)
        if own:
            yield f"{role}|inferred={party.inferred}"
            yield f"{role}|inferred={party.inferred}|{draft.type}"
            yield f"{role}|supplied={party.supplied}"
            yield f"{role}|person={party.person}"
            yield f"{role}|pronoun={party.text.lower() in PRONOUNS}"
            yield f"{role}|back={party.at is not None}|{draft.type}"
            yield f"{role}|sector={party.sector}"
            yield f"{role}|sector={party.sector}|{draft.type}"
        if code is None:
            yield f"{role}|unknown"
            yield f"{role}|unknown|{draft.type}"
            return
        share = min(self.shares.index(code), 3) if code in self.shares else 3
        yield f"{role}|share={share}"
        yield f"{role}|share={share}|{draft.type}"
        yield f"{role}|title={code in self.discourse.title}"
        yield f"{role}|body={code in ORGANISATION_CODES}|{draft.type}"
        if code == draft.country:
            yield f"{role}|place"
            yield f"{role}|place|{draft.type}"
        if code == self.discourse.focus:
            yield f"{role}|home|hostile={draft.type in HOSTILE}"
        if draft.speaker is not None and draft.speaker.country == code:
            yield f"{role}|speaker"
            yield f"{role}|speaker|{draft.type}"

    def _standing(self, role: str, party: Party) -> Iterator[str]:
        """Yield where in the sentence a party stands: its way to the trigger, side, distance, preposition, rank."""
        draft, noun = self.draft, self.noun
        token = self._word(party)
        if token is None:
            yield f"{role}|elsewhere"
            yield f"{role}|elsewhere|{draft.type}"
            yield f"{role}|elsewhere|noun={noun}"
            yield f"{role}|elsewhere|others={min(len(self.named), 3)}"
            return
        steps = abs(token.i - self.trigger.i)
        far = "0-2" if steps <= 2 else "3-5" if steps <= 5 else "6-10" if steps <= 10 else "far"
        side = "after" if token.i > self.trigger.i else "before"
        way = _way(self.trigger, token)
        yield f"{role}|named"
        yield f"{role}|{way}|noun={noun}"
        yield f"{role}|{way}|{draft.type}"
        yield f"{role}|{side}|{far}|noun={noun}"
        yield f"{role}|{side}|{draft.type}"
        yield f"{role}|{far}"
        kind = next((m.kind for m, t in self.named.get(party.country or "", ()) if t.i == token.i), "phrase")
        yield f"{role}|kind={kind}"
        yield f"{role}|demonym={kind == 'demonym'}|{token.dep_}"
        head = token
        while head.dep_ in ("compound", "amod", "nmod", "poss", "conj", "appos") and head.head is not head:
            head = head.head
        family = draft.rule.partition(".")[0]
        if head.dep_ == "pobj":
            prep = head.head.lower_
            yield f"{role}|prep={prep}|{draft.type}"
            yield f"{role}|prep={prep}|{side}"
            yield f"{role}|prep={prep}|{family}"
        else:
            yield f"{role}|{head.dep_}|{side}|{draft.type}"
            yield f"{role}|{head.dep_}|{family}"
        order = sorted(t.i for places in self.named.values() for _, t in places)
        yield f"{role}|rank={min(bisect.bisect_left(order, token.i), 3)}|of={min(len(self.named), 4)}"

    def _word(self, party: Party) -> Token | None:
        """Return the word that names or stands for a party in the sentence, the head of its phrase."""
        doc, offset = self.parties.doc, self.parties.offset
        start = (party.start if party.at is None else party.at) - offset
        if not party.text or not 0 <= start < len(doc.text):
            return None
        end = party.end - offset if party.at is None else start + 1
        inside = doc.within(start, end)
        if not inside:
            return doc.at(start)
        return next((t for t in inside if t.head is t or t.head not in inside), None)


def _codes(parties: Iterable[Party]) -> list[str | None]:
    return list(dict.fromkeys(p.country for p in parties))


def _has(parties: Iterable[Party], other: Party) -> bool:
    return any(p.country == other.country for p in parties)


def _way(trigger: Token, token: Token) -> str:
    """Return the way from the trigger to a word: relations up, then down; names and coordination are passed over."""
    up = [trigger, *trigger.ancestors][:8]
    heights = {node.i: height for height, node in enumerate(up)}
    down: list[str] = []
    node = token
    while node.i not in heights:
        if node.head is node or len(down) > LONGEST_WAY:
            return "far"
        if node.dep_ == "pobj":
            down.append(f"pobj:{node.head.lower_}")
        elif node.dep_ not in ("conj", "appos", "compound", "nmod", "amod", "prep", "agent"):
            down.append(node.dep_)
        node = node.head
    above = [n.dep_ for n in up[: heights[node.i]] if n.dep_ != "conj"]
    if len(above) + len(down) > LONGEST_WAY:
        return f"long{heights[node.i]}"
    return "^".join(above) + ">" + ">".join(reversed(down))
