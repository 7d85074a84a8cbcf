"""Phrases the parser hangs on the wrong word, put where they belong: each mend is a pattern of labels that, in news, has one
reading only."""

from __future__ import annotations

from transforms.events.parsed import Parsed
from transforms.events.what import tense, tree
from transforms.events.what.headlines import DONE_TO
from transforms.events.what.mended import move

SPANS = frozenset(
    "minute minutes hour hours day days week weeks month months year years decade decades moments".split()
)
LATER = frozenset("after before later earlier since ago".split())
REALIS = frozenset(["past", "perfect", "progressive", "past-progressive"])
IRREALIS = frozenset(["future", "reported-future", "possible", "obligation", "infinitive"])
SHARES = frozenset("dozen dozens score scores hundreds thousands half most some part parts".split())
FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
SENDING = frozenset(
    "send sends sent sending call calls called calling fly flew flies order orders ordered bring brings brought pack packed".split()
)
TELLING = frozenset(
    """told tell tells telling informed informs assured assures warned warns reminded reminds notified advised cautioned asked
    promised briefed said says wrote""".split()
)
"""Verbs whose object hears what was said before: "Greenland is not for sale, Denmark told Washington"."""
STANCES = frozenset("firm fast tough silent quiet mum idle steady loyal".split())
PARTED = frozenset([",", ";", "–", "—"])


def rehang(doc: Parsed) -> None:
    """Put right what the parser hangs on the wrong word."""
    told_between(doc)
    far_between(doc)
    time_swallows_noun(doc)
    late_object(doc)
    parallel_clauses(doc)
    own_sentence(doc)
    firm_against(doc)
    there_for_talks(doc)
    headline_plan(doc)
    sent_home(doc)
    only_verb(doc)


def told_between(doc: Parsed) -> None:
    """Hang "to meet the emir" on the journey in "the minister will go to Doha, his office said, to meet the emir": the
    parser hangs it on the words between."""
    for said in doc:
        told = [c for c in said.lefts if c.dep_ == "ccomp"]
        if not told or said.tag_ not in ("VBD", "VBZ"):
            continue
        for clause in tree.children(said, "xcomp", "advcl"):
            before = doc[clause.left_edge.i - 1]
            if clause.tag_ == "VB" and clause.i > said.i and before.text == "," and before.i == said.i + 1:
                move(clause, told[-1], "advcl")


def far_between(doc: Parsed) -> None:
    """Hang "between Rabat and Madrid" on what was agreed or held, not on the place: "agreed in the Kremlin between",
    "talks in Geneva between"."""
    for between in doc:
        place = between.head
        if between.lower_ != "between" or between.dep_ != "prep" or place.tag_ not in ("NNP", "NNPS"):
            continue
        if place.dep_ != "pobj" or place.head.lower_ not in ("in", "at"):
            continue
        above = place.head.head
        while (
            above.dep_ in ("npadvmod", "advmod") and above.head.i != above.i
        ):  # "hours earlier in the Kremlin"
            above = above.head
        if tree.is_verb(above) or tree.is_noun(above):
            move(between, above, "prep")


def time_swallows_noun(doc: Parsed) -> None:
    """Part the noun from the time behind it: "seized a tanker hours after", "were freed by Beijing hours after"."""
    for span in doc[1:-1]:
        if span.lower_ not in SPANS or doc[span.i + 1].lower_ not in LATER:
            continue
        noun = doc[span.i - 1]
        if noun.head is not span or noun.dep_ not in ("compound", "nmod", "amod") or not tree.is_noun(noun):
            continue
        for child in [c for c in span.lefts if c is not noun]:
            move(child, noun, child.dep_)
        if span.dep_ in ("pobj", "dobj"):
            above = span.head
            move(noun, above, span.dep_)
            clause = tree.clause_of(above)
            move(span, clause, "npadvmod")
            continue
        verb = next((w for w in reversed(doc[: noun.left_edge.i].words) if tree.is_verb(w)), None)
        if verb is not None and verb is not span.head and not tree.children(verb, "dobj"):
            move(noun, verb, "dobj")


def late_object(doc: Parsed) -> None:
    """Read the object behind a phrase, or a share of something, as one: "dismissed as fantasy the Congolese charge",
    "returned two dozen of the cars"; the parser takes it for a time."""
    for noun in doc:
        if noun.dep_ != "npadvmod" or noun.i < noun.head.i or not tree.is_verb(noun.head):
            continue
        if noun.lower_ in SPANS or tree.children(noun.head, "dobj"):
            continue
        shares = noun.lower_ in SHARES and any(c.lower_ == "of" for c in noun.rights)
        named = any(c.dep_ == "prep" and c.lower_ == "as" and c.i < noun.i for c in noun.head.rights) and any(
            c.dep_ in ("det", "poss") for c in noun.lefts
        )
        if shares or named:
            noun.dep_ = "dobj"


