"""Trees the parser builds wrong in ways one can tell, put right before anything is read from them.

One walk along the sentence: what a word's label calls for is tried (`rehung_phrases.py`, `rehung_clauses.py`), then what a
sentence as a whole may lack: a verb, the auxiliaries headlines leave out.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.events.parsed import Parsed, Word
from transforms.events.what import rehung_clauses as clauses
from transforms.events.what import rehung_phrases as phrases
from transforms.events.what import tree
from transforms.events.what.hanging import raise_clause
from transforms.events.what.headlines import DONE_TO

FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
MENDS: dict[str, tuple[Callable[[Word], None], ...]] = {
    "ccomp": (clauses.told_between, clauses.parallel_clauses, clauses.cleft, clauses.speaker_behind),
    "acl": (clauses.finite_relative, clauses.headline_plan, clauses.set_off_subject),
    "relcl": (clauses.headline_plan,),
    "conj": (clauses.own_sentence,),
    "prep": (phrases.far_between, phrases.there_for_talks, phrases.companion),
    "npadvmod": (phrases.late_object,),
    "dobj": (phrases.sent_home, phrases.called_wrong),
    "acomp": (phrases.firm_against,),
    "advmod": (phrases.firm_against,),
    "oprd": (phrases.firm_against,),
    "advcl": (phrases.set_free,),
    "appos": (phrases.listed,),
    "auxpass": (phrases.doer_behind,),
}
"""What is tried on a word by its label, in this order."""


def mend(doc: Parsed) -> None:
    """Put a tree right in place."""
    for word in doc.words:
        if word.lower_ in phrases.SPANS:
            phrases.time_swallows_noun(word)
        label = word.dep_
        for mend_word in MENDS.get(label, ()):
            mend_word(word)
            if word.dep_ != label:  # it has been mended
                break
    only_verb(doc)
    if 2 < len(doc) <= 40 and doc[-1].tag_ != "." and doc[-1].text not in ('"', "'"):
        _headline(doc)


def only_verb(doc: Parsed) -> None:
    """Make a sentence of a noun and its participle if it has no other verb: "Militias mass at the border", "Chinese vessels
    swarmed around the reef."."""
    root = next((w for w in doc if w.head is w), None)
    if root is None or not tree.is_noun(root) or any(w.tag_ in FINITE and w.dep_ != "acl" for w in doc):
        return
    verbs = tree.children(root, "acl")
    if len(verbs) != 1 or verbs[0].tag_ not in ("VBZ", "VBP", "VBN", "VBD"):
        return
    verb = verbs[0]
    if verb.tag_ in ("VBN", "VBD"):
        if doc[-1].text != "." or verb.lower_ in DONE_TO or tree.children(verb, "agent", "aux", "auxpass"):
            return
        verb.tag_ = "VBD"
    raise_clause(verb)


def _headline(doc: Parsed) -> None:
    """Give headlines the auxiliaries they leave out: "Rockets fired at Sana by gunmen", "Oslo to host talks"."""
    for verb in doc.words:
        if verb.tag_ in ("VBD", "VBN") and verb.dep_ == "ROOT":
            _passive(verb)
        elif (
            verb.tag_ == "VB" and verb.dep_ in ("acl", "advcl", "relcl", "xcomp") and verb.head.dep_ == "ROOT"
        ):
            _to_come(verb)


def _passive(verb: Word) -> None:
    """Read a verb without object, followed by who did it, as a passive."""
    if tree.children(verb, "dobj", "dative", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "oprd", "attr"):
        return
    subjects = tree.children(verb, "nsubj")
    by = [c for c in verb.rights if c.dep_ in ("prep", "agent") and c.lower_ == "by"]
    if not subjects or not by or subjects[0].tag_ in ("PRP", "WP", "WDT"):
        return
    doers = tree.children(by[0], "pobj")
    if doers and tree.is_noun(doers[0]) and not any(c.dep_ == "nummod" for c in doers[0].children):
        subjects[0].dep_, by[0].dep_, verb.tag_ = "nsubjpass", "agent", "VBN"


def _to_come(verb: Word) -> None:
    """Make the infinitive the verb of "Oslo to host talks"."""
    subject = verb.head
    if not tree.is_noun(subject) or not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts):
        return
    if any(w.tag_ in FINITE for w in verb.doc.words) or verb.lefts[0].left_edge.i != subject.i + 1:
        return
    raise_clause(verb)
