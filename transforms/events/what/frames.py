"""Whether a trigger takes what a reading wants: further words, objects, prepositions, complements."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from transforms.events.parsed import Word as Token
from transforms.events.subjects import Subjects
from transforms.events.what import clauses, complements, tense, tree
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import VerbPattern

RUIN = frozenset(
    "ashes rubble graveyard cemetery oblivion inferno wasteland coffin coffins hellscape".split()
)
PEACEFUL = frozenset(["CONSULT", "COOPERATE", "AID", "AGREE", "SUPPORT"])
CONFLICT = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST"])
EVALUATION_GOOD = frozenset(
    """step right good constructive positive historic welcome important progress breakthrough courageous encouraging
    milestone friend partner victory wise balanced fair example excellent success model beacon inspiration blessing
    triumph pillar ally brother sister guarantor exemplary brave bold sensible timely statesmanlike masterful hero
    statesman landmark watershed godsend""".split()
)
CALLED = frozenset("election vote referendum poll ballot".split())
"""What is called when nobody is called something: "called an election"."""
LINKED = frozenset("linked tied connected involved implicated complicit".split())
OR_ELSE = frozenset("face risk suffer expect pay lose die forfeit else be see bear".split())
COMING = frozenset(
    "visit attend come join take participate address travel speak observe watch see stay dine tour mark celebrate sign negotiate meet".split()
)


class Frames(Subjects):
    """The frame of a trigger, held against a pattern."""

    if TYPE_CHECKING:  # readings are chosen one room further up

        def _choose(self, token: Token) -> VerbPattern | None: ...

        def _fits(self, token: Token, pattern: VerbPattern) -> float | None: ...

    def choose(self, token: Token) -> VerbPattern | None:
        """Return the reading that fits a verb best, if the lexicon has the verb and one of its readings fits."""
        return self._choose(token) if token.lower_ in self.patterns.verbs else None

    def _has_word(self, token: Token, word: str) -> bool:
        if any(
            c.lower_ == word
            and c.dep_
            in (
                "prt",
                "prep",
                "advmod",
                "agent",
                "dobj",
                "acomp",
                "oprd",
                "attr",
                "aux",
                "mark",
                "pobj",
                "npadvmod",
            )
            or c.lower_ == word
            and (
                c.lower_ in tree.RESULTS and c.dep_ == "ccomp" or c.tag_ == "JJ" and c.dep_ == "advcl"
            )  # "set the crew free"
            for c in token.rights
        ):
            return True
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        if after is not None and after.lower_ == word:
            return True
        if any(
            inner.lower_ == word for c in token.rights if c.dep_ in ("prep", "prt") for inner in c.children
        ):
            return True
        if any(
            c.lower_ == word
            for o in tree.children(token, "dobj", "dative")
            for c in [*o.rights][:2]
            if c.dep_ == "prt"
            or c.dep_ == "prep"
            and not (word == "over" and tree.children(c, "pobj"))  # "took its row over the islets to"
            or c.dep_ == "appos"
            and (o.dep_ == "dative" or word == "door")
        ):
            return word not in ("of", "in", "to")
        return False

    def _complement(self, token: Token, kind: str) -> bool:
        known = complements.complement(cast("Matcher", self), token, kind)
        if known is not None:
            return known
        if kind == "to":
            return any(
                c.dep_ in ("xcomp", "ccomp", "advcl")
                and any(a.lower_ == "to" for a in c.children if a.dep_ == "aux")
                for c in token.rights
            )
        if kind == "that":
            return any(c.dep_ == "ccomp" for c in token.children)
        if kind == "whether":
            return any(
                c.dep_ in ("ccomp", "advcl") and any(m.lower_ in ("if", "whether") for m in c.children)
                for c in token.children
            )
        if kind == "forto":  # "called for Seoul to wait"
            return any(
                c.dep_ in ("advcl", "ccomp", "xcomp")
                and any(m.dep_ == "mark" and m.lower_ == "for" for m in c.children)
                and tree.children(c, "nsubj", "nsubjpass")
                for c in token.rights
            )
        if kind.startswith("infobj:"):  # "ordered the weekly to stop publication"
            forms = self.patterns.classes[kind[7:]].forms
            return any(
                c.dep_ in ("xcomp", "ccomp")
                and c.tag_ == "VB"
                and any(o.lower_ in forms for o in tree.objects(c))
                for c in token.rights
            )
        if kind == "orelse":  # "warned Yerevan to withdraw or face war"
            return any(
                t.lower_ == "or"
                and any(u.lower_ in OR_ELSE for u in self.doc[t.i + 1 : t.i + 4])
                and any(c.dep_ in ("xcomp", "ccomp") for c in token.rights)
                for t in token.subtree
                if t.i > token.i
            )
        if kind == "willretaliate":
            return any(
                tense.tense_of(c) in ("future", "reported-future", "infinitive") and clauses.retaliates(c)
                for c in tree.children(token, "ccomp", "xcomp")
            )
        if kind == "never":  # "vowed never to recognise it"
            return any(
                c.dep_ in ("xcomp", "ccomp") and tense.has_negation(c) and self._accommodates(c)
                for c in token.rights
            )
        if kind == "oprep" and len(tree.children(token, "dobj")) > 1:
            return True
        if kind == "oprep":
            if token.lower_ in ("called", "calls", "call", "calling") and any(
                c.dep_ == "advcl" and c.tag_ == "VB" and c.lower_ in tree.ON_THE_PHONE for c in token.rights
            ):
                return False  # "called Narendra Modi to congratulate him"
            return (
                token.lower_.startswith(("brand", "label", "dub", "call", "term", "declare"))
                and any(tree.children(o, "appos") for o in tree.children(token, "dobj"))
                or any(c.dep_ in ("oprd", "acomp") and singular(c.lower_) not in CALLED for c in token.rights)
                or any(c.lower_ == "as" for c in token.rights)
                or any(
                    c.dep_ == "ccomp" and not (c.tag_ == "VB" and c.lower_ in tree.ON_THE_PHONE)
                    for c in token.rights
                )
            )
        if kind == "grata":
            return any(t.lower_ in ("grata", "gratae") for t in token.subtree if t.i > token.i)
        if kind.startswith("inf:"):
            forms = self.patterns.classes[kind[4:]].forms
            return any(
                (c.tag_ == "VB" or c.dep_ in ("ccomp", "acomp", "oprd")) and c.lower_ in forms
                for c in token.rights
                for c in (c, *c.children)
            )
        if kind == "tocome":
            return any(
                c.dep_ in ("xcomp", "ccomp")
                and c.lower_ in COMING
                and (c.lower_ != "take" or any(w.lower_ in ("part", "over") for w in c.rights))
                for c in token.rights
            )
        if kind == "peaceful":  # "denied that its envoy had met": a report denied, not an accusation
            chosen = [
                self._choose(c)
                for c in tree.children(token, "ccomp", "xcomp")
                if c.lower_ in self.patterns.verbs
            ]
            return any(p is not None and p.type in PEACEFUL for p in chosen)
        if kind == "must":
            return any(clauses.deontic(c) for c in tree.children(token, "ccomp"))
        if kind == "mustother":
            return any(
                clauses.obliged(c) and self._other_side(token, c) for c in tree.children(token, "ccomp")
            )
        if kind == "willyield":
            return any(
                c.dep_ in ("ccomp", "xcomp")
                and tense.tense_of(c) in ("future", "reported-future", "infinitive")
                and self._yields(c)
                for c in token.children
            )
        if kind == "willharmif":
            return any(
                tense.tense_of(c) in ("future", "reported-future")
                and clauses.conditional(c)
                and self._own_act(token, c)
                and self._harmful(c)
                for c in tree.children(token, "ccomp")
            )
        if kind == "willharm":
            return any(
                c.dep_ in ("ccomp", "xcomp")
                and tense.tense_of(c) in ("future", "reported-future", "infinitive", "possible")
                and self._harmful(c)
                for c in token.children
            )
        return False

    def ruinous(self, clause: Token) -> bool:
        """Whether a clause tells utter destruction: "turn Seoul into a sea of fire", "send them back to the Stone Age"."""
        below = {t.lower_ for t in clause.subtree}
        return (
            bool(below & RUIN)
            or {"stone", "age"} <= below
            or {"sea", "fire"} <= below
            or {"cease", "exist"} <= below
            or {"wiped", "map"} <= below
        )

    def _harmful(self, verb: Token) -> bool:
        if self.ruinous(verb):
            return True
        for token in [verb, *verb.subtree]:
            if tree.is_verb(token) and self._helps(token):  # "promised to send military advisers"
                continue
            for pattern in self.patterns.verbs.get(token.lower_, ()):
                if pattern.type in CONFLICT and tree.is_verb(token) and self._fits(token, pattern):
                    return True
            if token.lower_ == "war" and token.head.head.lower_ in ("act", "declaration"):
                return True
            if token.lower_ in (
                "retaliate",
                "respond",
                "revenge",
                "reprisal",
                "retaliation",
                "consequences",
                "avenge",
                "punish",
            ):
                return True
        return False

    def _helps(self, verb: Token) -> bool:
        chosen = self._choose(verb) if verb.lower_ in self.patterns.verbs else None
        return chosen is not None and chosen.type == "AID"

    def _accommodates(self, verb: Token) -> bool:
        """Whether an act would meet others: recognition, talks, a concession, help; not doing it is a refusal."""
        if verb.lower_ in (
            "allow",
            "accept",
            "yield",
            "surrender",
            "bow",
            "submit",
            "abandon",
            "relinquish",
            "give",
        ):
            return True
        chosen = self._choose(verb) if verb.lower_ in self.patterns.verbs else None
        return chosen is not None and (chosen.type in PEACEFUL or chosen.type in ("RETREAT", "CONCEDE"))

    def _yields(self, verb: Token) -> bool:
        """Whether a promised act is a retreat or a concession: "vowed to free the crew", "said it would lift the ban"."""
        chosen = self._choose(verb) if verb.lower_ in self.patterns.verbs else None
        return chosen is not None and chosen.type in ("RETREAT", "CONCEDE") and not tense.has_negation(verb)

    def _own_act(self, token: Token, clause: Token) -> bool:
        """Whether a clause's subject is the speaker's own side: a pronoun, the same country, something of theirs."""
        if tree.is_passive(clause) and not tree.agents(clause):
            return True
        mine = {p.country for s in self._subject_tokens(token) for p in self.parties.of(s)} - {None}
        for subject in tree.agents(clause) if tree.is_passive(clause) else tree.subjects(clause):
            if subject.tag_ == "PRP" or any(c.tag_ == "PRP$" for c in subject.children):
                return True
            if mine & {p.country for p in self.parties.target(subject)}:
                return True
        return False

    def _other_side(self, token: Token, clause: Token) -> bool:
        """Whether a clause's subject belongs to another country than the subject of the verb that governs it."""
        mine = {p.country for s in self._subject_tokens(token) for p in self.parties.of(s)}
        people = (
            tree.agents(clause) if tree.is_passive(clause) and tree.agents(clause) else tree.subjects(clause)
        )
        theirs = {p.country for s in people for p in self.parties.target(s)}
        if (
            self.parties.anyone and theirs - {None} and mine
        ):  # one state's opposition and government are two sides
            return not any(s.tag_ == "PRP" for s in people)
        return bool(theirs - mine - {None})

    def _opinion(self, token: Token) -> int:
        """Return 1 if what something is called is praise, -1 if it is blame (the usual case), 0 without an opinion."""
        called = [c for c in token.rights if c.dep_ in ("oprd", "acomp", "attr")] or [
            c for c in token.rights if c.dep_ in ("prep", "ccomp")
        ]
        called = called or tree.children(token, "dobj")
        named = {
            t.i for c in called if c.dep_ == "ccomp" for s in tree.children(c, "nsubj") for t in s.subtree
        }
        words = [t.lower_ for c in called for t in c.subtree if t.i not in named]
        return 1 if EVALUATION_GOOD & set(words) and not {"not", "no", "wrong"} & set(words) else -1
