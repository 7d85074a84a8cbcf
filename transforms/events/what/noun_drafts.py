"""Event nouns: who stands where around "a visit", "talks", "the expulsion of", and what the verb above lends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.what import conditions, doers, nominal, status, tree
from transforms.events.what.drafting import Drafting
from transforms.events.what.patterns import NounPattern, Patterns
from transforms.events.what.positions import is_somebody
from transforms.events.what.readings import SPEECH_TYPES, Hit
from transforms.events.what.words import singular, verb_forms
from transforms.events.who.party import Party

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

RECEIVING = frozenset(
    form
    for lemma in "receive get obtain win earn secure draw elicit attract extract field gain".split()
    for form in verb_forms(lemma)
)
DONE = frozenset(
    "decision step move act action measure remark comment statement decree law raid seizure killing plan order".split()
)


@dataclass
class Standing:
    """Who stands where around an event noun."""

    owned: list[Party]
    """Whose it is: "Oslo's offer", "the offer of Oslo"."""
    modified: list[Party]
    """Whom a nationality word names: "a Norwegian offer"."""
    between: list[Party]
    """Both sides: "talks between Oslo and Bern"."""
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)


class NounDrafts(Drafting):
    """Makes drafts of event nouns."""

    def _noun_draft(self, hit: Hit) -> Draft | None:
        token, pattern = hit.token, hit.noun
        assert pattern is not None
        reading = status.read(token, self.patterns, speech_act=pattern.type in SPEECH_TYPES)
        who = self._standing(hit, pattern)
        if hit.light is not None:
            self._lend(hit, hit.light, pattern, who)
        self._find_doers(token, pattern, who)
        self._find_recipients(hit, pattern, who)
        if pattern.type == "ASSAULT" and not who.actors:
            who.actors = list(self._perpetrators(token, pattern.mode))
        if pattern.type == "PROTEST" and not who.actors:
            who.actors = list(self._unrest(token))
        reporters = self._reporter(reading)
        if "blamed" in pattern.flags and not self._blame(hit, pattern, who, reporters):
            return None
        draft = self._draft(
            hit,
            pattern.type,
            pattern.mode,
            pattern.cameo,
            pattern.flags,
            pattern.id,
            reading,
            tuple(who.actors),
            tuple(who.recipients),
            reporters,
        )
        if draft is not None:
            draft.votes["noun"] = 1.0
            draft.votes["light"] = float(hit.light is not None)
        return draft

    def _standing(self, hit: Hit, pattern: NounPattern) -> Standing:
        """Return who stands around an event noun, without the verb that may lend it a subject."""
        token, flags = hit.token, pattern.flags
        who = Standing(
            owned=list(self.parties.owner(token)),
            modified=list(self.parties.modifier(token)),
            between=list(self._between(token, pattern)),
            actors=list(self._under(token, "by")),
        )
        if (
            "guest" in flags
        ):  # "Doha's guest", "his Kenyan guest": who is called so travels, whose guest it is hosts
            called = tree.subjects(token.head) if token.dep_ == "attr" and who.owned else []
            who.actors = [p for s in called for p in self.parties.of(s) if p.country] or who.modified
            return who
        if not who.actors and "R" not in flags:
            # "the expulsion of two envoys by Somalia": it hangs on the envoys
            who.actors = doers.by_below(cast("Matcher", self), token)
        if who.modified and pattern.type == "PROTEST" and nominal.is_anti(token):
            who.recipients, who.modified = who.modified, []
        if "V" in flags and "tour" not in flags:
            who.actors.extend(self._under(token, "of"))
        if "withdrawn" in flags and not who.actors and not who.owned and not who.modified:
            who.actors = list(self._under(token, "of"))  # "the withdrawal of Ugandan troops from Congo"
        who.actors = who.actors or who.between or who.owned or who.modified
        return who

    def _under(self, token: Token, name: str) -> Iterator[Party]:
        """Yield the parties of the phrases a noun has with one preposition."""
        for prep, obj in tree.prepositions(token):
            if prep == name and tree.is_noun(obj):
                yield from self.parties.of(obj)

    def _between(self, token: Token, pattern: NounPattern) -> Iterator[Party]:
        """Yield the parties that stand in "between" or "among", below the noun or where the parser puts them."""
        told = [token]
        if pattern.type in ("SUPPORT", "AGREE", "COOPERATE"):
            # "the signing of a pact between Gabon and Togo"
            told += [o for prep, o in tree.prepositions(token) if prep == "of" and tree.is_noun(o)]
        if token.dep_ in ("nsubj", "nsubjpass") and tree.is_verb(token.head):
            told.append(token.head)  # "no talks took place between Oman and Iran"
        if pattern.type == "CONSULT":  # "talks on reunifying Cyprus between"
            told += [g for c in tree.children(token, "prep") for g in tree.children(c, "pcomp")]
        if token.i == 0:  # "Fighting flared between": the parser takes the verb for a participle
            told += [c for c in tree.children(token, "acl") if c.i == 1]
        for prep, obj in (pair for t in told for pair in tree.prepositions(t)):
            if prep in ("between", "among") and tree.is_noun(obj):
                yield from self.parties.of(obj)

    def _lend(self, hit: Hit, light: Token, pattern: NounPattern, who: Standing) -> None:
        """Let the verb above lend its subject: as doer ("paid a visit"), or as receiver ("won praise")."""
        token, flags = hit.token, pattern.flags
        lent = self._actors(light)
        if not lent and "V" in flags and token.dep_ == "pobj" and tree.is_passive(light):
            # "is pencilled in for a visit to Beijing": who is spoken of travels
            lent = tuple(p for s in tree.subjects(light) for p in self.parties.of(s))
        receives = (
            light.lower_ in RECEIVING
            and (pattern.type not in ("CONSULT", "COOPERATE") or "V" in flags)
            and not tree.is_passive(light)
        )
        if receives and not who.between:  # "won American praise", "received an invitation from the emir"
            who.actors = self._givers(hit) or who.owned or who.modified
            who.recipients.extend(lent)
        elif lent and not who.between and not who.owned:
            at_home = any(m.country == a.country for m in who.modified for a in lent)
            if who.modified and not at_home and "R" not in flags:
                who.recipients.extend(who.modified)
            who.actors = list(lent)

    def _find_doers(self, token: Token, pattern: NounPattern, who: Standing) -> None:
        """Look for the doers of a noun elsewhere in the sentence, where neither noun nor verb has named them."""
        if not who.actors and pattern.type == "CONSULT":
            who.actors = list(self._attending(token))
        if pattern.flags & {"footing", "instate"}:
            who.actors = [p for holder in nominal.in_state(token) for p in self.parties.of(holder)]
        who.actors = who.actors or doers.of_noun(cast("Matcher", self), token, pattern)

    def _find_recipients(self, hit: Hit, pattern: NounPattern, who: Standing) -> None:
        """Fill the recipients from the roles the pattern names: somebody if there is one, else a thing."""
        token, flags = hit.token, pattern.flags
        of_takes_part = "R" not in flags and "tour" not in flags and pattern.type in ("CONSULT", "AGREE")
        things: list[Party] = []
        for role in pattern.to:
            if who.recipients and "R" not in flags:
                break
            found = self._below_noun(hit, role, who.owned)
            if role == "of" and of_takes_part:
                who.actors = who.actors or found
                continue
            if role in ("between", "among") and who.between:
                continue
            others = [f for f in found if all(f.start != a.start for a in who.actors)]
            if "R" in flags or any(is_somebody(f) for f in others):
                who.recipients.extend(others)
            else:
                things.extend(others)
        if not who.recipients and pattern.id.endswith(".adj"):  # "willing to resume talks with the South"
            who.recipients.extend(self._in_roles(token, ("xobj", "xdeep", "ccsubj"), [], known=True))
        asked = doers.complied_with(token)
        if asked is not None and not who.recipients:
            who.recipients.extend(p for p in self._actors(asked) if p.country)
        who.recipients = who.recipients or things[:1]

    def _blame(self, hit: Hit, pattern: NounPattern, who: Standing, reporters: Sequence[Party]) -> bool:
        """Let whoever reports it act on what is reported to be so ("said Tehran was behind"); return whether it is an act."""
        copula = hit.light
        assert copula is not None
        who.actors = list(reporters)
        own = {p.country for p in who.actors}
        who.recipients = [
            p
            for s in tree.subjects(copula)
            for p in self.parties.target(s)
            if p.country is None or p.country not in own
        ]
        if not any(is_somebody(p) for p in who.recipients) and pattern.type != "REJECT":
            # "said the raid was a breach of": in an article the context tells whose raid it was
            if self.parties.anyone or pattern.id != "wrong.adj" or not _an_act(copula, self.patterns):
                return False
            who.recipients = []
        return bool(who.actors)

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


def _an_act(copula: Token, patterns: Patterns) -> bool:
    """Whether what is judged is something done: "the raid", "the decision", "the remarks", "it"; not "the situation"."""
    return any(
        s.lower_ in patterns.nouns or singular(s.lower_) in DONE or s.lower_ in ("it", "this", "that")
        for s in tree.subjects(copula)
    )
