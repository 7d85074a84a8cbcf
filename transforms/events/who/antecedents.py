"""Earlier acts that later words take up: "condemned the shelling", "dismissed the charge", "a step Bangkok deplored".

Whoever shelled is condemned, whoever made the charge is answered; the words of the clause do not say who that was.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from transforms.events.parsed import Word as Token
from transforms.events.what import patterns, tree
from transforms.events.what.words import singular
from transforms.events.who.discourse import Act

DEEDS = frozenset(
    """step move decision measure action act gesture policy behaviour behavior response reaction conduct announcement
    incident affair provocation initiative intervention verdict ruling refusal plan news development outcome""".split()
)
"""Nouns for any act at all."""
WORDS = frozenset("remark comment statement word speech slur insult jibe tweet interview assertion".split())
"""Nouns for what somebody said."""
JOINT = frozenset(
    """accord agreement deal pact treaty truce ceasefire document text declaration settlement compromise rapprochement reconciliation
    handshake thaw detente breakthrough memorandum understanding protocol swap exchange communique communiqué roadmap""".split()
)
"""Nouns for what several have made together: whoever hails it hails them all."""
MADE = frozenset(["AGREE", "SUPPORT", "COOPERATE"])
"""Types of the acts those nouns name."""
DEFINITE = frozenset("the this that these those such".split())
UNDONE = {
    "release": frozenset(["COERCE", "ASSAULT"]),
    "freeing": frozenset(["COERCE", "ASSAULT"]),
    "liberation": frozenset(["COERCE", "ASSAULT"]),
    "lifting": frozenset(["SANCTION", "COERCE"]),
    "reopening": frozenset(["SANCTION", "COERCE"]),
}
"""What a noun would undo: "demanded the release of the ship" is aimed at whoever has seized it."""
ASKED = {
    "REJECT": frozenset(["REQUEST", "AGREE", "ACCUSE", "THREATEN"]),
    "AGREE": frozenset(["REQUEST", "AGREE"]),
    "CONCEDE": frozenset(["REQUEST", "ACCUSE", "THREATEN"]),
    "RETREAT": frozenset(["REQUEST", "ACCUSE", "THREATEN"]),
    "SUPPORT": frozenset(["AGREE", "SUPPORT", "AID", "CONCEDE"]),
}
"""What a reply of a type answers: demands and offers are refused or accepted, charges denied or owned up to."""
JUDGING = (
    "welcom", "hail", "applau", "deplor", "regret", "denounc", "reject", "dismiss", "oppos", "endors", "decri", "condemn",
    "call", "criticis", "criticiz", "prais", "lament", "approv",
)  # fmt: skip
"""How verbs begin that judge acts."""
REACH = 2
"""Sentences back in which the act may stand that a pronoun takes up."""
SAID = frozenset(["ACCUSE", "REQUEST", "REJECT", "THREATEN"])


@functools.cache
def types_of(noun: str) -> frozenset[str]:
    """Return the types of the acts an event noun can name, by the trigger lexicon; empty for other nouns."""
    return frozenset(p.type for p in patterns.load().nouns.get(noun, ()) if not p.before and p.type != "-")


def act_noun(trigger: Token) -> Token | None:
    """Return the definite noun a verb or event noun acts upon, if it can name an earlier act."""
    found: list[Token] = []
    if tree.is_verb(trigger):
        found += tree.objects(trigger)
        if not found and trigger.dep_ == "relcl" and trigger.head.i < trigger.i:
            found.append(trigger.head)
        for child in tree.children(trigger, "ccomp", "oprd"):  # "called the downing unacceptable"
            found += tree.children(child, "nsubj")
    for prep, noun in tree.prepositions(trigger):
        if prep in ("of", "to", "at", "by", "about", "over", "for", "on", "against"):
            found.append(noun)
    for noun in found:
        if not tree.is_noun(noun) or not _names_an_act(noun.lower_):
            continue
        if noun.dep_ not in ("nsubjpass",) and trigger.dep_ == "relcl" and trigger.head.i == noun.i:
            return noun
        if any(c.dep_ == "det" and c.lower_ in DEFINITE or c.dep_ == "poss" for c in noun.lefts):
            return noun
    return None


def _names_an_act(noun: str) -> bool:
    return bool(types_of(noun)) or any(singular(noun) in known for known in (DEEDS, WORDS, JOINT))


def by_pronoun(trigger: Token) -> bool:
    """Whether what is praised or blamed is "it": the act just told, not whoever did it ("Paris welcomed it")."""
    if not tree.is_verb(trigger) or not trigger.lower_.startswith(JUDGING):
        return False
    objects = [c for c in trigger.rights if c.dep_ in ("dobj", "nsubj") or c.dep_ == "ccomp"]
    objects += [s for c in objects if c.dep_ == "ccomp" for s in tree.children(c, "nsubj")]
    return any(o.lower_ in ("it", "this", "that") and o.tag_ in ("PRP", "DT") for o in objects)


def pointed_at(acts: Sequence[Act], own: set[str | None], sentence: int, before: int) -> Act | None:
    """Return the act "it" means: the last one by somebody else that is no mere opinion, else the last opinion."""
    near = [
        a
        for a in acts
        if a.offset < before and sentence - a.sentence <= REACH and a.doers and not own & a.doers
    ]
    done = [a for a in near if a.type not in ("ACCUSE", "SUPPORT")]
    found = done or near
    return found[-1] if found else None


def taken_up(noun: Token | None, acts: Sequence[Act], own: set[str | None], before: int) -> Act | None:
    """Return the last act told before an offset that the noun can mean, by somebody else if anybody else did it."""
    if noun is None:
        return None
    kinds = types_of(noun.lower_)
    if not kinds:
        kinds = SAID if singular(noun.lower_) in WORDS else frozenset()
    by_others = [a for a in acts if a.offset < before and a.doers and not own & a.doers]
    fitting = [a for a in by_others if not kinds or a.type in kinds]
    fitting = fitting or [a for a in by_others if a.type in UNDONE.get(singular(noun.lower_), ())]
    return fitting[-1] if fitting else None


def makers(
    noun: Token | None, acts: Sequence[Act], own: set[str | None], before: int
) -> frozenset[str | None]:
    """Return who together made what the noun names: "the accord" after two have signed one; nobody if one of them speaks."""
    if noun is None or singular(noun.lower_) not in JOINT:
        return frozenset()
    for act in reversed(acts):
        if act.offset < before and act.type in MADE and len(act.doers) > 1 and act.doers == act.aims:
            return frozenset() if own & act.doers else act.doers
    return frozenset()


def answered(type_: str, acts: Sequence[Act], own: set[str | None], before: int) -> Act | None:
    """Return the last act that put something to who acts now, of a type that this type of act replies to."""
    kinds = ASKED.get(type_, frozenset())
    for act in reversed(acts):
        if act.offset < before and act.type in kinds and act.doers and own & act.aims and not own & act.doers:
            return act
    return None
