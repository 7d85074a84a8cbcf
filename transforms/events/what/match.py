"""From a parsed sentence to candidate events: triggers, what they take, who stands where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.what import answered, conditions, doers, meetings, nominal, status, tree
from transforms.events.what.fiction import is_retold
from transforms.events.what.patterns import Patterns
from transforms.events.what.readings import SPEECH_TYPES, Hit
from transforms.events.what.roles import DOCUMENTS, Roles, is_somebody
from transforms.events.what.words import singular, verb_forms
from transforms.events.who.party import Party

NOT_OWN = frozenset(
    "SANCTION AGREE AID CONCEDE RETREAT THREATEN ACCUSE REQUEST REJECT MOBILIZE COERCE".split()
)
RECEIVING = frozenset(
    form
    for lemma in "receive get obtain win earn secure draw elicit attract extract field gain".split()
    for form in verb_forms(lemma)
)
DONE = frozenset(
    "decision step move act action measure remark comment statement decree law raid seizure killing plan order".split()
)
CALLED = frozenset(
    "called calls call calling convened convenes convene scheduled schedules fixed set announced".split()
)
AWAITED = frozenset("expected due awaited slated scheduled set fixed".split())


SENDING = frozenset("sending dispatching despatching".split())


class Matcher(Roles):
    """Finds the candidate events of one sentence."""

    def drafts(self) -> list[Draft]:
        """Return the candidate events of the sentence."""
        out: list[Draft] = []
        if is_retold(self.doc):
            return out
        hits = self.hits()
        for hit in hits:
            draft = self._verb_draft(hit) if hit.verb is not None else self._noun_draft(hit)
            if draft is not None:
                out.append(draft)
        if not self.parties.anyone:
            out.extend(self._answered(hits, out))
        from transforms.events.what.presence import implied_visits, reading_of

        for hit, visitors, hosts in implied_visits(self, hits):
            reading = reading_of(hit, self)
            draft = self._draft(
                hit,
                "CONSULT",
                "visit",
                "042",
                hit.noun.flags if hit.noun is not None else frozenset(),
                hit.noun.id if hit.noun is not None else "presence",
                reading,
                visitors,
                hosts,
                self._reporter(reading),
            )
            if draft is not None:
                out.append(draft)
        return out

    def _answered(self, hits: list[Hit], drafts: list[Draft]) -> Iterator[Draft]:
        """Yield what others said and the sentence only answers, addressed to whoever answers."""
        repliers = {d.trigger: d.actors for d in drafts}
        for hit, speakers, verb, backed in answered.said_before(self, hits):
            draft = self._noun_draft(hit)
            own = {p.country for p in speakers}
            replier = repliers.get(verb.i, ())
            if draft is None or own & {p.country for p in replier}:
                continue
            draft.actors, draft.status = speakers, "occurred"
            draft.recipients = tuple(p for p in draft.recipients if p.country and p.country not in own)
            if not draft.recipients and not backed:
                draft.recipients = replier
            if draft.recipients or draft.type == "AGREE" or not backed:
                draft.votes["answered"] = draft.votes["abroad"] = 1.0
                yield draft

    def _verb_draft(self, hit: Hit) -> Draft | None:
        token, pattern = hit.token, hit.verb
        assert pattern is not None
        speech = pattern.type in SPEECH_TYPES
        reading = status.read(token, self.patterns, speech_act=speech)
        if (
            pattern.objects is not None
            and reading.status == "occurred"
            and any(
                c.dep_ == "det" and c.lower_ in ("no", "neither")
                for o in self._objects(token, pattern)
                for c in o.children
            )
        ):  # "has made no threat"
            reading = replace(reading, status="negated")
        actors = self._actors(token)
        recipients = self._recipients(token, pattern.to, pattern)
        if (
            not any(p.country for p in recipients)
            and token.lower_ in tree.ON_THE_PHONE
            and token.dep_ in ("xcomp", "advcl", "ccomp")
        ):
            # "called the emir to convey his condolences"
            recipients = tuple(p for o in tree.objects(token.head) for p in self.parties.target(o))
        own = {p.country for p in actors if p.country}
        abroad = any(p.country and p.country not in own for p in recipients)
        if pattern.type == "PROTEST" and not abroad:
            for clause in self.wants(token):
                wanted = self._choose(clause)
                if wanted is not None:
                    found = self._recipients(clause, wanted.to, wanted)
                    if not recipients or any(p.country or p.sector for p in found):
                        recipients = found
        elif pattern.type == "THREATEN" and own and recipients and not abroad:
            # "threatened to cut its grants to Peru": not one's own grants are threatened
            other = self.parties.below(token.i, {*own, None}, {p.start for p in actors})
            recipients = (other,) if other is not None else recipients
        reporters = self._reporter(reading)
        actors = doers.behind(self, token, pattern, actors)
        flags = pattern.flags
        if not actors and tree.is_passive(token):  # "relations between Rome and Tunis were broken off"
            actors = doers.both_sides(self, token)
            flags = flags | {"R"} if actors else flags
        if "R" in pattern.flags and len(actors) > 1:  # "traded fire": the fire is nobody
            recipients = tuple(p for p in recipients if is_somebody(p))
        if pattern.flags & {"crossed", "amounts"}:  # "said Moscow had crossed a line"
            actors = reporters
        if not actors and reporters and not tree.is_passive(token):
            actors = reporters
        draft = self._draft(
            hit,
            pattern.type,
            pattern.mode,
            pattern.cameo,
            flags,
            pattern.id,
            reading,
            actors,
            recipients,
            reporters,
        )
        if draft is not None and any(singular(s.lower_) in DOCUMENTS for s in tree.subjects(token)):
            draft.votes["document"] = 1.0
        return draft

    def _noun_draft(self, hit: Hit) -> Draft | None:
        token, pattern = hit.token, hit.noun
        assert pattern is not None
        speech = pattern.type in SPEECH_TYPES
        reading = status.read(token, self.patterns, speech_act=speech)
        flags = pattern.flags
        actors: list[Party] = []
        recipients: list[Party] = []
        for prep, obj in tree.prepositions(token):
            if prep == "by" and tree.is_noun(obj):
                actors.extend(self.parties.of(obj))
        if (
            not actors and "R" not in flags
        ):  # "the expulsion of two envoys by Somalia": it hangs on the envoys
            actors.extend(doers.by_below(self, token))
        owned = list(self.parties.owner(token))
        modified = list(self.parties.modifier(token))
        if modified and pattern.type == "PROTEST" and nominal.is_anti(token):
            recipients, modified = modified, []
        between: list[Party] = []
        told = [token]
        if pattern.type in (
            "SUPPORT",
            "AGREE",
            "COOPERATE",
        ):  # "the signing of a pact between Gabon and Togo"
            told += [o for prep, o in tree.prepositions(token) if prep == "of" and tree.is_noun(o)]
        if token.dep_ in ("nsubj", "nsubjpass") and tree.is_verb(token.head):
            told.append(token.head)  # "no talks took place between Oman and Iran"
        if pattern.type == "CONSULT":  # "talks on reunifying Cyprus between"
            told += [g for c in tree.children(token, "prep") for g in tree.children(c, "pcomp")]
        if token.i == 0:  # "Fighting flared between": the parser takes the verb for a participle
            told += [c for c in tree.children(token, "acl") if c.i == 1]
        for prep, obj in (pair for t in told for pair in tree.prepositions(t)):
            if prep in ("between", "among") and tree.is_noun(obj):
                between.extend(self.parties.of(obj))
        if "V" in flags and "tour" not in flags:
            for prep, obj in tree.prepositions(token):
                if prep == "of" and tree.is_noun(obj):
                    actors.extend(self.parties.of(obj))
        if "withdrawn" in flags and not actors and not owned and not modified:
            for prep, obj in tree.prepositions(token):  # "the withdrawal of Ugandan troops from Congo"
                if prep == "of" and tree.is_noun(obj):
                    actors.extend(self.parties.of(obj))
        if not actors:
            actors = between or owned or modified
        light_actors: tuple[Party, ...] = ()
        if hit.light is not None:
            light_actors = self._actors(hit.light)
            if not light_actors and "V" in flags and token.dep_ == "pobj" and tree.is_passive(hit.light):
                # "is pencilled in for a visit to Beijing": who is spoken of travels
                light_actors = tuple(p for s in tree.subjects(hit.light) for p in self.parties.of(s))
            receives = (
                hit.light.lower_ in RECEIVING
                and (pattern.type not in ("CONSULT", "COOPERATE") or "V" in flags)
                and not tree.is_passive(hit.light)
            )
            if receives and not between:  # "won American praise", "received an invitation from the emir"
                actors = self._givers(hit) or owned or modified
                recipients.extend(light_actors)
            elif light_actors and not between and not owned:
                if (
                    modified
                    and not any(m.country == a.country for m in modified for a in light_actors)
                    and "R" not in flags
                ):
                    recipients.extend(modified)
                actors = list(light_actors)
        if not actors and pattern.type == "CONSULT":
            actors = list(self._attending(token))
        if flags & {"footing", "instate"}:
            actors = [p for holder in nominal.in_state(token) for p in self.parties.of(holder)]
        actors = actors or doers.of_noun(self, token, pattern)
        things: list[Party] = []
        for role in pattern.to:
            if recipients and "R" not in flags:
                break
            found = self._below_noun(hit, role, owned)
            if (
                role == "of"
                and "R" not in flags
                and "tour" not in flags
                and pattern.type in ("CONSULT", "AGREE")
            ):
                actors = actors or found
                continue
            if role in ("between", "among") and between:
                continue
            others = [f for f in found if all(f.start != a.start for a in actors)]
            if "R" in flags or any(is_somebody(f) for f in others):
                recipients.extend(others)
            else:
                things.extend(others)
        if not recipients and pattern.id.endswith(".adj"):  # "willing to resume talks with the South"
            recipients.extend(self._in_roles(token, ("xobj", "xdeep", "ccsubj"), [], known=True))
        asked = doers.complied_with(token)
        if asked is not None and not recipients:
            recipients.extend(p for p in self._actors(asked) if p.country)
        recipients = recipients or things[:1]
        if not actors and pattern.type == "ASSAULT":
            actors = list(self._perpetrators(token, pattern.mode))
        if pattern.type == "PROTEST" and not actors:
            actors = list(self._unrest(token))
        reporters = self._reporter(reading)
        if "blamed" in flags:
            assert hit.light is not None
            actors = list(reporters)
            own = {p.country for p in actors}
            recipients = [
                p
                for s in tree.subjects(hit.light)
                for p in self.parties.target(s)
                if p.country is None or p.country not in own
            ]
            if not any(is_somebody(p) for p in recipients) and pattern.type != "REJECT":
                # "said the raid was a breach of": in an article the context tells whose raid it was
                if self.parties.anyone or pattern.id != "wrong.adj" or not _an_act(hit.light, self.patterns):
                    return None
                recipients = []
            if not actors:
                return None
        draft = self._draft(
            hit,
            pattern.type,
            pattern.mode,
            pattern.cameo,
            flags,
            pattern.id,
            reading,
            tuple(actors),
            tuple(recipients),
            reporters,
        )
        if draft is not None:
            draft.votes["noun"] = 1.0
            draft.votes["light"] = float(hit.light is not None)
        return draft

    def _givers(self, hit: Hit) -> list[Party]:
        """Return from whom something is received, where the verb that lends its subject says so."""
        assert hit.light is not None
        return [
            p
            for source in (hit.token, hit.light)
            for prep, obj in tree.prepositions(source)
            if prep == "from" and tree.is_noun(obj)
            for p in self.parties.of(obj)
            if p.country
        ]

    def _below_noun(self, hit: Hit, role: str, owned: list[Party]) -> list[Party]:
        """Return the parties in one role of an event noun, or of the verb that lends it its subject."""
        if role == "poss":
            return owned
        found: list[Party] = []
        for prep, obj in tree.prepositions(hit.token):
            if prep == role and (tree.is_noun(obj) or obj.tag_ in ("PRP", "CD") or "-" in obj.text):
                found.extend(self.parties.target(obj))
        if not found:  # "the visit of Tunisia's president to Rome"
            for prep, obj in conditions.goal_below(hit.token):
                if prep == role and tree.is_noun(obj):
                    found.extend(self.parties.target(obj))
        if not found and hit.light is not None:
            for prep, obj in tree.prepositions(hit.light):
                if prep == role and (tree.is_noun(obj) or obj.tag_ == "PRP") and obj.i != hit.token.i:
                    found.extend(self.parties.target(obj))
        return found

    def _draft(
        self, hit: Hit, type_: str, mode: str | None, cameo: str | None, flags: frozenset[str], rule: str,
        reading: status.Reading, actors: tuple[Party, ...], recipients: tuple[Party, ...], reporters: tuple[Party, ...],
    ) -> Draft | None:  # fmt: skip
        if type_ == "CONSULT":
            actors, recipients, flags = meetings.complete(self, hit, flags, actors, recipients)
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
            speaker=reporters[0] if reporters else None, flags=flags,
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


def _an_act(copula: Token, patterns: Patterns) -> bool:
    """Whether what is judged is something done: "the raid", "the decision", "the remarks", "it"; not "the situation"."""
    return any(
        s.lower_ in patterns.nouns or singular(s.lower_) in DONE or s.lower_ in ("it", "this", "that")
        for s in tree.subjects(copula)
    )


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
