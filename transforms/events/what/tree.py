"""Reading a dependency tree: subjects, objects, prepositions, complements and clauses, control resolved.

Labels are those of spaCy's English models (ClearNLP style). Nothing here knows about events.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from transforms.events.parsed import Word as Token

SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass"])
RELATIVES = frozenset(["who", "which", "that", "whom", "whose"])
TIME_MARKS = frozenset("after before as when while once since".split())
"""What introduces a clause that says when something was done."""
HAVING_DONE = frozenset(
    "order orders ordered ordering want wants wanted wanting have has had having see sees saw need needs get gets got".split()
)
"""Verbs whose object has something done to it: "ordered him jailed"."""
OBJECT_CONTROL = frozenset(
    """urge ask call press beseech implore beg exhort persuade convince force compel order instruct tell allow permit
    invite encourage request help enable let make require want expect advise summon push command forbid warn
    oblige entitle authorise authorize cause lead get see hear""".split()
)


ON_THE_PHONE = frozenset(
    """congratulate discuss convey express thank apologise apologize offer assure brief inform protest complain wish reaffirm
    reiterate voice tell condemn exchange commiserate review extend relay praise reassure pledge warn""".split()
)
"""What one calls somebody up for: "called him to congratulate him"; the caller does it."""


GIVEN = frozenset(
    """given handed granted offered promised pledged lent loaned awarded accorded allocated assured guaranteed sent sold
    paid supplied delivered gifted donated""".split()
)
"""Participles whose passive subject may be the one who receives: "was handed a cheque"."""
GIVING = GIVEN | frozenset(
    """gave gives give giving hands hand grants grant offers offer promises promise lends lend sends send awards award pays pay
    sells sell brings bring brought made make makes""".split()
)


def is_verb(token: Token) -> bool:
    """Whether the tagger calls the token a verb (modals excluded)."""
    return token.tag_.startswith("VB")


def is_noun(token: Token) -> bool:
    """Whether the token is a noun, a name or a nominal number."""
    return token.tag_.startswith("NN")


def coordinated(token: Token) -> list[Token]:
    """Return the token and all tokens coordinated with it, in order, without descending into other clauses."""
    out = [token]
    for child in token.rights:
        if child.dep_ == "conj" and is_verb(child) == is_verb(token):
            out.extend(coordinated(child))
    return out


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children of a token that carry one of the labels."""
    return [child for child in token.children if child.dep_ in deps]


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: auxiliary or subject says so, or it is a bare participle on a noun."""
    if any(c.dep_ in ("auxpass", "nsubjpass", "csubjpass") for c in verb.children):
        return True
    if (  # "ordered the officers jailed", "wants him extradited"
        (verb.tag_ == "VBN" or verb.tag_ == "VBD" and verb.head.lower_.startswith(("order", "want")))
        and verb.dep_ in ("ccomp", "oprd")
        and verb.head.lower_ in HAVING_DONE
        and not children(verb, "aux", "mark", "dobj")
    ):
        return True
    if (
        verb.tag_ in ("VBN", "VBD")
        and verb.dep_ in ("acl", "relcl")
        and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
    ):
        return verb.dep_ == "acl"
    if (
        verb.dep_ == "conj"
        and (verb.tag_ == "VBN" or verb.tag_ == "VBD" and verb.lower_ in GIVEN)
        and is_verb(verb.head)
        and not children(verb, "nsubj", "aux")
        and (verb.lower_ in GIVEN or not children(verb, "dobj"))  # "was summoned and handed a note"
    ):
        return is_passive(verb.head)
    return False


def _own_subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in SUBJECTS]


def _beside(own: list[Token]) -> list[Token]:
    """Return a second subject that a headline sets beside the first without "and": "Egypt, Qatar agree", "Japan PM heads"."""
    if len(own) != 2 or own[0].dep_ != own[1].dep_ or own[0].tag_ not in ("NNP", "NNPS"):
        return []
    first, second = own
    between = second.doc[first.i + 1 : second.left_edge.i].words
    if not between:
        return [second] if second.tag_ in ("NN", "NNP") else []
    words = [w.lower_ for w in between]
    if words in (["'s", "and"], ["’s", "and"]):  # "Panama's and Peru's presidents met" read as two subjects
        return [second]
    return [second] if words == [","] and second.tag_ in ("NNP", "NNPS", "NNS") else []


def _ahead(verb: Token, subject: Token) -> list[Token]:
    """Return the name that opens a headline before a comma and the subject: "Pakistan, India envoys meet"."""
    if verb.tag_ not in ("VBP", "VBD", "VB") or subject.tag_ not in ("NNP", "NNPS", "NNS"):
        return []
    start = subject.left_edge.i
    out = []
    for c in verb.lefts:
        if c.dep_ in ("npadvmod", "dep", "nmod", "dislocated") and c.left_edge.i == 0:
            # "Ireland, Norway, Spain recognise": the second is taken for an apposition to the first
            names = [c, *(a for a in c.rights if a.dep_ in ("appos", "conj"))]
            if all(n.tag_ in ("NNP", "NNPS", "NNS") for n in names) and names[-1].i == start - 2:
                if verb.doc[start - 1].text == ",":
                    out += names
    return out


def antecedent(verb: Token) -> Token | None:
    """Return the noun a relative or reduced relative clause hangs on."""
    clause = verb
    while clause.dep_ == "conj" and is_verb(clause.head):
        clause = clause.head
    if clause.dep_ in ("relcl", "acl") and not is_verb(clause.head):
        return clause.head
    return None


def relative_owner(word: Token) -> Token | None:
    """Return the noun a "whose" points back to: "the Forum, whose ministers met"."""
    if word.lower_ != "whose":
        return None
    node = word.head
    for _ in range(6):
        if node.dep_ == "relcl" and is_noun(node.head):
            return node.head
        node = node.head
    return None


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return heads of the grammatical subject of a verb; control, coordination and relative clauses resolved.

    A passive verb's subject is the logical object: ask `is_passive`.
    """
    own = _own_subjects(verb)
    if own:
        subject = own[-1] if len(own) > 1 and own[0].lower_ in ("there", "it") else own[0]
        if subject.lower_ in RELATIVES:
            noun = antecedent(verb)
            if noun is not None:
                return [noun]
        return [*_ahead(verb, subject), subject, *_beside(own)] if subject is own[0] else [subject]
    if depth > 6:
        return []
    head = verb.head
    dep = verb.dep_
    if head.i == verb.i:
        return []
    if dep == "conj":
        if is_verb(head) or head.pos_ == "AUX":
            return subjects(head, depth + 1)
        return []
    if dep == "attr" and verb.tag_ == "VBG" and not children(verb, "det"):  # "Kenya is mediating"
        return _own_subjects(head)
    if dep == "xcomp":
        rung_up = verb.lower_ in ON_THE_PHONE and head.lower_ in ("called", "calls", "calling", "call")
        if _head_lemma_in(head, OBJECT_CONTROL) and not rung_up:
            objects = children(head, "dobj", "nsubjpass")
            if objects:
                return objects[:1]
            for prep in children(head, "prep"):
                if prep.lower_ in ("on", "upon", "to", "for"):
                    return children(prep, "pobj")[:1]
        if is_verb(head) or head.pos_ in ("AUX",):
            return subjects(head, depth + 1)
        if head.tag_.startswith(("JJ", "IN", "RB")):  # "is ready to", "is due to", "is about to"
            return _own_subjects(head) or subjects(head.head, depth + 1)
        return subjects(head.head, depth + 1)
    if dep in ("acl", "relcl"):
        if verb.tag_ in ("VBG", "VBN", "VBD"):
            return [head]
        return holders(head, depth)
    if dep in ("advcl", "ccomp", "dep", "parataxis"):
        if is_verb(head):
            return subjects(head, depth + 1)
        return subjects(head, depth + 1) if depth < 3 else []
    if dep == "pcomp":
        governor = head.head
        if is_verb(governor):
            lemma_objects = children(governor, "dobj", "nsubjpass")
            if head.lower_ in ("of", "for", "from", "into") and lemma_objects:
                return lemma_objects[:1]
            return subjects(governor, depth + 1)
        if is_noun(governor):
            return holders(governor, depth)
    if dep == "pobj" and is_verb(head.head):
        return subjects(head.head, depth + 1)
    return []


