"""The parties in one position a reading names: object, dative, a preposition's phrase, the owner of the object and so on."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.subjects import HUNG_DEEP
from transforms.events.what import allegations, conditions, tree, within
from transforms.events.what.readings import Readings
from transforms.events.who.party import Party
from transforms.events.who.party_names import bare_name, looks_like_name

FACING = frozenset(
    """counter deter warn intimidate pressure threaten confront face repel contain attack invade fight fly enter retake storm
    besiege crush defend resist oppose check scare harass strike retaliate punish encircle blockade monitor""".split()
)
"""What forces are readied to do to somebody."""
ACCUSING = frozenset(
    "accusing alleging blaming naming condemning denouncing criticising criticizing charging targeting".split()
)
PEOPLE = frozenset(
    """people men women children civilians residents villagers workers migrants refugees families victims survivors patients
    students prisoners detainees hostages passengers protesters fighters rebels gunmen militants soldiers troops""".split()
)


def is_somebody(party: Party) -> bool:
    """Whether a party is a state, body or office, a person by name, or people; not a thing or an act."""
    if party.country or party.sector or party.person or party.alone:
        return True
    return looks_like_name(bare_name(party.mention or party.name)) or not PEOPLE.isdisjoint(
        party.text.lower().split()
    )


class Positions(Readings):
    """Where the parties of a trigger stand in the tree."""

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
                        told = tree.objects(child)
                        met = [o for obj in told for prep, o in tree.prepositions(obj) if prep == "with"]
                        aside = [] if met else [o for _, o in tree.prepositions(child)]
                        for obj in [*told, *met, *aside]:  # "to cancel his meeting with Putin at the summit"
                            if tree.is_noun(obj) or obj.lower_ == "them":
                                found.extend(self.parties.target(obj))
                        if found:
                            break
            elif role == "xdeep":  # parties below what is promised or wished: "to resume talks with Seoul"
                for child in tree.children(token, "xcomp"):
                    for obj in tree.objects(child):
                        for _, inner in tree.prepositions(obj):
                            found.extend(self.parties.target(inner))
            elif role == "ccsubj":
                for child in allegations.told(token):
                    for obj in tree.agents(child) if tree.is_passive(child) else tree.subjects(child):
                        found.extend(self.parties.target(obj))
            elif role == "forsubj":
                for child in token.children:
                    if any(m.dep_ == "mark" and m.lower_ == "for" for m in child.children):
                        for subject in tree.children(child, "nsubj", "nsubjpass"):
                            found.extend(self.parties.target(subject))
            elif role == "for_subj":
                for prep, obj in tree.prepositions(token):
                    if prep == "for":
                        found.extend(self.parties.of(obj))
            elif role.startswith("subj_"):
                for subject in tree.subjects(token):
                    for prep, inner in tree.prepositions(subject):
                        if prep == role[5:]:
                            found.extend(self.parties.target(inner))
            elif role == "for_against":  # "mobilised the army for an assault on the enclave"
                for prep, aim in tree.prepositions(token):
                    if prep in ("for", "in"):
                        for inner_prep, inner in tree.prepositions(aim):
                            if inner_prep in ("against", "on", "with"):
                                found.extend(self.parties.target(inner))
            elif role == "purpose":  # "sent a frigate to deter Tehran"
                for child in tree.children(token, "advcl", "xcomp"):
                    if child.tag_ == "VB" and child.lower_ in FACING:
                        for obj in tree.objects(child):
                            found.extend(self.parties.target(obj))
                        for prep, obj in tree.prepositions(child):
                            if prep in ("into", "against", "on") and tree.is_noun(obj):
                                found.extend(self.parties.target(obj))
            elif role == "accusing":  # "filed a lawsuit accusing the bank of fraud"
                for obj in objects:
                    for clause in tree.children(obj, "acl"):
                        if clause.lower_ in ACCUSING:
                            for accused in tree.objects(clause):
                                found.extend(self.parties.target(accused))
            elif role == "in_of":  # "stands in the way of a deal"
                for prep, way in tree.prepositions(token):
                    if prep == "in":
                        for inner_prep, inner in tree.prepositions(way):
                            if inner_prep == "of":
                                found.extend(self.parties.target(inner))
            elif role == "under_from":  # "came under attack from the air force of"
                for prep, attack in tree.prepositions(token):
                    if prep == "under":
                        for inner_prep, inner in tree.prepositions(attack):
                            if inner_prep in ("from", "by"):
                                found.extend(self.parties.target(inner))
            elif role == "front_of":  # "gathered in front of the embassy"
                for prep, front in tree.prepositions(token):
                    if prep == "in" and front.lower_ == "front":
                        for _, inner in tree.prepositions(front):
                            found.extend(self.parties.target(inner))
            elif role == "there":  # "pulled survivors from the rubble in Izmir"
                for part in tree.own_clause(token):
                    if part.dep_ == "prep" and part.lower_ in ("in", "at", "near", "across", "off"):
                        for obj in tree.children(part, "pobj"):
                            found.extend(p for p in self.parties.target(obj) if p.country)
            elif role in within.ROLES:
                for noun in within.ROLES[role](token, objects):
                    found.extend(self.parties.target(noun))
            elif role.startswith("poss_"):  # "came to the junta's rescue", "at Kyiv's disposal"
                for prep, inner in self._prepositions(token):
                    if prep == role[5:]:
                        found.extend(self.parties.owner(inner) or self.parties.modifier(inner))
            elif role.startswith("obj_"):
                for obj in objects:
                    for prep, inner in tree.prepositions(obj):
                        if prep == role[4:]:
                            found.extend(self._or_below(inner))
                    if role == "obj_with" and not found:
                        for _, inner in conditions.company_below(obj):
                            found.extend(self.parties.target(inner))
                    if not found:
                        for prep, inner in (*conditions.goal_below(obj), *_in_clauses(obj)):
                            if prep == role[4:]:
                                found.extend(self.parties.target(inner))
                if role == "obj_by" and not tree.is_passive(token):
                    for prep, inner in tree.prepositions(token):
                        if prep == "by" and tree.is_noun(inner):
                            found.extend(self.parties.of(inner))
            else:
                if role in HUNG_DEEP:
                    for name, obj in self._prepositions(token):
                        if name == role and tree.is_noun(obj) and not tree.children(token, "prep"):
                            found.extend(self.parties.target(obj))
                for source in (token, *(_adjectives(token) if role in ("in", "at", "into") else ())):
                    for prep, obj in tree.prepositions(source):
                        if role == "on" and obj.lower_ in self.patterns.classes["medianames"].forms:
                            continue  # "called on Twitter for her release"
                        if prep == role and (tree.is_noun(obj) or obj.tag_ in ("PRP", "CD", "JJ")):
                            found.extend(self.parties.target(obj))
            if found and (not known or any(is_somebody(p) for p in found)):
                return tuple(found)
        return ()

    def _or_below(self, noun: Token) -> tuple[Party, ...]:
        """Return the parties a noun means, or those behind it: "a ban on wine from Georgia", "on exports to Dhaka"."""
        found = self.parties.target(noun)
        if any(p.country for p in found):
            return tuple(found)
        behind = [
            p
            for prep, inner in tree.prepositions(noun)
            if prep in ("from", "to", "of", "by", "into") and tree.is_noun(inner)
            for p in self.parties.target(inner)
            if p.country
        ]
        return tuple(behind or found)


def _in_clauses(noun: Token) -> list[tuple[str, Token]]:
    """Return the phrases of clauses that hang on a noun: "the sanctions it had imposed on Niger"."""
    return [
        pair for c in tree.children(noun, "acl", "relcl") for pair in tree.prepositions(c) if pair[0] != "by"
    ]


def _adjectives(verb: Token) -> list[Token]:
    """Return adjectives that stand beside a verb and may hold its phrases: "turned up unannounced in Moscow"."""
    return [c for c in verb.rights if c.tag_ == "JJ" and c.dep_ in ("acomp", "advcl", "advmod")]
