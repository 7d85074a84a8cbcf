"""With what an attack is made, where its trigger does not say: "shot at each other", "fought with clubs", "a suicide bomber"."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular, verb_forms

BY_DEED: dict[str, str] = {
    form: mode
    for mode, lemmas in (
        ("heavy-weapons", "shell bombard pound"),
        ("firearms", "shoot gun"),
        ("primitive", "stab stone hack"),
        ("beat", "beat punch"),
    )
    for lemma in lemmas.split()
    for form in verb_forms(lemma)
}
BY_MEANS: dict[str, str] = {
    word: mode
    for mode, words in (
        ("primitive", "club knife machete stone stick axe sword spear rod brick"),
        ("firearms", "rifle pistol gunfire gunshot"),
        ("heavy-weapons", "artillery mortar shell howitzer shelling"),
        ("drone", "drone"),
    )
    for word in words.split()
}


def mode_of(trigger: Token) -> str | None:
    """Return the mode the trigger's own verb, its means ("with clubs") or its subject ("a suicide attack") tells, if any."""
    if tree.is_verb(trigger) and trigger.lower_ in BY_DEED:
        return BY_DEED[trigger.lower_]
    for prep, obj in tree.prepositions(trigger):
        if prep in ("with", "by") and singular(obj.lower_) in BY_MEANS:
            return BY_MEANS[singular(obj.lower_)]
    doers = (*tree.subjects(trigger), *tree.agents(trigger))
    head = [trigger.head] if trigger.dep_ == "relcl" else []
    for noun in (trigger, *doers, *head):
        if any(c.lower_ == "suicide" and c.dep_ in ("compound", "amod", "nmod") for c in noun.lefts):
            return "suicide-attack"
    return None