def parallel_clauses(doc: Parsed) -> None:
    """Part clauses that stand side by side: "Serbia jails a mercenary, sues a paper", "Seoul resumes broadcasts, Beijing
    tells both to calm down". The parser takes the first for what the second says."""
    for verb in doc:
        for clause in verb.lefts:
            if clause.dep_ != "ccomp" or not (tree.is_verb(clause) or clause.pos_ == "AUX"):
                continue
            between = doc[clause.right_edge.i : verb.i]
            if not any(w.text in PARTED for w in between) or '"' in (w.text for w in between):
                continue
            if not tree.children(clause, "nsubj", "nsubjpass"):
                continue
            beside = (
                ("xcomp", "ccomp", "oprd")
                if verb.lower_ in TELLING
                else ("dobj", "xcomp", "ccomp", "dative", "oprd")
            )
            if any(w.text == ";" for w in between) or any(c.dep_ in beside for c in verb.rights):
                clause.dep_ = "parataxis"


def own_sentence(doc: Parsed) -> None:
    """Hang a fact on the main verb where the parser adds it to what was only demanded or feared: "insists that all leave, and
    Rwanda dismissed the charge"."""
    for verb in doc:
        inner = verb.head
        if (
            verb.dep_ == "conj"
            and inner.dep_ == "xcomp"
            and inner.tag_ in ("VB", "VBG")
            and verb.tag_ in ("VBZ", "VBD")
            and tree.is_verb(inner.head)
            and not tree.children(verb, "nsubj", "nsubjpass", "aux", "auxpass")
        ):  # "recommends suspending Libya and orders an inquiry"
            move(verb, inner.head, "conj")
            continue
        if verb.dep_ != "conj" or inner.dep_ not in ("ccomp", "xcomp") or not tree.is_verb(inner):
            continue
        subjects = tree.children(verb, "nsubj", "nsubjpass")
        if (
            not subjects
            or subjects[0].tag_ in ("PRP", "WDT", "WP")
            or doc[verb.left_edge.i - 1].lower_ == "that"
        ):
            continue
        if tree.children(verb, "mark"):
            continue
        links = [c for c in inner.rights if c.dep_ == "cc" and c.i < verb.left_edge.i]
        if not links or doc[links[-1].i - 1].text != ",":
            continue
        bare = tense.tense_of(inner) == "present" and inner.tag_ in ("VB", "VBP")
        if (bare or tense.tense_of(inner) in IRREALIS) and tense.tense_of(verb) in REALIS:
            move(verb, inner.head, "conj")
            move(links[-1], inner.head, "cc")


def firm_against(doc: Parsed) -> None:
    """Hang on the verb what the parser hangs on how somebody stands: "stood firm against the demands"; and read a finite
    clause that follows a noun at once as a relative one: "a proposal Vučić turned down"."""
    for word in doc:
        if word.dep_ in ("acomp", "advmod", "oprd") and word.lower_ in STANCES and tree.is_verb(word.head):
            for prep in tree.children(word, "prep"):
                move(prep, word.head, "prep")
        elif (
            word.dep_ == "advcl"
            and word.lower_ in ("free", "loose", "alight", "ablaze")
            and word.tag_ == "JJ"
        ):
            word.dep_ = "acomp"  # "set a Polish activist free"
        elif word.dep_ == "acl" and word.tag_ in ("VBD", "VBZ", "VBP") and tree.children(word, "nsubj"):
            if not tree.children(word, "mark"):
                word.dep_ = "relcl"


def headline_plan(doc: Parsed) -> None:
    """Give "Xi, Biden to meet in Bali" its verb: the parser takes the infinitive for a clause that describes the first name."""
    for verb in doc[1:]:
        name = verb.head
        if verb.tag_ != "VB" or verb.dep_ not in ("relcl", "acl") or name.tag_ not in ("NNP", "NNPS"):
            continue
        if name.head is not name or tree.children(verb, "nsubj", "nsubjpass"):
            continue
        if not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts):
            continue
        name.children.remove(verb)
        name.rights.remove(verb)
        verb.head, verb.dep_ = verb, "ROOT"
        move(name, verb, "nsubj")


def there_for_talks(doc: Parsed) -> None:
    """Hang "in Beijing" on the name in "Panetta, in Beijing for talks, warned": the parser hangs it on the talks."""
    for word in doc[2:]:
        noun, name = word.head, doc[word.i - 2]
        if word.lower_ not in ("in", "at") or word.dep_ != "prep" or doc[word.i - 1].text != ",":
            continue
        if noun.i > word.i and noun.dep_ == "pobj" and noun.head.lower_ == "for" and name.tag_ == "NNP":
            move(word, name, "prep")


def sent_home(doc: Parsed) -> None:
    """Part the envoy from the home he is sent to: "sent the ambassador home" reads as a home of the ambassador's."""
    for home in doc[1:]:
        if home.lower_ != "home" or home.dep_ != "dobj" or home.head.lower_ not in SENDING:
            continue
        envoy = doc[home.i - 1]
        if (
            envoy.head is home
            and envoy.dep_ in ("compound", "nmod")
            and envoy.tag_ in ("NN", "NNS", "NNP", "NNPS")
        ):
            for child in [c for c in home.lefts if c is not envoy]:
                move(child, envoy, child.dep_)
            move(envoy, home.head, "dobj")
            home.dep_, home.tag_ = "advmod", "RB"


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
    behind = [c for c in root.rights if c.i > verb.i]
    root.children.remove(verb)
    root.rights.remove(verb)
    verb.head, verb.dep_ = verb, "ROOT"
    root.head = verb
    move(root, verb, "nsubj")
    for child in behind:
        move(child, verb, child.dep_)
