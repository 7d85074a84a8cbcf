"""Choosing readings: every verb and event noun of a sentence with the pattern that fits it best."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from transforms.events.parsed import Word as Token
from transforms.events.what import (
    allegations,
    conditions,
    nominal,
    nominalised,
    noun_conditions,
    phrasal,
    predicates,
    tree,
)
from transforms.events.what.contents import Contents
from transforms.events.what.patterns import VETO, NounPattern, VerbPattern
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

SPEECH_TYPES = frozenset(["AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONCEDE", "SUPPORT"])
SCORE = re.compile(r"(?<![\d-])\d{1,3} ?[-–] ?\d{1,3}(?![\d-])")
ARRANGED = frozenset("planned scheduled due set slated fixed arranged".split())
DENIALS = frozenset("deny dismiss scotch quash refute reject rebut".split())
REPORTS = frozenset("report rumour rumor speculation story suggestion reports".split())
CHARGED = frozenset(["arrest", "convict", "deport", "expel"])
RETICENT = frozenset(
    "comment elaborate say specify answer name identify confirm discuss reveal disclose speculate".split()
)
SAID = frozenset("sorry yes aye goodbye".split())
"""What one may be asked to say: who refuses that is not only silent."""
NEED_INFINITIVE = frozenset(
    "tell order instruct command advise remind challenge encourage summon want expect".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger with the reading chosen for it."""

    token: Token
    verb: VerbPattern | None
    noun: NounPattern | None
    noun_token: Token | None = None
    light: Token | None = None

    @property
    def type(self) -> str:
        """Event type of the reading."""
        pattern = self.verb or self.noun
        return pattern.type if pattern else VETO


