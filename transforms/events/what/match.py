"""From a parsed sentence to candidate events: triggers, what they take, who stands where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.what import answered, doers, meetings, status, tree
from transforms.events.what.fiction import is_retold
from transforms.events.what.noun_drafts import NounDrafts
from transforms.events.what.positions import is_somebody
from transforms.events.what.readings import SPEECH_TYPES, Hit
from transforms.events.what.roles import DOCUMENTS
from transforms.events.what.words import singular


class Matcher(NounDrafts):
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
                out.extend(meetings.each(draft, self.doc))
        if not self.parties.anyone:
            out.extend(self._answered(hits, out))
        from transforms.events.what import presence, side_by_side

        implied = [
            *presence.implied_visits(self, hits),
            *side_by_side.shown(self),
            *side_by_side.met(self, out),
            *side_by_side.remote(self, out),
        ]
        for hit, visitors, hosts in implied:
            reading, pattern = presence.reading_of(hit, self), hit.noun
            assert pattern is not None
            draft = self._draft(
                hit,
                pattern.type,
                pattern.mode,
                pattern.cameo,
                pattern.flags,
                pattern.id,
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
        if pattern.lemma == "deny" and reading.status == "negated":
            return None  # "neither confirmed nor denied", "did not deny": nothing is refused
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
        if (
            pattern.type == "CONSULT"
            and actors
            and not any(p.country for p in (*actors, *recipients))
            and len({p.country for p in reporters if p.country}) > 1
        ):  # "both presidents said a committee would meet": one of theirs
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
