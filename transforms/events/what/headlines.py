"""Sentences the tagger stumbles over are parsed again under words it knows; the tree is put under their own words.

Headlines: "Eswatini pulls ambassador" reads as three nouns to a model trained on full sentences; "Eswatini pulled
ambassador" does not. Names: "Yellen heads for China" has an adjective and a noun for it, "Trump heaped praise" an
imperative; under the name of Johnson both read as they should.
"""

from __future__ import annotations

import functools
from collections.abc import Collection

from transforms.events.nlp import Parser
from transforms.events.parsed import Parsed, Word
from transforms.events.what import tree
from transforms.events.what.patterns import Patterns
from transforms.events.what.words import IRREGULAR_VERBS

FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
NOMINAL = frozenset(["pobj", "compound", "dobj", "nmod", "appos", "nsubj", "amod", "npadvmod"])
"""Labels no finite verb bears: "a summit of the League convenes" with the verb as the League's object."""
NAME_TAGS = frozenset(["NNP", "NNPS"])
STAND_IN = "Johnson"
BEFORE = frozenset(["NN", "NNS", "NNP", "NNPS", ",", "''", '"', ")", "CD", "RB", ":"])
AFTER = frozenset(
    [
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "JJ",
        "DT",
        "IN",
        "TO",
        "RB",
        "CD",
        "PRP$",
        "PRP",
        "RP",
        "VBG",
        "``",
        "JJR",
        "$",
        "VBN",
    ]
)


BEFORE_TO = frozenset(
    "is are was were due set expected scheduled slated about planned ready likely poised".split()
)
"""Words whose "to" opens an infinitive rather than a phrase."""
PLURAL = frozenset(["taliban", "police", "hezbollah", "hamas", "houthis", "junta", "people"])
DONE_TO = frozenset(
    """abducted ambushed arrested assassinated attacked banned barred beheaded blacklisted bombed convicted deported detained
    evicted expelled extradited freed gunned hanged hijacked impounded indicted injured jailed kidnapped killed murdered
    ousted raided recalled rearrested rebuked released sacked sanctioned seized sentenced shelled shot slain snubbed stabbed
    summoned suspended torched wounded""".split()
)
"""Headlines tell what somebody does in the present: these past forms without object tell what is done to their subject."""


def done_to(doc: Parsed) -> None:
    """Give headlines their passives: "UN convoy ambushed near Timbuktu", "envoy summoned over raid"."""
    if 0 < len(doc) <= 40 and doc[-1].tag_ != ".":
        for verb in doc:
            if verb.lower_ not in DONE_TO or verb.tag_ not in ("VBD", "VBN"):
                continue
            if tree.children(verb, "dobj", "dative", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "mark"):
                continue
            if verb.dep_ == "relcl":
                continue
            for subject in tree.children(verb, "nsubj"):
                if subject.tag_ not in ("PRP", "WP", "WDT"):
                    subject.dep_ = "nsubjpass"
                    verb.tag_ = "VBN"


def needs_help(doc: Parsed) -> bool:
    """Whether a sentence has no finite verb, as headlines the tagger fails on have none, or a compound one read as an adjective."""
    if not 3 <= len(doc) <= 40:
        return False
    return not any(t.tag_ in FINITE and t.dep_ not in NOMINAL for t in doc) or _compound_verb(doc) is not None


def misread(doc: Parsed, surnames: Collection[str]) -> list[int]:
    """Return which words of the sentence are surnames (in lower case) that the tagger takes for something else."""
    return [
        t.i
        for t in doc
        if t.lower_ in surnames and t.text[:1].isupper() and (t.tag_ not in NAME_TAGS or _crowded(t))
        if not (
            t.text.isupper() and t.dep_ in ("compound", "nmod", "amod")
        )  # "IAEA inspectors" reads as it should
    ]


def since_then(doc: Parsed) -> list[int]:
    """Return where "since" is an adverb the parser takes for a preposition: "jets have since pounded rebel positions"."""
    return [
        t.i
        for t in doc[1:-1]
        if t.lower_ == "since"
        and t.dep_ in ("prep", "mark")
        and doc[t.i - 1].lower_ in ("has", "have", "had", "'ve", "’ve")
        and doc[t.i + 1].tag_ in ("VBN", "VBD")
    ]


def joined_participle(doc: Parsed) -> Word | None:
    """Return a participle with a hyphen the parser takes for an adjective: "relations were re-established"."""
    for token in doc[1:]:
        if "-" in token.text and token.lower_.startswith("re-") and token.dep_ in ("acomp", "attr", "oprd"):
            if token.tag_ in ("VBN", "VBD", "JJ") and token.lower_.endswith("ed"):
                return token
    return None


def infinitive_noun(doc: Parsed, patterns: Patterns) -> Word | None:
    """Return the verb the tagger takes for a noun in "is to chair talks", "is due to host officials"."""
    for token in doc[2:-1]:
        if (
            token.tag_ in ("NN", "JJ")
            and token.dep_ in ("compound", "pobj", "amod", "nmod")
            and doc[token.i - 1].lower_ == "to"
            and doc[token.i - 2].lower_ in BEFORE_TO
            and any(p.lemma == token.lower_ for p in patterns.verbs.get(token.lower_, ()))
        ):
            return token
    return None


def as_infinitive(doc: Parsed, verb: Word, parser: Parser) -> Parsed:
    """Return the sentence parsed with a verb nobody takes for a noun in the place of `verb`."""
    parsed = renamed(doc, [verb.i], parser, "see")
    if parsed is not doc and parsed[verb.i].dep_ == "xcomp":
        parsed[verb.i].tag_, parsed[verb.i].pos_ = "VB", "VERB"
    return parsed


