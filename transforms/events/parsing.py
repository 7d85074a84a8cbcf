"""From sentences to trees: the kept sentences of a batch parsed, and what the parser misreads in news put right."""

from __future__ import annotations

from collections.abc import Sequence

import spacy.tokens

from transforms.events import nlp
from transforms.events.parsed import Parsed as Doc
from transforms.events.reading import Reading, bodies_of, hyphenated, surnames
from transforms.events.what import hanging, headlines, mended
from transforms.events.what.patterns import Patterns

PARSE_BATCH = 256
"""Sentences handed to the parser at once."""


def parse(batch: Sequence[Reading], parser: nlp.Parser, patterns: Patterns) -> None:
    """Parse the kept sentences of a batch of articles into `Reading.docs`."""
    jobs = [(r, i) for r in batch for i in r.kept]
    texts = (_tokens(r, i, parser) for r, i in jobs)
    names_of = {id(r): surnames(r) for r in batch if r.kept}
    for (reading, index), doc in zip(jobs, parser.pipe(texts, batch_size=PARSE_BATCH), strict=True):
        doc = _read_anew(doc, names_of[id(reading)], parser, patterns)
        headlines.done_to(doc)
        mended.mend(doc)
        for start, end in bodies_of(reading, reading.sentences[index]):
            hanging.keep_whole(doc, start, end)
        reading.docs[index] = doc


def _read_anew(doc: Doc, names: frozenset[str], parser: nlp.Parser, patterns: Patterns) -> Doc:
    """Parse again, with other words in their places, what headlines and short forms led the parser to misread."""
    if misread := headlines.misread(doc, names):
        doc = headlines.renamed(doc, misread, parser)
    if adverbs := headlines.since_then(doc):
        doc = headlines.renamed(doc, adverbs, parser, "now")
    if (joined := headlines.joined_participle(doc)) is not None:
        doc = headlines.renamed(doc, [joined.i], parser, joined.lower_.rpartition("-")[2])
    if (verb := headlines.infinitive_noun(doc, patterns)) is not None:
        doc = headlines.as_infinitive(doc, verb, parser)
    if headlines.needs_help(doc):
        doc = headlines.reparse(doc, parser, patterns)
    return doc


def _tokens(reading: Reading, index: int, parser: nlp.Parser) -> spacy.tokens.Doc:
    """Return the tokens of a sentence; a name that holds "and" is one token, lest the parser split it."""
    sentence = reading.sentences[index]
    doc = parser.make_doc(nlp.plain(reading.document[sentence.content : sentence.end]))
    joined = [
        m
        for m in reading.mentions
        if sentence.content <= m.start
        and m.end <= sentence.end
        and (" and " in m.text or ("-" in m.text and " " not in m.text))
    ]
    spans = [(m.start - sentence.content, m.end - sentence.content) for m in joined]
    spans += hyphenated(reading, sentence)
    if spans:
        with doc.retokenize() as retokenizer:
            for start, end in spans:
                span = doc.char_span(start, end)
                if span is not None and len(span) > 1:
                    retokenizer.merge(span)
    return doc
