"""Who stands where: the parties in the roles a reading names."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import status, tree
from transforms.events.what.patterns import VerbPattern
from transforms.events.what.positions import Positions, is_somebody
from transforms.events.what.spokesmen import spoken_for
from transforms.events.what.things import anything, beside, is_thing
from transforms.events.what.words import singular
from transforms.events.who.party import Party

DOCUMENTS = frozenset(
    "communiqué communique statement declaration text resolution letter document draft memorandum note conclusion".split()
)
SEIZED = frozenset("release arrest deport convict abduct torture targeted".split())
"""Modes of acts on people in person."""
UNAIMED = frozenset(["MOBILIZE", "PROTEST"])
"""Types whose object is no target: the troops that are sent, the strike that is called."""
GUILTY = frozenset("responsible guilty culpable liable".split())
CUSTODY = frozenset(
    "custody prison prisons jail jails detention cell cells captivity dungeon camp camps".split()
)
ORDERING = frozenset("ordered orders ordering order had has have commanded directed directs".split())
BESET = frozenset(
    """hit rock rocked rocks gripped grip grips shaken shook swept sweep paralysed paralyzed engulfed engulf convulsed
    disrupted marred roiled roil roils rocking gripping shaking hits plunged crippled""".split()
)
"""What unrest does to a country: "Peru was rocked by riots"."""
PAPERS = DOCUMENTS | frozenset(
    "report bill motion lawsuit suit complaint petition decree order bulletin tweet post article editorial speech".split()
)
"""Papers and words that say what their author says."""
SENT = frozenset(
    "planted fired dropped sent launched laid flown operated piloted lobbed hurled thrown left mailed posted detonated".split()
)


class Roles(Positions):
    """Actors and recipients of a trigger."""

    def _reporter(self, reading: status.Reading) -> tuple[Party, ...]:
        if reading.reporter is None:
            return ()
        found: list[Party] = []
        for subject in tree.subjects(reading.reporter):
            found.extend(self.parties.of(subject))
        return tuple(found)

    def _source(self, token: Token) -> Party | None:
        """Return whom a sentence names as its source: "according to the Chilean navy"."""
        for verb in (token, *token.ancestors):
            for child in verb.children:
                if child.lower_ == "according":
                    for prep in tree.children(child, "prep"):
                        for noun in tree.children(prep, "pobj"):
                            found = (
                                self.parties.of(noun)
                                or self.parties.owner(noun)
                                or self.parties.modifier(noun)
                            )
                            return next((p for p in found if p.country), None)
        return None

    def _actors(self, token: Token) -> tuple[Party, ...]:
        if token.i in self.nominalised:
            return self.nominalised[token.i]
        out: list[Party] = []
        if tree.is_passive(token):
            for agent in tree.agents(token):
                out.extend(self.parties.of(agent) or self.parties.target(agent))
            if not out:
                for prep, obj in tree.prepositions(token):
                    if prep in ("between", "among") and tree.is_noun(obj):
                        out.extend(self.parties.of(obj))
            if not out and token.dep_ in ("ccomp", "xcomp", "oprd") and token.head.lower_ in ORDERING:
                return self._actors(token.head)  # "a judge ordered the ministers jailed"
            return tuple(out)
        for subject in tree.subjects(token):
            body = spoken_for(self.parties, token, subject)
            if body:
                out.extend(body)
                continue
            found = self._sender(subject) or self._author(token, subject) or self.parties.of(subject)
            if singular(subject.lower_) in PAPERS and not any(p.country for p in found):
                found = self._issuer(subject) or found
            if self.parties.anyone and found and not any(p.country or p.sector or p.alone for p in found):
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

    def _issuer(self, token: Token) -> tuple[Party, ...]:
        """Return whose paper it is: "The council issued a statement condemning", "Ghana's report accuses"."""
        for holder in tree.holders(token):
            if holder.i != token.i:
                found = self.parties.of(holder)
                if found:
                    return found
        return self.parties.modifier(token)

    def _author(self, token: Token, document: Token) -> tuple[Party, ...]:
        """Return who issues a paper that says something: "the senate passed a resolution condemning the raid"."""
        verb = document.head
        if token.dep_ != "acl" or singular(document.lower_) not in DOCUMENTS or not tree.is_verb(verb):
            return ()
        if document.dep_ == "dobj" and verb.i < document.i or document.dep_ == "nsubjpass":
            return tuple(p for p in self._actors(verb) if is_somebody(p))
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
        held = objects if pattern is not None and pattern.mode in SEIZED else []
        if any(is_somebody(p) for o in held if not self.parties.modifier(o) for p in self.parties.target(o)):
            # whoever is held or freed, not whose jail it is
            roles = ("obj", *roles)
        found = self._in_roles(token, roles, objects, known=True)
        if found:
            return found
        actors = self._actors(token)
        below = self.parties.below(token.i, {None}, {p.start for p in actors})
        if pattern is not None and (pattern.mode == "resign" or "R" in pattern.flags and len(actors) > 1):
            return self._in_roles(token, roles, objects, known=False)
        near = tuple(role for role in roles if role in ("obj", "dat", "ccsubj"))
        if below is not None and not objects:
            return self._in_roles(token, near, objects, known=False) or (below,)
        if pattern is not None and "pair" in pattern.flags:  # partners stand in "with", not anywhere below
            return self._in_roles(token, roles, objects, known=False)
        if pattern is not None and "R" in pattern.flags:
            return self._in_roles(token, roles, objects, known=False) or (
                (below,) if below is not None else ()
            )
        awaited = self.awaited(token)
        if awaited:
            return awaited
        named = self._in_roles(token, roles, objects, known=False)
        if not named and below is None and (pattern is None or pattern.type not in UNAIMED):
            named = anything(self.parties, token, objects)
        if named and all(is_thing(p) for p in named):
            named = beside(self.parties, token) or ((below,) if below is not None else ()) or named
        return named or ((below,) if below is not None else ())

    def awaited(self, token: Token) -> tuple[Party, ...]:
        """Return whose move decides: "will not end the strike until the company pays", "unless Kabul gives in"."""
        own = {t.i for t in tree.subjects(token)}
        for clause in tree.children(token, "advcl"):
            marks = [c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")]
            if not {"until", "till", "unless", "before"} & set(marks) and "if" not in marks:
                continue
            for doer in tree.agents(clause) if tree.is_passive(clause) else tree.subjects(clause):
                if doer.i in own or doer.tag_ == "PRP" or not tree.is_noun(doer):
                    continue
                found = self.parties.of(doer)
                if any(is_somebody(p) for p in found):
                    return found
        return ()

    def _perpetrators(self, token: Token, mode: str | None) -> tuple[Party, ...]:
        """Return who is responsible for or guilty of an assault; of torture in custody, whose prison it is."""
        adjective = token.head.head
        if token.dep_ == "pobj" and adjective.lower_ in GUILTY and adjective.dep_ in ("acomp", "oprd"):
            return tuple(p for s in tree.subjects(adjective.head) for p in self.parties.of(s))
        if mode == "torture" and any(t.lower_ in CUSTODY for t in self.doc):
            verb = tree.clause_of(token)
            for prep, obj in (*tree.prepositions(token), *tree.prepositions(verb)):
                places = (
                    [obj, *(inner for _, inner in tree.prepositions(obj))] if prep in ("in", "at") else []
                )
                for place in places:
                    found = self.parties.of(place) or self.parties.modifier(place)
                    known = tuple(p for p in found if p.country and not p.person)
                    if known:
                        return known
        return ()

    def _unrest(self, token: Token) -> tuple[Party, ...]:
        """Return the country whose people protest where nobody else is named: "riots broke out in Peru", "Peru was hit by strikes"."""
        head = token.head
        if token.dep_ == "pobj" and head.dep_ == "agent" and head.head.lower_ in BESET:
            return tuple(p for s in tree.subjects(head.head) for p in self.parties.of(s) if p.country)
        below = [*tree.prepositions(token)]
        below += [pair for _, o in below for pair in tree.prepositions(o)]  # "outside the embassy in Tunis"
        if token.dep_ == "nsubj":
            below += [*tree.prepositions(head)]
            below += [("in", o) for o in tree.objects(head) if head.lower_ in BESET]
        for prep, obj in below:
            if prep in ("in", "across", "throughout", "through", "around", "among", "to") and tree.is_noun(
                obj
            ):
                found = tuple(p for p in self.parties.of(obj) if p.country and not p.person)
                if found:
                    return found
        return ()

    def _attending(self, token: Token) -> tuple[Party, ...]:
        """Return the clause's subject for a meeting in an adjunct: "during a meeting in Beijing, the minister said …"."""
        node = token
        while node.dep_ in ("pobj", "prep") and node.head.i != node.i:
            node = node.head
            if node.dep_ == "prep" and tree.is_verb(node.head):
                return self._actors(node.head)
            if node.dep_ == "prep" and node.lower_ in (
                "on",
                "during",
            ):  # "Sarkozy, on a visit to Ankara, says"
                found = self.parties.of(node.head)
                if any(p.person for p in found):
                    return found
        return ()