def _crowded(name: Word) -> bool:
    """Whether a name is taken for the first part of a compound: "Xi hosts" as one noun."""
    return name.dep_ == "compound" and name.head.i == name.i + 1 and name.head.tag_ == "NNS"


def renamed(doc: Parsed, names: Collection[int], parser: Parser, stand_in: str = STAND_IN) -> Parsed:
    """Return the sentence parsed with a common surname where one the tagger does not know stands."""
    own = [word.text for word in doc]
    parsed = parser.parse(
        [stand_in if word.i in names else word.text for word in doc], [bool(word.whitespace_) for word in doc]
    )
    return parsed.reworded(own) if len(parsed) == len(doc) else doc


def reparse(doc: Parsed, parser: Parser, patterns: Patterns) -> Parsed:
    """Return the sentence parsed with its likely verb in the past tense, under its own words."""
    words = [word.text for word in doc]
    verb = _compound_verb(doc)
    if verb is not None and verb.lower_ in patterns.verbs:
        words[verb.i] = verb.lower_.rpartition("-")[2]
    elif (verb := _taken_for_participle(doc, patterns)) is not None:
        # "relaxed curbs", "financed mine clearance": the noun behind gives way to one that cannot be described so
        after = doc[verb.i + 1]
        words[after.i] = "the" if after.dep_ in ("compound", "amod", "nmod") else "them"
    else:
        verb = _likely_verb(doc, patterns)
        past = _past(verb.lower_, patterns) if verb is not None else None
        if verb is None or past is None:
            return doc
        words[verb.i] = past
    spaces = [bool(word.whitespace_) for word in doc]
    parsed = parser.parse(words, spaces)
    if len(parsed) != len(doc) or not parsed[verb.i].tag_.startswith("VB"):
        return doc
    if "-" in verb.text:
        parsed[verb.i].tag_ = "VBD"
    elif verb.tag_ in ("VBD", "VBN"):
        after = parsed[verb.i + 1]
        after.tag_ = doc[after.i].tag_
        after.dep_ = doc[after.i].dep_ if after.dep_ == "det" else after.dep_
    else:
        parsed[verb.i].tag_ = "VBZ" if verb.lower_.endswith("s") else "VBP"
    return parsed.reworded([word.text for word in doc])


def _compound_verb(doc: Parsed) -> Word | None:
    """Return a verb with a hyphen that hangs on the noun after it: "Seoul test-fired two missiles"."""
    for token in doc:
        if (
            "-" in token.text
            and token.tag_ in ("VBD", "VBN")
            and token.dep_ in ("amod", "compound", "nmod")
            and token.i
            and doc[token.i - 1].tag_ in ("NN", "NNS", "NNP", "NNPS")
            and not tree.is_verb(tree.clause_of(token.head))
        ):
            return token
    return None


def _taken_for_participle(doc: Parsed, patterns: Patterns) -> Word | None:
    """Return the past tense the tagger takes for a participle before a noun: "India relaxed curbs on exports"."""
    for token in doc[1:-1]:
        if (
            token.tag_ in ("VBD", "VBN")
            and token.dep_ in ("amod", "compound", "nmod")
            and token.lower_ in patterns.verbs
            and doc[token.i - 1].tag_ in ("NNP", "NNPS")
            and token.head.i > token.i
            and doc[token.i + 1].tag_ in ("NN", "NNS", "JJ", "NNP")
        ):
            return token
    return None


def _likely_verb(doc: Parsed, patterns: Patterns) -> Word | None:
    best: tuple[int, Word] | None = None
    for token in doc[1:-1]:
        low = token.lower_
        if not low.endswith("s") and not _plain_form(token, patterns):
            continue
        if low not in patterns.verbs or not (
            token.tag_ in ("NNS", "NNPS", "NNP", "NN")
            or token.tag_ in ("VBZ", "VBP")
            and token.dep_ in NOMINAL
        ):
            continue
        before, after = doc[token.i - 1], doc[token.i + 1]
        if before.tag_ not in BEFORE or after.tag_ not in AFTER:
            continue
        score = (
            2 * (low not in patterns.nouns)
            + (before.tag_ in ("NNP", "NNPS"))
            + (after.tag_ in ("NNP", "NNPS", "DT", "JJ", "CD", "IN", "TO"))
        )
        if best is None or score > best[0]:
            best = (score, token)
    return best[1] if best is not None else None


def _plain_form(token: Word, patterns: Patterns) -> bool:
    """Whether a word is the bare form of a verb behind two subjects: "Bahrain and Qatar bury hatchet"."""
    if not any(pattern.lemma == token.lower_ for pattern in patterns.verbs.get(token.lower_, ())):
        return False
    before = token.doc[: token.i].words
    if token.lower_ in patterns.nouns:
        return False
    if before[-1].tag_ in ("NNS", "NNPS") or before[-1].lower_ in PLURAL:  # "Namibians picket embassy"
        return True
    return any(w.lower_ in ("and", "&", ",") and w.i + 1 < token.i for w in before)


@functools.cache
def _past_of(lemma: str) -> str:
    if lemma in IRREGULAR_VERBS:
        forms = IRREGULAR_VERBS[lemma].split()
        return forms[1] if len(forms) > 1 else lemma
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ied"
    return lemma + "ed"


def _past(form: str, patterns: Patterns) -> str | None:
    for pattern in patterns.verbs.get(form, ()):
        return _past_of(pattern.lemma)
    return None