class Readings(Contents):
    """The triggers of one sentence; contents of speech acts are left out."""

    def hits(self) -> list[Hit]:
        """Return the triggers of the sentence in reading order; contents of speech acts are left out."""
        found: list[Hit] = []
        verbs = [
            t
            for t in self.doc
            if (tree.is_verb(t) or t.tag_ in ("JJ", "NN", "NNS")) and t.lower_ in self.patterns.verbs
        ]
        for token in sorted(verbs, key=lambda t: (sum(1 for _ in t.ancestors), t.i)):
            if token.i in self.content or not self._verbal(token):
                continue
            if (
                token.dep_ == "acl" and token.lower_ in ARRANGED and token.head.lower_ in self.patterns.nouns
            ):  # "an exercise planned for May has been called off": the noun is the trigger
                continue
            idle = (
                token.dep_ == "pcomp"
                and tree.is_noun(token.head.head)
                and token.head.lower_ in ("in", "for", "of", "at")
            )
            chosen = self._choose(token)
            if chosen is None or token.lower_ == "blame" and nominal.is_blamed(token):
                continue
            if idle and chosen.type in SPEECH_TYPES:
                continue
            if chosen.type == VETO:
                self.consumed.add(token.i)
                if "content" in chosen.flags:  # "refused to take sides": nor is what was refused one
                    self._suppress(token)
                if "deep" in chosen.flags:  # "declared war on plastic bags": the noun tells no event either
                    self.consumed.update(t.i for o in self._objects(token, chosen) for t in o.subtree)
                continue
            if "light" in chosen.flags or chosen.objects is not None:
                for obj in self._objects(token, chosen):
                    if obj.lower_ in self.patterns.nouns:
                        self.consumed.add(obj.i)
            if (chosen.type, chosen.mode) == ("SANCTION", "discontinue"):
                self._consume_stopped(token, chosen)
            if chosen.rest:  # "went on strike": the noun tells nothing more
                after = self.doc[token.i + 1 : token.i + 5].words
                self.consumed.update(t.i for t in after if t.lower_ in chosen.rest and tree.is_noun(t))
            if "content" in chosen.flags:
                self._suppress(token)
            if chosen.mode in CHARGED:  # "was arrested for helping the rebels": what they are charged with
                for prep, charge in tree.prepositions(token):
                    if prep in ("for", "of") and charge.dep_ == "pcomp":
                        self._suppress_subtree(charge)
            if chosen.type == "PROTEST":
                for clause in self.wants(token):
                    self._suppress_subtree(clause)
            found.append(Hit(token, chosen, None))
        read = {h.token.i for h in found} | self.consumed
        for token in self.doc:
            if token.i in self.content or token.i in read:
                continue
            refusal = predicates.unwilling(self, token)
            if refusal is not None:
                self._suppress(token)
                found.append(Hit(token, refusal, None))
        for token in self.doc:
            if (
                not (tree.is_noun(token) or nominal.opens_sentence(token))
                or token.i in self.content
                or token.i in self.consumed
            ):
                continue
            pattern = self._noun_reading(token)
            light = None
            if pattern is not None and pattern.type != VETO:
                light = self._light_verb(token, any_verb=pattern.type == "CONSULT")
            if (
                pattern is None
                or "weaknoun" in pattern.flags
                and light is None
                and not nominal.is_aimed(token, pattern.type)
            ):
                verb = nominalised.reading(self, token)
                if verb is not None and verb.type != VETO:
                    if "content" in verb.flags:
                        self._suppress(token)
                    found.append(Hit(token, verb, None))
                    continue
            if pattern is None or pattern.type == VETO:
                continue
            if "predicate" in pattern.flags and light is None and token.dep_ == "attr":
                light = token.head  # "was the guest of the emir"
            if (
                "weaknoun" in pattern.flags
                and light is None
                and not nominalised.threatens(self, token, pattern)
            ):
                continue
            if "content" in pattern.flags:
                self._suppress(token)
            found.append(Hit(token, None, pattern, token, light))
        found.extend(Hit(t, None, p, t, head) for t, p, head in predicates.adjectives(self))
        return sorted((h for h in found if h.token.i not in self.content), key=_position)

    def _consume_stopped(self, token: Token, pattern: VerbPattern) -> None:
        """Leave out the help or dealings that are stopped: "cancelled three billion dollars in military aid" is no aid."""
        for obj in tree.objects(token) or self._objects(token, pattern):
            for t in obj.subtree:
                if any(p.type in ("AID", "COOPERATE") for p in self.patterns.nouns.get(t.lower_, ())):
                    self.consumed.add(t.i)

    def wants(self, token: Token) -> list[Token]:
        """Return the clauses that say what protesters want or blame: part of the protest ("marched to demand", "rallied, accusing")."""
        clauses = [*tree.children(token, "advcl", "xcomp")]
        clauses += [c for o in tree.objects(token) for c in tree.children(o, "acl")]  # "a protest demanding"
        return [
            c
            for c in clauses
            if c.tag_ in ("VB", "VBG")
            and c.lower_ in self.patterns.verbs
            and (chosen := self._choose(c)) is not None
            and (chosen.type in ("REQUEST", "ACCUSE", "REJECT") or c.lower_ in ("protest", "protesting"))
        ]

    def _verbal(self, token: Token) -> bool:
        if nominal.opens_sentence(token) and token.lower_ in self.patterns.nouns:
            return False
        if tree.is_verb(token):
            return (
                token.dep_ not in ("amod", "compound", "aux", "auxpass")
                or token.tag_ == "VBN"
                and token.dep_ == "acl"
            )
        # headlines: the tagger takes "Slams", "visits" for nouns; a noun with a subject or as root with an object is a verb
        if any(c.dep_ in ("nsubj", "nsubjpass", "dobj") for c in token.children):
            return True
        # "will go on mediating between …": a gerund the tagger takes for a noun
        return (
            token.lower_.endswith("ing")
            and token.dep_ in ("pobj", "pcomp", "dobj")
            and not tree.children(token, "det", "amod", "poss")
            and any(c.dep_ == "prep" for c in token.rights)
            and token.lower_ not in self.patterns.nouns
        )

    def _choose(self, token: Token) -> VerbPattern | None:
        return next((p for p in self.patterns.by_weight[token.lower_] if self._fits(token, p)), None)

    def _fits(self, token: Token, pattern: VerbPattern) -> bool:
        """Whether the words of a trigger and all that hangs on it fit a pattern."""
        for word in pattern.rest:
            if not self._has_word(token, word):
                return False
        if pattern.rest and phrasal.means_else(token, pattern, self.patterns):
            return False
        return self.fits_frame(token, pattern)

    def fits_frame(self, token: Token, pattern: VerbPattern) -> bool:
        """Whether objects, phrases, complement and flags fit, whatever words the trigger consists of."""
        objects = self._objects(token, pattern)
        if pattern.objects is not None and not self._accepts(pattern.objects, objects, token):
            return False
        if pattern.prepositions and not any(
            prep == name and self._accepts(wanted, [obj], token)
            for name, wanted in pattern.prepositions
            for prep, obj in self._phrases_about(token)
        ):
            return False
        if pattern.complement and not self._complement(token, pattern.complement):
            return False
        return self._flag_fit(token, pattern, objects)

    def _flag_fit(self, token: Token, pattern: VerbPattern, objects: list[Token]) -> bool:
        flags = pattern.flags
        if not flags:
            return True
        subject = self._subject_tokens(token)
        if not conditions.fits(cast("Matcher", self), token, pattern, objects, subject):
            return False
        if "needcomp" in flags and pattern.lemma in NEED_INFINITIVE and not self._complement(token, "to"):
            return False
        if pattern.type == "REQUEST" and pattern.lemma == "expect" and tree.is_passive(token):
            return False
        if (
            pattern.type in ("REJECT", "ACCUSE")
            and pattern.lemma in DENIALS
            and any(
                singular(o.lower_) in REPORTS and any(c.dep_ in ("acl", "ccomp", "relcl") for c in o.children)
                for o in objects
            )
        ):
            return False
        if pattern.type == "REJECT" and any(
            c.dep_ == "xcomp" and c.lower_ in RETICENT and not any(w.lower_ in SAID for w in c.children)
            for c in token.children
        ):
            return False
        if "needneg" in flags and not nominal.is_denied(token):
            return False
        if "opinion" in flags:
            if any(t.lower_ == "what" for t in self.doc[max(0, token.i - 3) : token.i]):
                return False  # "struck what it called a militant camp" only names it
            if (self._opinion(token) > 0) != (pattern.type == "SUPPORT"):
                return False
        if "alleges" in flags and not allegations.alleges(cast("Matcher", self), token):
            return False
        for flag in flags:
            if flag.startswith("subj:") and not self._is_any(subject, flag[5:]):
                return False
            if flag.startswith("dat:") and not self._accepts(
                self.patterns.classes[flag[4:]], [*tree.datives(token), *objects], token
            ):
                return False
        if "mil" in flags and not self._can_fight(subject, token):
            return False
        if "crowd" in flags and not self._is_crowd(subject, token):
            return False
        if "envoysubj" in flags and not any(
            singular(s.lower_) in self.patterns.classes["envoy"].forms or self._is_envoy(s) for s in subject
        ):
            return False
        if ("forcesubj" in flags or "forces" in flags) and not any(self._is_force(s) for s in subject):
            return False
        if "scores" in flags and not SCORE.search(self.doc.text):
            return False
        if "placeobj" in flags and not any(
            self.parties.place_at(o) is not None
            or (o.tag_ == "NNP" and not any(p.person for p in self.parties.of(o)))
            for o in objects
        ):
            return False
        if (
            "armed" in flags
            and not any(p.sector in ("REB", "UAF", "PRM", "CRM") for s in subject for p in self.parties.of(s))
            and not (subject and self._is_any(subject, "militias"))
        ):
            return False
        if "forcesorstate" in flags and not any(
            self._is_force(s) or any(p.country and not p.person for p in self.parties.of(s)) for s in subject
        ):
            return False
        if "state" in flags and not any(p.country for s in subject for p in self.parties.of(s)):
            return False
        if "orgobj" in flags and not any(
            (p.country or "") in _organisations() or (p.sector == "PTY")
            for o in objects
            for p in self.parties.of(o)
        ):
            return False
        if (
            "multi" in flags
            and len([p for s in subject for p in self.parties.of(s)]) < 2
            and not any(s.tag_ in ("NNS", "NNPS") for s in subject)
        ):
            return False
        if "people" in flags and not any(self._is_people(o) for o in objects):
            return False
        if "joint" in flags and not self._is_joint(token, objects):
            return False
        return "police" not in flags or any(
            p.sector in ("COP", "MIL", "SPY", "JUD", "GOV") for s in subject for p in self.parties.of(s)
        )

    def _noun_reading(self, token: Token) -> NounPattern | None:
        if token.dep_ in ("compound", "amod", "nmod"):
            return None
        if token.text in ("March", "May", "August"):
            return None
        for pattern in self.patterns.nouns.get(token.lower_, ()):
            k = len(pattern.before)
            if k:
                words = [t.lower_ for t in self.doc[max(0, token.i - k) : token.i]]
                if tuple(words) != pattern.before:
                    continue
            if not nominal.is_of_kind(token, pattern.flags):
                continue
            if token.tag_ in ("NNP", "NNPS") and not k and token.ent_type_ == "":
                before = self.doc[token.i - 1] if token.i else None
                if before is not None and before.tag_ == "NNP":
                    continue  # a proper name: "Operation Dawn", "World War"
                after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
                if (
                    token.i
                    and after is not None
                    and after.lower_ in ("of", "for")
                    and before is not None
                    and before.lower_ == "the"
                ):
                    continue  # a label: "named after the Battle of Boquerón"
            if pattern.type != VETO and not noun_conditions.noun_fits(cast("Matcher", self), token, pattern):
                continue
            return pattern
        return None

    def _light_verb(self, token: Token, *, any_verb: bool = False) -> Token | None:
        node = token
        while node.dep_ == "conj" and tree.is_noun(node.head):
            node = node.head
        verb: Token | None = None
        if node.dep_ in ("dobj", "nsubjpass", "obj"):
            verb = node.head
        elif node.dep_ == "pobj" and node.head.dep_ == "prep" and tree.is_verb(node.head.head):
            if node.head.lower_ in ("in", "into", "for", "on", "to", "at", "from"):
                verb = node.head.head
        elif node.dep_ in ("relcl",):
            return None
        else:
            for child in node.children:  # "the talks they held", "a visit paid by"
                if child.dep_ in ("relcl", "acl") and child.lower_ in self.patterns.light:
                    verb = child
        if verb is None or not tree.is_verb(verb):
            return None
        return verb if any_verb or verb.lower_ in self.patterns.light else None


def _organisations() -> frozenset[str]:
    from transforms.events.who.discourse import ORGANISATION_CODES

    return ORGANISATION_CODES


def _position(hit: Hit) -> int:
    return hit.token.i
