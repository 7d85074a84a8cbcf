"""Who acts and what is acted on, as the tree has it; and who can do what: forces fight, crowds march."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.events.parsed import Word as Token
from transforms.events.what import conditions, nominal, tree
from transforms.events.what.patterns import NounSet, Patterns, VerbPattern, words_of
from transforms.events.what.words import singular
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party

MEETINGS = frozenset(["CONSULT", "COOPERATE", "PROTEST"])
"""Types whose nouns are held as meetings are, not as people."""
NO_CROWD = frozenset(["GOV", "MIL", "COP", "REB", "PRM", "UAF", "SPY", "JUD", "CRM"])
_PROPER: frozenset[str] = frozenset(["us"])
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sept sep oct nov dec""".split()
)
"""Days and months are names to the tagger, but no party: "called him a liar on Monday"."""
_QUANTITIES = frozenset(
    """number dozen score hundred thousand million group series handful couple pair batch majority lot total tens dozens hundreds
    thousands millions scores member members third thirds half quarter quarters contingent company battalion platoon squad brigade regiment team batch consignment load shipment
    planeload shipload truckload convoy tranche tonne tonnes ton tons metre metres
    lorry lorries truck trucks truckload truckloads lorryload lorryloads planeload planeloads trainload shiploads container
    containers crate crates box boxes bag bags sack sacks pallet pallets dose doses bale bales litre litres liter liters gallon
    gallons tin tins case cases bundle bundles convoys consignments shipments plane planes wagon wagons package cargo column wave last first most all some part parts portion portions section sections stretch stretches rest remainder bulk swathe
    swathes fraction worth percent % majority year years month months week weeks day days hour hours""".split()
)


TITLES = frozenset("ambassador consul envoy nuncio".split())
"""Titles before a name that say what a reading asks of its object."""
HUNG_DEEP = frozenset("at on upon from to against".split())
"""Prepositions that belong to the verb more often than to what follows \"of\" in its object."""


