"""Languages: what the feed says, else what the text looks like."""

from __future__ import annotations

import functools
import re
from typing import Any

_TAG = re.compile(r"([a-zA-Z]{2,3})((?:[-_][a-zA-Z0-9]{2,8})*)")
_THREE = {
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "por": "pt", "rus": "ru",
    "ara": "ar", "zho": "zh", "chi": "zh", "ita": "it", "jpn": "ja", "kor": "ko", "tur": "tr", "ukr": "uk",
    "nld": "nl", "dut": "nl", "pol": "pl", "fas": "fa", "per": "fa", "heb": "he", "hin": "hi", "ind": "id",
}  # fmt: skip
_NAMES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "russian": "ru", "arabic": "ar"}
_NO_LANGUAGE = frozenset({"und", "xx", "zxx", "mul", "mis"})
MIN_LETTERS = 40
MIN_PROBABILITY = 0.5
SAMPLE = 600


def language_tag(tag: str | None) -> str | None:
    """Return a BCP 47 tag in its usual spelling (`en`, `pt-BR`, `zh-Hant`), None for what is no tag."""
    if not tag:
        return None
    tag = tag.strip()
    if tag.lower() in _NAMES:
        return _NAMES[tag.lower()]
    match = _TAG.match(tag)
    if not match or match.end() != len(re.split(r"[\s,;]", tag, maxsplit=1)[0]):
        return None
    primary = match[1].lower()
    primary = _THREE.get(primary, primary)
    if primary in _NO_LANGUAGE:
        return None
    parts = [primary]
    for part in re.split(r"[-_]", match[2])[1:]:
        if len(part) == 2 and part.isalpha():
            parts.append(part.upper())
        elif len(part) == 4 and part.isalpha():
            parts.append(part.capitalize())
        else:
            parts.append(part.lower())
    return "-".join(parts)


@functools.cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str | None:
    """Return the language a text looks like, None where it is too short or not clear."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    language, probability = _detector().classify(sample)
    return str(language) if probability >= MIN_PROBABILITY and language not in _NO_LANGUAGE else None
