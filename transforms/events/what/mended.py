"""Trees the parser builds wrong in ways one can tell, put right before anything is read from them.

Clefts whose clause hangs on "was", speakers behind their quotation taken for subjects of the next clause, lists of parties
taken for appositions, companions taken for circumstances, headlines without auxiliaries.
"""

from __future__ import annotations

from transforms.events.parsed import Parsed, Word
from transforms.events.what import tree

NAMES = frozenset(["NNP", "NNPS"])
FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
SAYING = frozenset(
    "said says added told wrote warned insisted stressed explained noted declared argued".split()
)
EVENTS = frozenset(
    """attack attacks raid raids strike strikes arrest arrests murder murders threat threats call calls report reports plan
    plans offer offers demand demands request requests decision decisions move moves visit visits vote votes use abuse
    abuses blast order orders claim claims""".split()
)
DEVERBAL = ("ing", "ings", "tion", "tions", "sion", "sions", "ment", "ments", "sal", "sals")
"""Words and endings of nouns that may have a doer of their own behind "by"."""
COMPANY = frozenset(["along", "together"])


def mend(doc: Parsed) -> None:
    """Put a tree right in place."""
    for word in doc.words:
        if word.dep_ == "ccomp":
            _cleft(word)
            _speaker_behind(word)
        elif word.lower_ in COMPANY and word.dep_ == "prep":
            _companion(word)
        elif word.dep_ == "appos":
            _list(word)
        elif word.dep_ == "auxpass":
            _doer_behind(word.head)
        elif word.dep_ == "acl" and word.head.dep_ == "ROOT":
            _set_off_subject(word)
    if 2 < len(doc) <= 40 and doc[-1].tag_ != "." and doc[-1].text not in ('"', "'"):
        _headline(doc)


def keep_whole(doc: Parsed, start: int, end: int) -> None:
    """Let what belongs to a name of several words hang on the whole: "the Council of Europe and Peru", "the League of Arab
    States' offer"; `start` and `end` are offsets in the sentence."""
    inside = [w for w in doc.words if start <= w.idx < end]
    top = next((w for w in inside if w.head not in inside), None)
    if top is None:
        return
    for word in inside:
        if word is top:
            continue
        if word.dep_ == "poss" and word.head not in inside and word.head.i > word.i and top.dep_ != "ROOT":
            thing = word.head
            above = thing.head
            move(thing, top.head, top.dep_)
            move(word, above, "pobj")
            move(top, thing, "poss")
            return
        for child in [c for c in word.rights if c.dep_ in ("conj", "cc") and c not in inside]:
            move(child, top, child.dep_)


def move(word: Word, head: Word, label: str) -> None:
    """Hang a word, with all below it, on another head."""
    above = word.head
    for there in (above.children, above.lefts, above.rights):
        if word in there:
            there.remove(word)
    word.head, word.dep_ = head, label
    if head is not word:
        for here in (head.children, head.lefts if word.i < head.i else head.rights):
            here.append(word)
            here.sort(key=_position)
    for node in word.doc:
        node.left_edge = node.right_edge = node
    for node in word.doc:
        up = node
        while up.head is not up:
            up = up.head
            up.left_edge = node if node.i < up.left_edge.i else up.left_edge
            up.right_edge = node if node.i > up.right_edge.i else up.right_edge


def _position(word: Word) -> int:
    return word.i


def _cleft(clause: Word) -> None:
    """Hang the clause on the noun in "it was Peru that closed the port"."""
    copula = clause.head
    if copula.lower_ not in ("is", "was", "'s", "’s") or clause.i < copula.i:
        return
    subjects = tree.children(copula, "nsubj")
    names = [c for c in tree.children(copula, "attr") if tree.is_noun(c) and copula.i < c.i < clause.i]
    own = tree.children(clause, "nsubj", "nsubjpass")
    if names and own and own[0].lower_ in ("that", "who", "which") and [s.lower_ for s in subjects] == ["it"]:
        if names[-1].right_edge.i == own[0].i - 1:
            move(clause, names[-1], "relcl")