def holders(noun: Token, depth: int = 0) -> list[Token]:
    """Return who holds a noun such as plan, decision, refusal: its possessor, else the subject around it."""
    owners = children(noun, "poss")
    if owners:
        return owners
    if noun.dep_ in ("dobj", "attr", "pobj", "oprd"):
        governor = noun.head if noun.dep_ != "pobj" else noun.head.head
        if is_verb(governor) or governor.pos_ == "AUX":
            return subjects(governor, depth + 1)
        if is_noun(governor):
            return holders(governor, depth + 1) if depth < 4 else []
    for prep in children(noun, "prep"):
        if prep.lower_ in ("by", "of"):
            return children(prep, "pobj")
    return []


def _head_lemma_in(head: Token, lemmas: frozenset[str]) -> bool:
    return _inflects(head.lower_, lemmas)


@functools.lru_cache(maxsize=65_536)
def _inflects(low: str, lemmas: frozenset[str]) -> bool:
    return any(
        low == lemma
        or (low.startswith(lemma[:-1] if lemma.endswith("e") else lemma) and len(low) <= len(lemma) + 4)
        for lemma in lemmas
    )


def agents(verb: Token) -> list[Token]:
    """Return the nouns of a passive verb's by-phrase."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            out.extend(c for c in child.children if c.dep_ in ("pobj", "pcomp"))
    if not out:  # "was declared persona non grata by Belarus": the phrase hangs on what somebody is declared
        for token in (t for c in verb.rights if c.dep_ in ("oprd", "dobj", "attr") for t in c.subtree):
            if token.lower_ == "by" and token.dep_ == "prep" and not is_verb(token.head):
                out.extend(c for c in token.children if c.dep_ == "pobj")
    if not out:  # "was provided with ambulances by Japan"
        for prep, noun in prepositions(verb):
            if prep == "with":
                out.extend(inner for name, inner in prepositions(noun) if name == "by")
    return out


RESULTS = frozenset(
    "ablaze alight afire aflame adrift unanswered unopened unheeded shut closed aground offline".split()
)
"""What something is set, left or kept."""


def objects(verb: Token) -> list[Token]:
    """Return the logical direct objects of a verb: dobj, passive subject, the gap of a relative clause."""
    if is_passive(verb):
        if verb.lower_ in GIVEN:  # "Ukraine was given tanks"
            things = [c for c in verb.rights if c.dep_ == "dobj"]
            if things:
                return things
        return subjects(verb)
    own = [c for c in verb.children if c.dep_ in ("dobj", "obj")]
    if not own and verb.lower_ in GIVING:  # "gave Poland's president an ovation" read as an apposition
        own = [
            thing
            for whom in children(verb, "dative")
            for thing in children(whom, "appos")
            if not any(w.lower_ in (",", "-", "–", "—") for w in verb.doc[whom.i : thing.i].words)
        ]
    if own:
        if own[0].lower_ in RELATIVES:
            noun = antecedent(verb)
            return [noun] if noun is not None else []
        if verb.lower_ in GIVING:  # "handed the navy a plane" read as a plane of the navy's
            return [t for o in own for t in children(o, "dobj")] or own
        return own
    if _head_lemma_in(verb, OBJECT_CONTROL):
        for clause in children(
            verb, "ccomp", "xcomp"
        ):  # "implored Seoul to wait" read as a clause with a subject
            if clause.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in clause.children):
                inner = children(clause, "nsubj")
                if inner and inner[0].i > verb.i:
                    return inner
    for clause in children(verb, "ccomp"):  # "set the shops ablaze" read as a clause
        if clause.lower_ in RESULTS and children(clause, "nsubj"):
            return children(clause, "nsubj")
    if verb.dep_ in ("relcl",) and _own_subjects(verb) and _own_subjects(verb)[0].lower_ not in RELATIVES:
        noun = antecedent(verb)
        if noun is not None and not any(c.dep_ in ("ccomp", "xcomp", "oprd") for c in verb.children):
            return [noun]
    if verb.dep_ == "ccomp" or not any(c.dep_ == "ccomp" for c in verb.children):
        shared = verb.head
        if verb.dep_ == "conj" and is_verb(shared) and verb.i < len(verb.doc) - 1:
            return []
    return []


def datives(verb: Token) -> list[Token]:
    """Return indirect objects ("gave Kyiv arms") and `to` datives."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ == "dative":
            out.extend(children(child, "pobj") if child.tag_ in ("IN", "TO") else [child])
    if verb.lower_ in GIVING and not out:
        out.extend(o for o in verb.rights if o.dep_ == "dobj" and children(o, "dobj"))
    if verb.lower_ in GIVEN and is_passive(verb) and any(c.dep_ == "dobj" for c in verb.rights):
        out.extend(subjects(verb))  # "Ukraine was given tanks"
    return out


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition in lower case, its object) for every prepositional phrase of a token."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative", "prt", "advmod") and child.tag_ in (
            "IN",
            "TO",
            "RP",
            "RB",
            "VBG",
            "VBN",
        ):
            found = False
            if child.lower_ == "according":  # names a source, not a party
                continue
            for obj in child.children:
                if obj.dep_ in ("pobj", "pcomp"):
                    found = True
                    yield child.lower_, obj
                elif obj.dep_ == "prep":
                    for inner in obj.children:
                        if inner.dep_ in ("pobj", "pcomp"):
                            found = True
                            yield obj.lower_, inner
                            if child.lower_ in ("close", "next"):  # "exercises close to the border"
                                yield child.lower_, inner
            if not found and child.dep_ in ("prep",):
                continue


def clause_of(token: Token) -> Token:
    """Return the verb (or root) of the smallest clause that holds the token."""
    node = token
    while node.head.i != node.i and not (is_verb(node) or node.pos_ == "AUX"):
        node = node.head
    return node


def own_clause(token: Token) -> Iterator[Token]:
    """Yield the token and what depends on it, relative clauses and coordinated clauses with a subject of their own left out."""
    yield token
    for child in token.children:
        if child.dep_ in ("relcl", "parataxis") or (
            child.dep_ == "conj" and is_verb(child) and children(child, "nsubj", "nsubjpass")
        ):
            continue
        yield from own_clause(child)


def apart(clause: Token, governor: Token) -> bool:
    """Whether a semicolon parts a clause from the verb the parser hung it on: they are two sentences in one."""
    if clause.dep_ not in ("ccomp", "advcl", "conj"):
        return False
    first, last = sorted((clause.i, governor.i))
    return any(t.text == ";" for t in clause.doc[first:last])


def path_up(token: Token) -> Iterator[tuple[Token, str]]:
    """Yield (ancestor, label of the edge below it) from the token's head to the root."""
    node = token
    while node.head.i != node.i:
        yield node.head, node.dep_
        node = node.head