class Subjects:
    """What stands around a trigger of one sentence."""

    def __init__(self, patterns: Patterns, parties: SentenceParties, index: int) -> None:
        self.patterns = patterns
        self.parties = parties
        self.doc = parties.doc
        self.index = index
        self.content: set[int] = set()
        self.consumed: set[int] = set()
        self.nominalised: dict[int, tuple[Party, ...]] = {}
        # asked for every reading of a verb, and always the same
        self._object_lists: dict[int, list[Token]] = {}
        self._doers: dict[int, list[Token]] = {}
        self._phrases: dict[int, list[tuple[str, Token]]] = {}
        self._all_phrases: dict[int, list[tuple[str, Token]]] = {}
        self._windows: dict[int, tuple[str, frozenset[str]]] = {}

    def stand_for_verb(self, noun: Token, doers: list[Token], objects: list[Token]) -> None:
        """Let a noun be asked for subjects, objects and phrases as the verb it is made from."""
        self._doers[noun.i] = doers
        self._object_lists[noun.i] = objects
        self._all_phrases.pop(noun.i, None)
        below = [pair for o in objects for pair in tree.prepositions(o)]
        self._phrases[noun.i] = [
            pair for pair in (*tree.prepositions(noun), *below) if pair[0] not in ("of", "by")
        ]

    def _subject_tokens(self, token: Token) -> list[Token]:
        if token.i in self._doers:
            return self._doers[token.i]
        if tree.is_passive(token):
            return tree.agents(token)
        out: list[Token] = []
        for subject in tree.subjects(token):
            out.extend(tree.coordinated(subject))
        return out

    def _accepts(self, wanted: NounSet, objects: list[Token], verb: Token) -> bool:
        if wanted.nothing:
            if not objects:
                return True
            if not (wanted.forms or wanted.phrases or wanted.party or wanted.anything):
                return False
        if wanted.anything:
            return bool(objects)
        for obj in objects:
            low = obj.lower_
            if low in wanted.forms or (low not in _PROPER and singular(low) in wanted.forms):
                return True
            if obj.tag_ == "NNP" and any(  # "summoned Japanese Ambassador Yasumasa Nagamine"
                c.dep_ == "compound" and c.tag_ == "NNP" and c.lower_ in TITLES and c.lower_ in wanted.forms
                for c in obj.lefts
            ):
                return True
            if wanted.phrases:
                window, words = self._around(obj)
                if not wanted.openings.isdisjoint(words) and any(
                    phrase in window and _stands_in(phrase, window) for phrase in wanted.phrases
                ):
                    return True
            if "dollar" in wanted.forms and nominal.is_money(obj):
                return True
            if (
                wanted.party
                and low.rstrip(".") not in _CALENDAR
                and (self.parties.of(obj) or obj.tag_ in ("NNP", "NNPS", "PRP"))
            ):
                return True
            if wanted.forms:  # "a number of hostages", "dozens of prisoners"
                for prep, inner in tree.prepositions(obj):
                    if (
                        prep == "of"
                        and (inner.lower_ in wanted.forms or singular(inner.lower_) in wanted.forms)
                        and (_is_quantity(obj) or nominal.is_money(obj))
                    ):
                        return True
        return False

    def _around(self, noun: Token) -> tuple[str, frozenset[str]]:
        """Return the words around a noun in small letters, as a text and one by one."""
        known = self._windows.get(noun.i)
        if known is None:
            text = self.doc[max(0, noun.i - 3) : noun.i + 4].text.lower()
            known = self._windows[noun.i] = text, frozenset(words_of(text))
        return known

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
        if any(p.type in MEETINGS and not p.before for p in self.patterns.nouns.get(token.lower_, ())):
            return False  # "held border talks", "held joint manoeuvres" hold nobody
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
            if any(p.sector in NO_CROWD and not p.person for p in people) or self._is_any([s], "militias"):
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
                "movement",
                "coalition",
                "alliance",
                "camp",
                "federation",
                "mass",
                "majority",
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
        subjects = self._subject_tokens(token)
        if any(
            s.lower_ in ("allies", "partners") or any(c.lower_ == "allied" for c in s.lefts)
            for s in subjects[1:]
        ):  # "Norway and its allies", "Spain and allied navies"
            return True
        return len({p.country for s in subjects for p in self.parties.of(s) if p.country}) > 1

    def _objects(self, token: Token, pattern: VerbPattern | None = None) -> list[Token]:
        known = self._object_lists.get(token.i)
        if known is None:
            known = self._object_lists[token.i] = [
                part for obj in tree.objects(token) for part in tree.coordinated(obj)
            ]
        out = list(known)
        if pattern is not None and pattern.rest:
            # a phrasal verb's preposition brings the object: "called off a visit", "withdraw from the pact"
            for prep, obj in tree.prepositions(token):
                if prep == pattern.rest[-1]:
                    out.extend(tree.coordinated(obj))
        return out

    def _prepositions(self, token: Token) -> list[tuple[str, Token]]:
        known = self._phrases.get(token.i)
        if known is None:
            known = self._phrases[token.i] = list(self._read_prepositions(token))
        return known

    def _phrases_about(self, token: Token) -> list[tuple[str, Token]]:
        """Return the phrases of a verb and those below its passive subject."""
        known = self._all_phrases.get(token.i)
        if known is None:
            known = self._all_phrases[token.i] = [*self._prepositions(token), *self._done_to(token)]
        return known

    def _read_prepositions(self, token: Token) -> Iterator[tuple[str, Token]]:
        for prep, obj in tree.prepositions(token):
            yield prep, obj
            if prep == "for":  # "called for sanctions against Minsk"
                yield from ((inner, o) for inner, o in tree.prepositions(obj) if inner in ("against", "on"))
        for obj in tree.objects(token):
            if obj.i > token.i:
                for prep, inner in tree.prepositions(obj):
                    # "accused Chad of theft": what follows a name belongs to the verb
                    if prep != "of" or obj.tag_ in ("NNP", "NNPS", "PRP"):
                        yield prep, inner
                    elif (
                        prep == "of"
                    ):  # "laid the failure of the talks at his door": the parser hangs it too deep
                        yield from ((p, o) for p, o in tree.prepositions(inner) if p in HUNG_DEEP)
                yield from conditions.company_below(obj)
                yield from conditions.goal_below(obj)
        for adverb in token.rights:
            if adverb.dep_ in ("prt", "advmod") and not list(adverb.children):
                yield adverb.lower_, adverb
            elif adverb.tag_ == "JJ" and adverb.dep_ in ("acomp", "advcl", "advmod"):
                # "turned up unannounced in Moscow"
                yield from ((p, o) for p, o in tree.prepositions(adverb) if p in ("in", "at", "into"))

    def _done_to(self, token: Token) -> list[tuple[str, Token]]:
        """Return the phrases below a passive subject: "a ban on wine was lifted" tells of the same wine as "lifted a ban on wine"."""
        if not tree.is_passive(token):
            return []
        return [pair for s in tree.subjects(token) if s.i < token.i for pair in tree.prepositions(s)]


def _stands_in(phrase: str, window: str) -> bool:
    """Whether a phrase stands in a text as words of its own: "contract offer", not "contract offered"."""
    at = window.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if (at == 0 or not window[at - 1].isalnum()) and (end == len(window) or not window[end].isalnum()):
            return True
        at = window.find(phrase, at + 1)
    return False


def _is_quantity(token: Token) -> bool:
    return token.lower_ in _QUANTITIES or token.tag_ == "CD"
