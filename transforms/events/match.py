"""From a parsed sentence to candidate events: triggers, what they take, who stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from transforms.events import conditions, meetings, status, tree
from transforms.events.drafts import Draft
from transforms.events.parties import SentenceParties
from transforms.events.party import Party
from transforms.events.patterns import VETO, NounPattern, NounSet, Patterns, VerbPattern
from transforms.events.words import singular

FACT_PREPOSITIONS = frozenset(
    ["after", "before", "during", "following", "since", "amid", "despite", "upon", "ahead"]
)
SPEECH_TYPES = frozenset(["AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONCEDE", "SUPPORT"])
PEACEFUL = frozenset(["CONSULT", "COOPERATE", "AID", "AGREE", "SUPPORT"])
CONFLICT = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST"])
EVALUATION_GOOD = frozenset(
    """step right good constructive positive historic welcome important progress breakthrough courageous encouraging
    milestone friend partner victory wise balanced fair example excellent success""".split()
)
WRONGS = frozenset(
    """broke breaking broken violated violating violate violates breached breaching channelling channeling plotting backing
    arming financing funding sponsoring harbouring harboring interfering meddling cheating colluding conspiring lying failed failing
    undermining provoking sheltering smuggling stealing stole fabricated fabricating sabotaging targeting behind responsible
    weaponising blackmailing bullying dumping illegally illegal unlawfully deliberately infiltrating occupying
    jamming poaching encroaching trespassing abusing committing committed guilty complicit supporting terrorists rebels""".split()
)
DOCUMENTS = frozenset(
    "communiqué communique statement declaration text resolution letter document draft memorandum note conclusion".split()
)
SCORE = re.compile(r"(?<![\d-])\d{1,3} ?[-–] ?\d{1,3}(?![\d-])")
"""Sport tells results so: "2-1", "78–74", "6-3 6-4"."""
SENT = frozenset(
    "planted fired dropped sent launched laid flown operated piloted lobbed hurled thrown left mailed posted detonated".split()
)
ARRANGED = frozenset("planned scheduled due set slated fixed arranged".split())
AWAITED = frozenset("expected due awaited slated scheduled".split())
DENIALS = frozenset("deny dismiss scotch quash refute reject rebut".split())
REPORTS = frozenset("report rumour rumor speculation story suggestion reports".split())
RETICENT = frozenset(
    "comment elaborate say specify answer name identify confirm discuss reveal disclose speculate".split()
)
NEED_INFINITIVE = frozenset(
    "tell order instruct command advise remind challenge encourage summon want expect".split()
)
COMING = frozenset(
    "visit attend come join take participate address travel speak observe watch see stay dine tour mark celebrate".split()
)
"""What a guest is invited to do; inviting somebody to anything else asks it of them."""
ADDRESSEES = frozenset(
    "parliament reporters journalists lawmakers deputies assembly council congress senate crowd television agency newspaper".split()
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


class Matcher:
    """Finds the candidate events of one sentence."""

    def __init__(self, patterns: Patterns, parties: SentenceParties, index: int) -> None:
        self.patterns = patterns
        self.parties = parties
        self.doc = parties.doc
        self.index = index
        self.content: set[int] = set()
        self.consumed: set[int] = set()

    # -- triggers -------------------------------------------------------------------------------------------------

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
            if chosen is None:
                continue
            if idle and chosen.type in SPEECH_TYPES:
                continue
            if chosen.type == VETO:
                self.consumed.add(token.i)
                if "deep" in chosen.flags:  # "declared war on plastic bags": the noun tells no event either
                    self.consumed.update(t.i for o in self._objects(token, chosen) for t in o.subtree)
                continue
            if "light" in chosen.flags or chosen.objects is not None:
                for obj in self._objects(token, chosen):
                    if obj.lower_ in self.patterns.nouns:
                        self.consumed.add(obj.i)
            if "content" in chosen.flags:
                self._suppress(token)
            found.append(Hit(token, chosen, None))
        for token in self.doc:
            opens = token.i == 0 and len(self.doc) > 1 and self.doc[1].lower_ in ("of", "by", "between")
            if not (tree.is_noun(token) or opens) or token.i in self.content or token.i in self.consumed:
                continue
            pattern = self._noun_reading(token)
            if pattern is None or pattern.type == VETO:
                continue
            light = self._light_verb(token, any_verb=pattern.type == "CONSULT")
            if "weaknoun" in pattern.flags and light is None:
                continue
            if not conditions.noun_fits(self, token, pattern):
                continue
            if "content" in pattern.flags:
                self._suppress(token)
            found.append(Hit(token, None, pattern, token, light))
        return sorted((h for h in found if h.token.i not in self.content), key=_position)

    def _verbal(self, token: Token) -> bool:
        if token.i == 0 and len(self.doc) > 1 and self.doc[1].lower_ in ("of", "by", "between"):
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
        best: VerbPattern | None = None
        best_weight = -9.0
        for pattern in self.patterns.verbs[token.lower_]:
            bonus = self._fits(token, pattern)
            if bonus is None:
                continue
            weight = pattern.weight + bonus
            if weight > best_weight:
                best, best_weight = pattern, weight
        return best

    def _fits(self, token: Token, pattern: VerbPattern) -> float | None:
        """Return how much more than its own weight a pattern fits, or None if it does not."""
        for word in pattern.rest:
            if not self._has_word(token, word):
                return None
        objects = self._objects(token, pattern)
        if pattern.objects is not None and not self._accepts(pattern.objects, objects, token):
            return None
        if pattern.prepositions and not any(
            prep == name and self._accepts(wanted, [obj], token)
            for name, wanted in pattern.prepositions
            for prep, obj in self._prepositions(token)
        ):
            return None
        if pattern.complement and not self._complement(token, pattern.complement):
            return None
        return self._flag_fit(token, pattern, objects)

    def _flag_fit(self, token: Token, pattern: VerbPattern, objects: list[Token]) -> float | None:
        flags = pattern.flags
        if not flags:
            return 0.0
        subject = self._subject_tokens(token)
        if not conditions.fits(self, token, pattern, objects, subject):
            return None
        if "needcomp" in flags and pattern.lemma in NEED_INFINITIVE and not self._complement(token, "to"):
            return None
        if pattern.type == "REQUEST" and pattern.lemma == "expect" and tree.is_passive(token):
            return None
        if (
            pattern.type in ("REJECT", "ACCUSE")
            and pattern.lemma in DENIALS
            and any(
                singular(o.lower_) in REPORTS and any(c.dep_ in ("acl", "ccomp", "relcl") for c in o.children)
                for o in objects
            )
        ):
            return None
        if pattern.type == "REJECT" and any(
            c.dep_ == "xcomp" and c.lower_ in RETICENT for c in token.children
        ):
            return None
        if "needneg" in flags and not status.has_negation(token):
            return None
        if "opinion" in flags and (self._opinion(token) > 0) != (pattern.type == "SUPPORT"):
            return None
        if "alleges" in flags and not self._alleges(token):
            return None
        for flag in flags:
            if flag.startswith("subj:") and not self._is_any(subject, flag[5:]):
                return None
            if flag.startswith("dat:") and not self._accepts(
                self.patterns.classes[flag[4:]], [*tree.datives(token), *objects], token
            ):
                return None
        if "mil" in flags and not self._can_fight(subject, token):
            return None
        if "crowd" in flags and not self._is_crowd(subject, token):
            return None
        if "envoysubj" in flags and not any(
            singular(s.lower_) in self.patterns.classes["envoy"].forms or self._is_envoy(s) for s in subject
        ):
            return None
        if ("forcesubj" in flags or "forces" in flags) and not any(self._is_force(s) for s in subject):
            return None
        if "scores" in flags and not SCORE.search(self.doc.text):
            return None
        if "placeobj" in flags and not any(
            self.parties.place_at(o) is not None or (o.tag_ == "NNP" and not any(p.person for p in self.parties.of(o))) for o in objects
        ):
            return None
        if "armed" in flags and not any(
            p.sector in ("REB", "UAF", "PRM", "CRM") for s in subject for p in self.parties.of(s)
        ) and not (subject and self._is_any(subject, "militias")):
            return None
        if "forcesorstate" in flags and not any(
            self._is_force(s) or any(p.country and not p.person for p in self.parties.of(s)) for s in subject
        ):
            return None
        if "state" in flags and not any(p.country for s in subject for p in self.parties.of(s)):
            return None
        if "orgobj" in flags and not any(
            (p.country or "") in _organisations() or (p.sector == "PTY")
            for o in objects
            for p in self.parties.of(o)
        ):
            return None
        if (
            "multi" in flags
            and len([p for s in subject for p in self.parties.of(s)]) < 2
            and not any(s.tag_ in ("NNS", "NNPS") for s in subject)
        ):
            return None
        if "people" in flags and not any(self._is_people(o) for o in objects):
            return None
        if "joint" in flags and not self._is_joint(token, objects):
            return None
        if "police" in flags and not any(
            p.sector in ("COP", "MIL", "SPY", "JUD", "GOV") for s in subject for p in self.parties.of(s)
        ):
            return None
        return 0.0

    # -- what a trigger takes -----------------------------------------------------------------------------------------

    def _objects(self, token: Token, pattern: VerbPattern | None = None) -> list[Token]:
        out: list[Token] = []
        for obj in tree.objects(token):
            out.extend(tree.coordinated(obj))
        if pattern is not None and pattern.rest:
            # a phrasal verb's preposition brings the object: "called off a visit", "withdraw from the pact"
            for prep, obj in tree.prepositions(token):
                if prep == pattern.rest[-1]:
                    out.extend(tree.coordinated(obj))
        return out

    def _prepositions(self, token: Token) -> Iterator[tuple[str, Token]]:
        yield from tree.prepositions(token)
        for obj in tree.objects(token):
            if obj.i > token.i:
                for prep, inner in tree.prepositions(obj):
                    # "accused Chad of theft": what follows a name belongs to the verb
                    if prep != "of" or obj.tag_ in ("NNP", "NNPS", "PRP"):
                        yield prep, inner
                yield from conditions.company_below(obj)
        for adverb in token.rights:
            if adverb.dep_ in ("prt", "advmod") and not list(adverb.children):
                yield adverb.lower_, adverb

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
            for o in tree.children(token, "dobj")
            for c in [*o.rights][:2]
            if c.dep_ in ("prt", "prep")
        ):
            return word not in ("of", "in", "to")
        return False

    def _accepts(self, wanted: NounSet, objects: list[Token], verb: Token) -> bool:
        if wanted.nothing:
            if not objects:
                return True
            if not (wanted.forms or wanted.phrases or wanted.party):
                return False
        if wanted.anything:
            return bool(objects)
        for obj in objects:
            low = obj.lower_
            if low in wanted.forms or (low not in _PROPER and singular(low) in wanted.forms):
                return True
            if wanted.phrases:
                window = self.doc[max(0, obj.i - 3) : min(len(self.doc), obj.i + 4)].text.lower()
                if any(f" {phrase}" in f" {window}" for phrase in wanted.phrases):
                    return True
            if "dollar" in wanted.forms and conditions.is_money(obj):
                return True
            if wanted.party and (self.parties.of(obj) or obj.tag_ in ("NNP", "NNPS", "PRP")):
                return True
            if wanted.forms:  # "a number of hostages", "dozens of prisoners"
                for prep, inner in tree.prepositions(obj):
                    if (
                        prep == "of"
                        and (inner.lower_ in wanted.forms or singular(inner.lower_) in wanted.forms)
                        and _is_quantity(obj)
                    ):
                        return True
        return False

    def _complement(self, token: Token, kind: str) -> bool:
        known = conditions.complement(self, token, kind)
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
        if kind == "oprep" and len(tree.children(token, "dobj")) > 1:
            return True
        if kind == "oprep":
            return (
                any(c.dep_ in ("oprd", "acomp") for c in token.rights)
                or any(c.lower_ == "as" for c in token.rights)
                or any(c.dep_ == "ccomp" for c in token.rights)
            )
        if kind == "grata":
            return any(t.lower_ in ("grata", "gratae") for t in token.subtree if t.i > token.i)
        if kind.startswith("inf:"):
            forms = self.patterns.classes[kind[4:]].forms
            return any((c.tag_ == "VB" or c.dep_ == "ccomp") and c.lower_ in forms for c in token.rights for c in (c, *c.children))
        if kind == "tocome":
            return any(c.dep_ in ("xcomp", "ccomp") and c.lower_ in COMING for c in token.rights)
        if kind == "peaceful":  # "denied that its envoy had met": a report denied, not an accusation
            chosen = [self._choose(c) for c in tree.children(token, "ccomp", "xcomp") if c.lower_ in self.patterns.verbs]
            return any(p is not None and p.type in PEACEFUL for p in chosen)
        if kind == "must":
            return any(_deontic(c) for c in tree.children(token, "ccomp"))
        if kind == "mustother":
            return any(_obliged(c) and self._other_side(token, c) for c in tree.children(token, "ccomp"))
        if kind == "willyield":
            return any(
                c.dep_ in ("ccomp", "xcomp")
                and status.tense_of(c) in ("future", "reported-future", "infinitive")
                and self._yields(c)
                for c in token.children
            )
        if kind == "willharmif":
            return any(
                status.tense_of(c) in ("future", "reported-future")
                and _conditional(c)
                and self._own_act(token, c)
                and self._harmful(c)
                for c in tree.children(token, "ccomp")
            )
        if kind == "willharm":
            return any(
                c.dep_ in ("ccomp", "xcomp")
                and status.tense_of(c) in ("future", "reported-future", "infinitive", "possible")
                and self._harmful(c)
                for c in token.children
            )
        return False

    def _harmful(self, verb: Token) -> bool:
        for token in [verb, *verb.subtree]:
            for pattern in self.patterns.verbs.get(token.lower_, ()):
                if (
                    pattern.type in CONFLICT
                    and tree.is_verb(token)
                    and self._fits(token, pattern) is not None
                ):
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

    def _yields(self, verb: Token) -> bool:
        """Whether a promised act is a retreat or a concession: "vowed to free the crew", "said it would lift the ban"."""
        chosen = self._choose(verb) if verb.lower_ in self.patterns.verbs else None
        return chosen is not None and chosen.type in ("RETREAT", "CONCEDE") and not status.has_negation(verb)

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
        return bool(theirs - mine - {None})

    def _opinion(self, token: Token) -> int:
        """Return 1 if what something is called is praise, -1 if it is blame (the usual case), 0 without an opinion."""
        words = [
            t.lower_
            for c in token.rights
            if c.dep_ in ("oprd", "acomp", "prep", "ccomp", "attr", "dobj")
            for t in c.subtree
        ]
        return 1 if EVALUATION_GOOD & set(words) and not {"not", "no", "wrong"} & set(words) else -1

    def _alleges(self, token: Token) -> bool:
        """Whether a claim attributes a wrongful act to somebody of another country than the speaker's."""
        mine = {p.country for s in self._subject_tokens(token) for p in self.parties.of(s)}
        for clause in tree.children(token, "ccomp"):
            theirs = {
                p.country
                for s in (tree.agents(clause) if tree.is_passive(clause) else tree.subjects(clause))
                for p in self.parties.target(s)
            }
            if theirs - mine - {None} and (
                self._harmful(clause) or any(t.lower_ in WRONGS for t in clause.subtree)
            ):
                return not status.has_negation(clause) and status.tense_of(clause) not in (
                    "future",
                    "reported-future",
                    "possible",
                    "obligation",
                )
        return False

    # -- who can do it -----------------------------------------------------------------------------------------------

    def _subject_tokens(self, token: Token) -> list[Token]:
        if tree.is_passive(token):
            return tree.agents(token)
        out: list[Token] = []
        for subject in tree.subjects(token):
            out.extend(tree.coordinated(subject))
        return out

    def _is_force(self, token: Token) -> bool:
        low = singular(token.lower_)
        if low in self.patterns.classes["forces"].forms or low in self.patterns.classes["arms"].forms:
            return True
        return any(p.sector in ("MIL", "REB", "PRM", "UAF") for p in self.parties.of(token))

    def _is_any(self, subject: list[Token], name: str) -> bool:
        """Whether a noun of a class stands as subject: "drones hit", "a bomb planted by rebels killed"."""
        return bool(subject) and self._accepts(self.patterns.classes[name], subject, subject[0])

    def _is_people(self, token: Token) -> bool:
        """Whether an object is people, not a country or body as a whole: "beat Bangladeshis", not "beat Bangladesh"."""
        return token.tag_ in ("NN", "NNS", "NNPS", "PRP") or any(p.person for p in self.parties.of(token))

    def _is_envoy(self, token: Token) -> bool:
        return any(
            "ambassador" in (p.role or "").lower() or "envoy" in (p.role or "").lower()
            for p in self.parties.of(token)
        )

    def _can_fight(self, subject: list[Token], verb: Token) -> bool:
        if not subject:
            return tree.is_passive(verb)
        return any(
            self._is_force(s)
            or any(p.country or p.sector in ("CRM", "UAF", "REB", "COP") for p in self.parties.of(s))
            for s in subject
        )

    def _is_crowd(self, subject: list[Token], verb: Token) -> bool:
        if not subject:
            return tree.is_passive(verb) or verb.tag_ == "VBG"
        for s in subject:
            people = self.parties.of(s)
            if any(p.sector in ("GOV", "MIL", "COP") and not p.person for p in people):
                continue
            if s.tag_ in ("NNS", "NNPS") or singular(s.lower_) in (
                "crowd",
                "mob",
                "people",
                "union",
                "group",
                "hundred",
                "thousand",
                "dozen",
                "opposition",
                "party",
                "student",
            ):
                return True
            if any(
                p.sector in ("CVL", "LAB", "AGR", "EDU", "OPP", "REL", "SOC", "PTY", "REF", "MED", "UNK")
                for p in people
            ):
                return True
        return False

    def _is_joint(self, token: Token, objects: list[Token]) -> bool:
        if any(
            c.lower_ in ("joint", "combined", "bilateral", "trilateral", "multinational", "common")
            for o in objects
            for c in o.lefts
        ):
            return True
        if any(prep in ("with", "between", "alongside") for prep, _ in self._prepositions(token)):
            return True
        subject = [p for s in self._subject_tokens(token) for p in self.parties.of(s)]
        return len({p.country for p in subject if p.country}) > 1

    # -- nouns -------------------------------------------------------------------------------------------------------

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
            if token.tag_ in ("NNP", "NNPS") and not k and token.ent_type_ == "":
                before = self.doc[token.i - 1] if token.i else None
                if before is not None and before.tag_ == "NNP":
                    continue  # a proper name: "Operation Dawn", "World War"
                after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
                if token.i and after is not None and after.lower_ in ("of", "for") and before is not None and before.lower_ == "the":
                    continue  # a label: "named after the Battle of Boquerón"
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

    # -- content of speech acts --------------------------------------------------------------------------------------

    def _suppress(self, token: Token) -> None:
        for child in token.children:
            if (
                child.dep_ == "ccomp"
                and child.i < token.i
                and any(t.lower_ == ";" for t in self.doc[child.i : token.i])
            ):
                continue  # a clause before a semicolon stands on its own
            if child.dep_ in ("xcomp", "ccomp", "oprd", "acomp", "pcomp"):
                self._suppress_subtree(child)
            elif child.dep_ in ("dobj", "nsubjpass", "dative") and not (
                child.dep_ == "nsubjpass" and tree.is_noun(token)
            ):
                self._suppress_subtree(child)
            elif child.dep_ in ("prep", "agent") and child.lower_ not in FACT_PREPOSITIONS:
                if not self._at_meeting(child, token):
                    self._suppress_subtree(child)
            elif child.dep_ == "acl" and tree.is_noun(token) and child.tag_ == "VB":
                self._suppress_subtree(child)
            elif child.dep_ == "advcl" and child.tag_ == "VB":
                self._suppress_subtree(child)

    def _at_meeting(self, prep: Token, verb: Token) -> bool:
        """Whether a phrase says at which meeting something was said: "in a video conference, they agreed", "urged him at a summit"."""
        if not tree.is_verb(verb) or prep.lower_ not in ("in", "at", "during", "over"):
            return False
        return any(
            pattern.type == "CONSULT" and pattern.mode != "third-party"
            for obj in prep.children
            if obj.dep_ == "pobj"
            for pattern in self.patterns.nouns.get(obj.lower_, ())
        )

    def _suppress_subtree(self, token: Token) -> None:
        self.content.add(token.i)
        for child in token.children:
            if child.dep_ in ("relcl", "parataxis") or (child.dep_ == "advcl" and child.tag_ != "VB"):
                continue
            if child.dep_ == "prep" and child.lower_ in FACT_PREPOSITIONS:
                continue
            self._suppress_subtree(child)

    # -- drafts --------------------------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """Return the candidate events of the sentence."""
        out = []
        hits = self.hits()
        for hit in hits:
            draft = self._verb_draft(hit) if hit.verb is not None else self._noun_draft(hit)
            if draft is not None:
                out.append(draft)
        from transforms.events.presence import implied_visits

        for hit, visitors, hosts in implied_visits(self, hits):
            reading = status.read(hit.token, self.patterns)
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

    def _reporter(self, reading: status.Reading) -> tuple[Party, ...]:
        if reading.reporter is None:
            return ()
        found: list[Party] = []
        for subject in tree.subjects(reading.reporter):
            found.extend(self.parties.of(subject))
        return tuple(found)

    def _actors(self, token: Token) -> tuple[Party, ...]:
        out: list[Party] = []
        if tree.is_passive(token):
            for agent in tree.agents(token):
                out.extend(self.parties.of(agent) or self.parties.target(agent))
            if not out:
                for prep, obj in tree.prepositions(token):
                    if prep in ("between", "among") and tree.is_noun(obj):
                        out.extend(self.parties.of(obj))
            return tuple(out)
        for subject in tree.subjects(token):
            found = self._sender(subject) or self.parties.of(subject)
            if self.parties.anyone and found and all(p.country is None and p.sector is None for p in found):
                found = (self.parties.named(subject, wide=True),)
            if not found:
                found = (
                    self.parties.owner(subject) or self.parties.modifier(subject) or self._of_phrase(subject)
                )
            if not found and singular(subject.lower_) in DOCUMENTS:
                found = self.parties.discourse.authors(self.parties.offset + subject.idx)
            out.extend(found)
        return tuple(out)

    def _of_phrase(self, token: Token) -> tuple[Party, ...]:
        for prep, obj in tree.prepositions(token):
            if prep in ("of", "from", "between", "by") and tree.is_noun(obj):
                found = self.parties.of(obj)
                if found:
                    return found
        return ()

    def _sender(self, token: Token) -> tuple[Party, ...]:
        """Return who sent a weapon that stands as subject: "a bomb planted by rebels killed"."""
        for clause in tree.children(token, "acl"):
            if clause.lower_ in SENT:
                for agent in tree.agents(clause):
                    found = self.parties.of(agent)
                    if found:
                        return found
        return ()

    def _recipients(
        self, token: Token, roles: tuple[str, ...], pattern: VerbPattern | None
    ) -> tuple[Party, ...]:
        objects = self._objects(token, pattern) if pattern is not None else []
        if pattern is not None and pattern.complement == "oprep":
            objects = objects[:1]  # "labelled China a threat": the second is what it is called
        if not self.parties.anyone:
            return self._in_roles(token, roles, objects, known=False)
        found = self._in_roles(token, roles, objects, known=True)
        if found:
            return found
        actors = self._actors(token)
        below = self.parties.below(token.i, {None}, {p.start for p in actors})
        if pattern is not None and (pattern.mode == "resign" or "R" in pattern.flags and len(actors) > 1):
            return self._in_roles(token, roles, objects, known=False)
        if below is not None and not objects:
            return (below,)
        if pattern is not None and "R" in pattern.flags:
            return self._in_roles(token, roles, objects, known=False) or (
                (below,) if below is not None else ()
            )
        return (
            self._in_roles(token, roles, objects, known=False)
            or ((below,) if below is not None else ())
            or self._anything(token, objects)
        )

    def _in_roles(
        self, token: Token, roles: tuple[str, ...], objects: list[Token], *, known: bool
    ) -> tuple[Party, ...]:
        """Return the parties in the first role that holds any; `known` passes over things nobody knows."""
        for role in roles:
            found: list[Party] = []
            if role == "obj":
                for obj in objects:
                    found.extend(self.parties.target(obj))
            elif role == "poss_obj":
                for obj in objects:
                    found.extend(self.parties.owner(obj))
            elif role == "mod_obj":
                for obj in objects:
                    found.extend(self.parties.modifier(obj))
            elif role == "dat":
                for obj in tree.datives(token):
                    found.extend(self.parties.target(obj))
            elif role == "xobj":
                for child in token.children:
                    if child.dep_ in ("xcomp", "ccomp"):
                        for obj in [*tree.objects(child), *(o for _, o in tree.prepositions(child))]:
                            if tree.is_noun(obj):
                                found.extend(self.parties.target(obj))
                        if found:
                            break
            elif role == "ccsubj":
                for child in token.children:
                    if child.dep_ in ("ccomp", "xcomp"):
                        for obj in tree.agents(child) if tree.is_passive(child) else tree.subjects(child):
                            found.extend(self.parties.target(obj))
            elif role == "for_subj":
                for prep, obj in tree.prepositions(token):
                    if prep == "for":
                        found.extend(self.parties.of(obj))
            elif role.startswith("subj_"):
                for subject in tree.subjects(token):
                    for prep, inner in tree.prepositions(subject):
                        if prep == role[5:]:
                            found.extend(self.parties.target(inner))
            elif role == "poss_to":  # "came to the junta's rescue"
                for prep, inner in tree.prepositions(token):
                    if prep == "to":
                        found.extend(self.parties.owner(inner) or self.parties.modifier(inner))
            elif role.startswith("obj_"):
                for obj in objects:
                    for prep, inner in tree.prepositions(obj):
                        if prep == role[4:]:
                            found.extend(self.parties.target(inner))
                    if role == "obj_with" and not found:
                        for _, inner in conditions.company_below(obj):
                            found.extend(self.parties.target(inner))
                if role == "obj_by" and not tree.is_passive(token):
                    for prep, inner in tree.prepositions(token):
                        if prep == "by" and tree.is_noun(inner):
                            found.extend(self.parties.of(inner))
            else:
                for prep, obj in tree.prepositions(token):
                    if prep == role and (tree.is_noun(obj) or obj.tag_ in ("PRP", "CD", "JJ")):
                        found.extend(self.parties.target(obj))
            if found and (not known or any(p.country or p.sector for p in found)):
                return tuple(found)
        return ()

    def _anything(self, token: Token, objects: list[Token]) -> tuple[Party, ...]:
        """Return the object, else what stands in the nearest prepositional phrase, whatever it is; for bare sentences."""
        for obj in objects:
            return self.parties.target(obj)
        for _, obj in tree.prepositions(token):
            if obj.i > token.i and tree.is_noun(obj):
                found = self.parties.target(obj)
                if found:
                    return found
        for child in token.children:
            if child.dep_ in ("xcomp", "ccomp") and tree.is_verb(child):
                return self._anything(child, [o for o in tree.objects(child) if o.i > token.i])
        return ()

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
        reporters = self._reporter(reading)
        actors = conditions.behind(self, token, pattern, actors)
        if not actors and reporters and not tree.is_passive(token):
            actors = reporters
        draft = self._draft(
            hit,
            pattern.type,
            pattern.mode,
            pattern.cameo,
            pattern.flags,
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
        owned = list(self.parties.owner(token))
        modified = list(self.parties.modifier(token))
        between = []
        for prep, obj in tree.prepositions(token):
            if prep in ("between", "among") and tree.is_noun(obj):
                between.extend(self.parties.of(obj))
        if "V" in flags and "tour" not in flags:
            for prep, obj in tree.prepositions(token):
                if prep == "of" and tree.is_noun(obj):
                    actors.extend(self.parties.of(obj))
        if not actors:
            actors = between or owned or modified
        light_actors: tuple[Party, ...] = ()
        if hit.light is not None:
            light_actors = self._actors(hit.light)
            if light_actors and not between and not owned:
                if (
                    modified
                    and not any(m.country == a.country for m in modified for a in light_actors)
                    and "R" not in flags
                ):
                    recipients.extend(modified)
                actors = list(light_actors)
        if not actors and pattern.type == "CONSULT":
            actors = list(self._attending(token))
        for role in pattern.to:
            if recipients and "R" not in flags:
                break
            found: list[Party] = []
            if role == "poss":
                found = owned
            else:
                for prep, obj in tree.prepositions(token):
                    if prep == role and (tree.is_noun(obj) or obj.tag_ in ("PRP", "CD") or "-" in obj.text):
                        found.extend(self.parties.target(obj))
                if not found and hit.light is not None:
                    for prep, obj in tree.prepositions(hit.light):
                        if prep == role and (tree.is_noun(obj) or obj.tag_ == "PRP") and obj.i != token.i:
                            found.extend(self.parties.target(obj))
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
            recipients.extend(f for f in found if all(f.start != a.start for a in actors))
        reporters = self._reporter(reading)
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

    def _attending(self, token: Token) -> tuple[Party, ...]:
        """Return the clause's subject for a meeting in an adjunct: "during a meeting in Beijing, the minister said …"."""
        node = token
        while node.dep_ in ("pobj", "prep") and node.head.i != node.i:
            node = node.head
            if node.dep_ == "prep" and tree.is_verb(node.head):
                return self._actors(node.head)
        return ()

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
        state = reading.status
        if type_ in ("AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN") and state == "ongoing":
            state = "occurred"
        if type_ == "CONSULT" and state == "occurred" and hit.token.lower_ in AWAITED:
            state = "scheduled"
        if state == "negated" and "needneg" in flags:  # "will not hear of": the negation makes the refusal
            state = "occurred"
        start, end = self._evidence(hit, actors, recipients)
        return Draft(
            type=type_, mode=mode, cameo=cameo, status=state, rule=rule, actors=actors, recipients=recipients,
            reciprocal="R" in flags, start=self.parties.offset + start, end=self.parties.offset + end,
            trigger=hit.token.i, sentence=self.index, future=reading.future,
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


def _obliged(clause: Token) -> bool:
    return any(
        c.dep_ in ("aux", "auxpass") and c.lower_ in ("must", "should", "ought") for c in clause.children
    )


def _deontic(clause: Token) -> bool:
    """Whether a clause says what somebody has to do: "must", "should" or a subjunctive, first persons left out."""
    if any(c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("i", "we") for c in clause.children):
        return False
    auxiliaries = [c.lower_ for c in clause.children if c.dep_ in ("aux", "auxpass")]
    if any(a in ("must", "should", "ought") for a in auxiliaries):
        return True
    if "be" in auxiliaries:
        return len(auxiliaries) == 1
    # a bare form after a singular subject: "insists that every soldier leave"
    return not auxiliaries and any(
        c.dep_ == "nsubj"
        and (clause.tag_ == "VB" or (clause.tag_ == "VBP" and c.tag_ in ("NN", "NNP")))
        and not tree.children(c, "conj")
        for c in clause.children
    )


def _conditional(clause: Token) -> bool:
    """Whether a condition hangs on a clause: "unless the frigate turns away", "should Lima go on"."""
    for child in clause.children:
        if child.dep_ == "advcl":
            words = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod", "aux")}
            if words & {"if", "unless", "until", "till", "should", "were"}:
                return True
    return False


_PROPER: frozenset[str] = frozenset(["us"])
_QUANTITIES = frozenset(
    """number dozen score hundred thousand million group series handful couple pair batch majority lot total tens dozens hundreds
    thousands millions scores member members third thirds half quarter quarters contingent team batch consignment load shipment
    planeload shipload truckload convoy tranche tonne tonnes ton tons metre metres package cargo column wave last first most all some""".split()
)


def _is_quantity(token: Token) -> bool:
    return token.lower_ in _QUANTITIES or token.tag_ == "CD"


def _organisations() -> frozenset[str]:
    from transforms.events.discourse import ORGANISATION_CODES

    return ORGANISATION_CODES


def _unique(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    out: list[Party] = []
    for party in parties:
        if all((p.start, p.end, p.country) != (party.start, party.end, party.country) for p in out):
            out.append(party)
    return tuple(out)


def _position(hit: Hit) -> int:
    return hit.token.i
