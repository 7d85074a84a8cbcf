"""Clauses the parser hangs on the wrong word or gives the wrong subject; each mend is a pattern of labels that, in news, has
one reading only.

Every function takes a word that bears the label for which `mended.MENDS` lists it.
"""

from __future__ import annotations

from transforms.events.parsed import Word
from transforms.events.what import tense, tree
from transforms.events.what.hanging import move, raise_clause, raise_to_root

REALIS = frozenset(["past", "perfect", "progressive", "past-progressive"])
IRREALIS = frozenset(["future", "reported-future", "possible", "obligation", "infinitive"])
TELLING = frozenset(
    """told tell tells telling informed informs assured assures warned warns reminded reminds notified advised cautioned asked
    promised briefed said says wrote""".split()
)
"""Verbs whose object hears what was said before: "Greenland is not for sale, Denmark told Washington"."""
PARTED = frozenset([",", ";", "–", "—"])
NAMES = frozenset(["NNP", "NNPS"])
FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
SAYING = frozenset(
    "said says added told wrote warned insisted stressed explained noted declared argued".split()
)


def told_between(told: Word) -> None:
    """Hang "to meet the emir" on the journey in "the minister will go to Doha, his office said, to meet the emir": the
    parser hangs it on the words between."""
    said = told.head
    if told.i > said.i or said.tag_ not in ("VBD", "VBZ"):
        return
    for clause in tree.children(said, "xcomp", "advcl"):
        before = told.doc[clause.left_edge.i - 1]
        if clause.tag_ == "VB" and clause.i > said.i and before.text == "," and before.i == said.i + 1:
            move(clause, told, "advcl")


def parallel_clauses(clause: Word) -> None:
    """Part clauses that stand side by side: "Serbia jails a mercenary, sues a paper", "Seoul resumes broadcasts, Beijing
    tells both to calm down". The parser takes the first for what the second says."""
    verb = clause.head
    if clause.i > verb.i or not (tree.is_verb(clause) or clause.pos_ == "AUX"):
        return
    between = clause.doc[clause.right_edge.i : verb.i]
    if not any(w.text in PARTED for w in between) or '"' in (w.text for w in between):
        return
    if not tree.children(clause, "nsubj", "nsubjpass"):
        return
    beside = (
        ("xcomp", "ccomp", "oprd") if verb.lower_ in TELLING else ("dobj", "xcomp", "ccomp", "dative", "oprd")
    )
    if any(w.text == ";" for w in between) or any(c.dep_ in beside for c in verb.rights):
        clause.dep_ = "parataxis"


def own_sentence(verb: Word) -> None:
    """Hang a fact on the main verb where the parser adds it to what was only demanded or feared: "insists that all leave, and
    Rwanda dismissed the charge"."""
    inner = verb.head
    if (
        inner.dep_ == "xcomp"
        and inner.tag_ in ("VB", "VBG")
        and verb.tag_ in ("VBZ", "VBD")
        and tree.is_verb(inner.head)
        and not tree.children(verb, "nsubj", "nsubjpass", "aux", "auxpass")
    ):  # "recommends suspending Libya and orders an inquiry"
        move(verb, inner.head, "conj")
        return
    if inner.dep_ not in ("ccomp", "xcomp") or not tree.is_verb(inner):
        return
    subjects = tree.children(verb, "nsubj", "nsubjpass")
    if (
        not subjects
        or subjects[0].tag_ in ("PRP", "WDT", "WP")
        or verb.doc[verb.left_edge.i - 1].lower_ == "that"
    ):
        return
    if tree.children(verb, "mark"):
        return
    links = [c for c in inner.rights if c.dep_ == "cc" and c.i < verb.left_edge.i]
    if not links or verb.doc[links[-1].i - 1].text != ",":
        return
    bare = tense.tense_of(inner) == "present" and inner.tag_ in ("VB", "VBP")
    if (bare or tense.tense_of(inner) in IRREALIS) and tense.tense_of(verb) in REALIS:
        move(verb, inner.head, "conj")
        move(links[-1], inner.head, "cc")


def finite_relative(clause: Word) -> None:
    """Read a finite clause that follows a noun at once as a relative one: "a proposal Vučić turned down"."""
    if clause.tag_ in ("VBD", "VBZ", "VBP") and tree.children(clause, "nsubj"):
        if not tree.children(clause, "mark"):
            clause.dep_ = "relcl"


def headline_plan(verb: Word) -> None:
    """Give "Xi, Biden to meet in Bali" its verb: the parser takes the infinitive for a clause that describes the first name."""
    name = verb.head
    if verb.tag_ != "VB" or name.tag_ not in ("NNP", "NNPS"):
        return
    if name.head is not name or tree.children(verb, "nsubj", "nsubjpass"):
        return
    if not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts):
        return
    raise_to_root(verb)
    move(name, verb, "nsubj")


def cleft(clause: Word) -> None:
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


def speaker_behind(clause: Word) -> None:
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


def set_off_subject(verb: Word) -> None:
    """Make a sentence of "Dina Roy, Peru's envoy, called on Oslo to", "Peru, which met Chile, congratulated Oslo": the parser
    takes the verb for a participle."""
    subject = _root_around(verb)
    if (
        subject.dep_ != "ROOT"
        or verb.tag_ not in ("VBD", "VBN")
        or subject.tag_ not in NAMES
        or not tree.children(subject, "appos", "relcl")
    ):
        return
    if verb.doc[-1].text != "." or verb.doc[verb.i - 1].text != "," or verb.i != verb.left_edge.i:
        return
    if any(w.tag_ in FINITE and w.dep_ == "ROOT" for w in verb.doc.words):
        return
    if verb.tag_ == "VBN" and not tree.children(verb, "dobj", "dative", "xcomp", "ccomp", "prt"):
        return
    if verb.head is not subject:
        move(verb, subject, "acl")
    raise_clause(verb)
    verb.tag_ = "VBD"


def _root_around(verb: Word) -> Word:
    """Return the word a participle hangs on, or the root whose relative clause that word ends."""
    noun = verb.head
    relative = next((a for a in noun.ancestors if a.dep_ == "relcl"), None)
    if verb.tag_ == "VBD" and relative is not None and relative.head.dep_ == "ROOT":
        return relative.head
    return noun
