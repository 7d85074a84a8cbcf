"""Phrases and names the parser hangs on the wrong word; each mend is a pattern of labels that, in news, has one reading only.

Every function takes a word that bears the label for which `mended.MENDS` lists it.
"""

from __future__ import annotations

from transforms.events.parsed import Word
from transforms.events.what import tree
from transforms.events.what.hanging import move

SPANS = frozenset(
    "minute minutes hour hours day days week weeks month months year years decade decades moments".split()
)
LATER = frozenset("after before later earlier since ago".split())
SHARES = frozenset("dozen dozens score scores hundreds thousands half most some part parts".split())
SENDING = frozenset(
    "send sends sent sending call calls called calling fly flew flies order orders ordered bring brings brought pack packed".split()
)
STANCES = frozenset("firm fast tough silent quiet mum idle steady loyal".split())
NAMES = frozenset(["NNP", "NNPS"])
EVENTS = frozenset(
    """attack attacks raid raids strike strikes arrest arrests murder murders threat threats call calls report reports plan
    plans offer offers demand demands request requests decision decisions move moves visit visits vote votes use abuse
    abuses blast order orders claim claims""".split()
)
CALLING = frozenset(
    "call calls called calling brand brands branded label labels labelled dub dubs dubbed".split()
)
WRONGS = frozenset(
    """piracy theft robbery blackmail extortion terrorism aggression genocide murder kidnapping sabotage treason betrayal
    vandalism hypocrisy propaganda nonsense madness banditry barbarism colonialism apartheid""".split()
)
"""Nouns without article for what an act is called."""
DEVERBAL = ("ing", "ings", "tion", "tions", "sion", "sions", "ment", "ments", "sal", "sals")
"""Words and endings of nouns that may have a doer of their own behind "by"."""
COMPANY = frozenset(["along", "together"])


def far_between(between: Word) -> None:
    """Hang "between Rabat and Madrid" on what was agreed or held, not on the place: "agreed in the Kremlin between",
    "talks in Geneva between"."""
    place = between.head
    if between.lower_ != "between" or place.tag_ not in ("NNP", "NNPS"):
        return
    if place.dep_ != "pobj" or place.head.lower_ not in ("in", "at"):
        return
    above = place.head.head
    while above.dep_ in ("npadvmod", "advmod") and above.head.i != above.i:  # "hours earlier in the Kremlin"
        above = above.head
    if tree.is_verb(above) or tree.is_noun(above):
        move(between, above, "prep")


def there_for_talks(word: Word) -> None:
    """Hang "in Beijing" on the name in "Panetta, in Beijing for talks, warned": the parser hangs it on the talks."""
    doc, noun = word.doc, word.head
    if word.lower_ not in ("in", "at") or word.i < 2 or doc[word.i - 1].text != ",":
        return
    name = doc[word.i - 2]
    if noun.i > word.i and noun.dep_ == "pobj" and noun.head.lower_ == "for" and name.tag_ == "NNP":
        move(word, name, "prep")


def time_swallows_noun(span: Word) -> None:
    """Part the noun from the time behind it: "seized a tanker hours after", "were freed by Beijing hours after"."""
    doc = span.doc
    if not 0 < span.i < len(doc) - 1 or doc[span.i + 1].lower_ not in LATER:
        return
    noun = doc[span.i - 1]
    if noun.head is not span or noun.dep_ not in ("compound", "nmod", "amod") or not tree.is_noun(noun):
        return
    for child in [c for c in span.lefts if c is not noun]:
        move(child, noun, child.dep_)
    if span.dep_ in ("pobj", "dobj"):
        above = span.head
        move(noun, above, span.dep_)
        clause = tree.clause_of(above)
        move(span, clause, "npadvmod")
        return
    verb = next((w for w in reversed(doc[: noun.left_edge.i].words) if tree.is_verb(w)), None)
    if verb is not None and verb is not span.head and not tree.children(verb, "dobj"):
        move(noun, verb, "dobj")


def late_object(noun: Word) -> None:
    """Read the object behind a phrase, or a share of something, as one: "dismissed as fantasy the Congolese charge",
    "returned two dozen of the cars"; the parser takes it for a time."""
    if noun.i < noun.head.i or not tree.is_verb(noun.head):
        return
    if noun.lower_ in SPANS or tree.children(noun.head, "dobj"):
        return
    shares = noun.lower_ in SHARES and any(c.lower_ == "of" for c in noun.rights)
    named = any(c.dep_ == "prep" and c.lower_ == "as" and c.i < noun.i for c in noun.head.rights) and any(
        c.dep_ in ("det", "poss") for c in noun.lefts
    )
    if shares or named:
        noun.dep_ = "dobj"


def sent_home(home: Word) -> None:
    """Part the envoy from the home he is sent to: "sent the ambassador home" reads as a home of the ambassador's."""
    if home.lower_ != "home" or home.i < 1 or home.head.lower_ not in SENDING:
        return
    envoy = home.doc[home.i - 1]
    if (
        envoy.head is home
        and envoy.dep_ in ("compound", "nmod")
        and envoy.tag_ in ("NN", "NNS", "NNP", "NNPS")
    ):
        for child in [c for c in home.lefts if c is not envoy]:
            move(child, envoy, child.dep_)
        move(envoy, home.head, "dobj")
        home.dep_, home.tag_ = "advmod", "RB"


def called_wrong(wrong: Word) -> None:
    """Part the act from what it is called in "called the seizure piracy", which the parser takes for one noun."""
    if wrong.lower_ not in WRONGS or wrong.head.lower_ not in CALLING or wrong.i < 1:
        return
    act = wrong.doc[wrong.i - 1]
    if act.head is wrong and act.dep_ == "compound":
        for child in [c for c in wrong.lefts if c is not act]:
            move(child, act, child.dep_)
        move(act, wrong.head, "dobj")
        wrong.dep_ = "oprd"


def firm_against(stance: Word) -> None:
    """Hang on the verb what the parser hangs on how somebody stands: "stood firm against the demands"."""
    if stance.lower_ in STANCES and tree.is_verb(stance.head):
        for prep in tree.children(stance, "prep"):
            move(prep, stance.head, "prep")


def set_free(state: Word) -> None:
    """Read what something is set as the verb's own: "set a Polish activist free"."""
    if state.lower_ in ("free", "loose", "alight", "ablaze") and state.tag_ == "JJ":
        state.dep_ = "acomp"


def companion(word: Word) -> None:
    """Count who stands in ", along with Chile," behind a subject as one more subject."""
    if word.lower_ not in COMPANY:
        return
    verb = word.head
    nouns = [o for p in tree.children(word, "prep") if p.lower_ == "with" for o in tree.children(p, "pobj")]
    if not nouns or not tree.is_verb(verb) or word.i > verb.i or not tree.is_noun(nouns[0]):
        return
    for subject in tree.children(verb, "nsubj", "nsubjpass"):
        if subject.i < word.i and tree.is_noun(subject):
            move(nouns[0], subject, "conj")
            word.dep_ = "dep"
            return


def listed(word: Word) -> None:
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


def doer_behind(auxiliary: Word) -> None:
    """Hang "by Japan" on the passive in "was praised for its reforms by Japan", "was pressed to leave by Japan"."""
    verb = auxiliary.head
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
