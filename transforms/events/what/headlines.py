"""Headlines: verbs in -s that the tagger takes for plural nouns are parsed as the past tense they stand for.

"Eswatini pulls ambassador" reads as three nouns to a model trained on full sentences; "Eswatini pulled ambassador"
does not. The tree of the second is put under the words of the first.
"""

from __future__ import annotations

import functools

from transforms.events.nlp import Parser
from transforms.events.parsed import Parsed, Word
from transforms.events.what.patterns import Patterns
from transforms.events.what.words import IRREGULAR_VERBS

FINITE = frozenset(["VBZ", "VBP", "VBD", "MD"])
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


def needs_help(doc: Parsed) -> bool:
    """Whether a sentence has no finite verb, as headlines the tagger fails on have none."""
    return not any(t.tag_ in FINITE for t in doc) and 3 <= len(doc) <= 40


def reparse(doc: Parsed, parser: Parser, patterns: Patterns) -> Parsed:
    """Return the sentence parsed with its likely verb in the past tense, under its own words."""
    verb = _likely_verb(doc, patterns)
    if verb is None:
        return doc
    past = _past(verb.lower_, patterns)
    if past is None:
        return doc
    words = [past if word is verb else word.text for word in doc]
    spaces = [bool(word.whitespace_) for word in doc]
    tree = parser.parse(words, spaces)
    if len(tree) != len(doc) or not tree[verb.i].tag_.startswith("VB"):
        return doc
    tree[verb.i].tag_ = "VBZ"
    return tree.reworded([word.text for word in doc])


def _likely_verb(doc: Parsed, patterns: Patterns) -> Word | None:
    best: tuple[int, Word] | None = None
    for token in doc[1:-1]:
        low = token.lower_
        if (
            not low.endswith("s")
            or low not in patterns.verbs
            or token.tag_ not in ("NNS", "NNPS", "NNP", "NN")
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
