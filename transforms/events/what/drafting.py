"""A candidate event made of a reading and its parties: whose status it takes, whom it leaves out, which words express it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from transforms.events.drafts import Draft
from transforms.events.what import meetings, status
from transforms.events.what.readings import Hit
from transforms.events.what.roles import Roles
from transforms.events.who.party import Party

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

NOT_OWN = frozenset(
    "SANCTION AGREE AID CONCEDE RETREAT THREATEN ACCUSE REQUEST REJECT MOBILIZE COERCE".split()
)
CALLED = frozenset(
    "called calls call calling convened convenes convene scheduled schedules fixed set announced".split()
)
PLANNING = frozenset("plan plans planned planning schedule schedules".split())
AWAITED = frozenset("expected due awaited slated scheduled set fixed".split())
SENDING = frozenset("sending dispatching despatching".split())


class Drafting(Roles):
    """Makes a draft of what a trigger says and of who stands where."""

    def _draft(
        self, hit: Hit, type_: str, mode: str | None, cameo: str | None, flags: frozenset[str], rule: str,
        reading: status.Reading, actors: tuple[Party, ...], recipients: tuple[Party, ...], reporters: tuple[Party, ...],
    ) -> Draft | None:  # fmt: skip
        if type_ == "CONSULT":
            actors, recipients, flags = meetings.complete(
                cast("Matcher", self), hit, flags, actors, recipients
            )
        actors = _unique(actors)
        taken = {(p.start, p.end) for p in actors} | {(p.name, p.country) for p in actors}
        recipients = tuple(
            p
            for p in _unique(recipients)
            if (p.start, p.end) not in taken and (p.name, p.country) not in taken
        )
        recipients = _abroad(type_, flags, actors, recipients)
        state = reading.status
        if type_ in ("AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN") and state == "ongoing":
            state = "occurred"
        if type_ == "AGREE" and state == "scheduled":
            state = "occurred"  # "Ghana to abide by the ruling"
        if type_ == "REQUEST" and hit.noun is not None and hit.token.head.lower_ == "at":
            state = "occurred"  # "will be debated at Cairo's request"
        if type_ == "REJECT" and state == "scheduled":
            state = "occurred"  # "said it would shun the forum"
        if type_ == "CONSULT" and state == "occurred" and hit.token.lower_ in AWAITED:
            state = "scheduled"
        if type_ in ("CONSULT", "COOPERATE") and state == "occurred" and hit.token.lower_ in PLANNING:
            state = "scheduled"  # "plan a joint manoeuvre"
        ahead = (
            type_ == "CONSULT"
            and state == "occurred"
            and hit.token.lower_ in CALLED
            and hit.token.dep_ != "acl"
            and any(p == "for" for p, _ in self._prepositions(hit.token))
        )
        if ahead:  # "has called a summit for Sunday"
            state = "scheduled"
        if type_ == "CONSULT" and state == "ongoing" and hit.token.lower_ in SENDING:
            state = "scheduled"  # "is sending an envoy to Bamako"
        if rule.endswith(".adj") and state in ("scheduled", "hypothetical"):
            state = "occurred"  # being willing is an act already done
        if state == "negated" and "needneg" in flags:  # "will not hear of": the negation makes the refusal
            state = "occurred"
        start, end = self._evidence(hit, actors, recipients)
        return Draft(
            type=type_, mode=mode, cameo=cameo, status=state, rule=rule, actors=actors, recipients=recipients,
            reciprocal="R" in flags, start=self.parties.offset + start, end=self.parties.offset + end,
            trigger=hit.token.i, sentence=self.index, future=reading.future or ahead,
            speaker=reporters[0] if reporters else self._source(hit.token), flags=flags,
            words=frozenset(t.lower_ for t in (hit.token, *hit.token.children)),
        )  # fmt: skip

    def _evidence(
        self, hit: Hit, actors: tuple[Party, ...], recipients: tuple[Party, ...]
    ) -> tuple[int, int]:
        """Return the words from the first to the last of trigger, its nearest parties and the verb's particle."""
        offset = self.parties.offset
        token = hit.token
        spans = [(token.idx, token.idx + len(token))]
        if hit.light is not None:
            spans.append((hit.light.idx, hit.light.idx + len(hit.light)))
        for party in (*actors, *recipients):
            a, b = (
                (party.at - offset, party.at - offset + 2)
                if party.at is not None
                else (party.start - offset, party.end - offset)
            )
            if 0 <= a < b <= len(self.parties.text):
                spans.append((a, b))
        verb = hit.light or token
        for child in verb.rights:
            if child.dep_ in ("dobj", "prt", "xcomp") and child.i - verb.i < 12:
                edge = (
                    child.right_edge if child.dep_ == "dobj" and child.right_edge.i - child.i < 8 else child
                )
                spans.append((child.idx, edge.idx + len(edge)))
        return min(a for a, _ in spans), max(b for _, b in spans)


def _abroad(
    type_: str, flags: frozenset[str], actors: tuple[Party, ...], recipients: tuple[Party, ...]
) -> tuple[Party, ...]:
    """Return the recipients without the actor's own side, where others are left: "pull its troops out of Ukraine"."""
    if "R" in flags or type_ not in NOT_OWN:
        return recipients
    own = {p.country for p in actors if p.country}
    others = tuple(p for p in recipients if p.country and p.country not in own)
    return others if others and len(others) < len(recipients) else recipients


def _unique(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    out: list[Party] = []
    for party in parties:
        if all((p.start, p.end, p.country) != (party.start, party.end, party.country) for p in out):
            out.append(party)
    return tuple(out)