def _speaker_behind(clause: Word) -> None:
    """Give "said" its own subject in "“…”, said Premier Ilves after Oslo rejected the plan"."""
    said = clause.head
    if said.lower_ not in SAYING or clause.i < said.i or tree.children(said, "nsubj"):
        return
    marks = [c for c in clause.lefts if c.dep_ in ("mark", "advmod") and c.lower_ in tree.TIME_MARKS]
    before = [c for c in clause.lefts if c.dep_ == "nsubj" and tree.is_noun(c)]
    if (
        len(before) == 2
        and marks
        and before[0].left_edge.i == said.i + 1
        and before[0].i < marks[0].i < before[1].i
    ):
        move(before[0], said, "nsubj")
        clause.dep_ = "advcl"


def _companion(word: Word) -> None:
    """Count who stands in ", along with Chile," behind a subject as one more subject."""
    verb = word.head
    nouns = [o for p in tree.children(word, "prep") if p.lower_ == "with" for o in tree.children(p, "pobj")]
    if not nouns or not tree.is_verb(verb) or word.i > verb.i or not tree.is_noun(nouns[0]):
        return
    for subject in tree.children(verb, "nsubj", "nsubjpass"):
        if subject.i < word.i and tree.is_noun(subject):
            move(nouns[0], subject, "conj")
            word.dep_ = "dep"
            return


def _list(word: Word) -> None:
    """Read "the Dutch government, Peru and Oslo closed" as a list: one cannot be two others."""
    first = word.head
    if first.tag_ not in ("NN", "NNP") or word.tag_ not in NAMES or word.i < first.i:
        return
    more = [c for c in word.rights if c.dep_ == "conj" and c.tag_ in NAMES]
    joined = any(c.dep_ == "cc" and c.lower_ == "and" for c in word.rights)
    between = word.doc[first.i + 1 : word.left_edge.i].words
    if not more or not joined or [w.text for w in between] != [","]:
        return
    after = word.doc[word.right_edge.i + 1] if word.right_edge.i + 1 < len(word.doc) else None
    if after is None or after.text != ",":
        word.dep_ = "conj"


def _doer_behind(verb: Word) -> None:
    """Hang "by Japan" on the passive in "was praised for its reforms by Japan", "was pressed to leave by Japan"."""
    if any(c.lower_ == "by" for c in verb.rights) or not tree.children(verb, "nsubjpass"):
        return
    for child in verb.rights:
        if child.dep_ not in ("prep", "xcomp"):
            continue
        for by in child.subtree:
            above = by.head
            if by.lower_ != "by" or by.dep_ not in ("prep", "agent") or above.tag_ == "VBN":
                continue
            doers = tree.children(by, "pobj")
            own = any(c.tag_ == "PRP$" for c in above.children)
            if not doers or doers[0].tag_ not in NAMES and not any(c.tag_ == "JJ" for c in doers[0].lefts):
                continue
            if (
                tree.is_verb(above)
                or own
                or above.lower_ not in EVENTS
                and not above.lower_.endswith(DEVERBAL)
            ):
                move(by, verb, "agent")
                return


def _set_off_subject(verb: Word) -> None:
    """Make a sentence of "Dina Roy, Peru's envoy, called on Oslo to": the parser takes the verb for a participle."""
    subject = verb.head
    if verb.tag_ not in ("VBD", "VBN") or subject.tag_ not in NAMES or not tree.children(subject, "appos"):
        return
    if verb.doc[-1].text != "." or verb.doc[verb.i - 1].text != "," or verb.i != verb.left_edge.i:
        return
    if any(w.tag_ in FINITE and w.dep_ == "ROOT" for w in verb.doc.words):
        return
    if verb.tag_ == "VBN" and not tree.children(verb, "dobj", "dative", "xcomp", "ccomp", "prt"):
        return
    _raise(verb)
    verb.tag_ = "VBD"


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
    _raise(verb)


def _raise(verb: Word) -> None:
    """Make a clause that hangs on the root the sentence, and the root its subject."""
    subject = verb.head
    subject.children.remove(verb)
    subject.rights.remove(verb)
    verb.head, verb.dep_ = verb, "ROOT"
    subject.head = subject
    for other in [c for c in subject.rights if c.i > verb.i]:
        move(other, verb, other.dep_)
    move(subject, verb, "nsubj")
