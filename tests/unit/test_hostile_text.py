"""Text that is made to cost time: every pattern of the ingest path, and the functions that read what strangers wrote.

A backtracking pattern that is quadratic takes seconds for these lengths, a linear one milliseconds; the limit
lies between, and CPU time is measured, so that a busy machine does no harm.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import transforms.articles
import transforms.feeds
from transforms.articles.dates import parse_date
from transforms.articles.dedupe import title_key
from transforms.articles.language import language_tag
from transforms.articles.pages import judge, related
from transforms.articles.stories import fingerprint
from transforms.articles.text import MAX_TEXT, cut_text, drop_boilerplate, html_to_text
from transforms.articles.urls import UrlError, absolute_url, canonical_url, is_opaque, unwrap
from transforms.feeds.discover import find_feeds
from transforms.feeds.errors import FetchError
from transforms.feeds.http import raise_for_status, retry_after
from transforms.feeds.redirects import check_url, next_hop
from transforms.feeds.repair import to_utf8, whole_entries
from transforms.feeds.schedule import cache_seconds

LENGTH = 20_000
LIMIT_S = 0.2
NOW = dt.datetime(2025, 4, 1, tzinfo=dt.timezone.utc)
BITS = (
    " ", "\n", "\t", "a", "A", "0", "1", "<", ">", "&", "/", ".", "-", "(", "[", '"', "'", "=", "%", ":", ";", ",",
    "<a ", "</", "a.", "a-", "0.", "1 ", "a ", "//", "<!--", "<!-- -->", "&#", "&#x", "&#1", "&amp;", "…", "é",
    "<p>", "<b>", "<td>", "<a href=", "[ ", "( ", ".\n", "aa bb ", "http://", "%2", "a=1&", "<item>", "</rss> ",
)  # fmt: skip


OPERATORS_OWN = {"transforms.feeds.credentials", "transforms.feeds.feedlist", "transforms.feeds.settings"}
"""Modules whose patterns read what the operator writes."""


def patterns() -> Iterator[tuple[str, re.Pattern]]:
    for package in (transforms.feeds, transforms.articles):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if found.name in OPERATORS_OWN:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                several = value if isinstance(value, tuple) else (value,)
                for number, pattern in enumerate(several):
                    if isinstance(pattern, re.Pattern):
                        yield f"{found.name}.{name}.{number}", pattern


PATTERNS = dict(patterns())


def hostile(pattern: re.Pattern) -> Iterator[str]:
    """Bits repeated: those that trouble many a pattern, and the pattern's own words."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    plain = re.sub(r"\\.", " ", source)
    own = set(re.findall(r"[<&]?[A-Za-z_]{2,}[>\s:=]?", plain)) | set(re.findall(r"<[\w?!/]+>?", source))
    words = sorted(own, key=len)[:12]
    for bit in (*BITS, *words):
        yield bit * (LENGTH // len(bit))
    for word in words:
        yield word + " " * LENGTH
        yield word + "1" * LENGTH


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def test_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) > 35


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_is_done_in_time(name: str) -> None:
    pattern = PATTERNS[name]
    for text in hostile(pattern):
        subject = text if isinstance(pattern.pattern, str) else text.encode()
        taken = seconds(lambda subject=subject: (pattern.search(subject), pattern.fullmatch(subject)))
        assert taken < LIMIT_S, (text[:30], taken)


def tolerant(work: Callable[[str], object]) -> Callable[[str], object]:
    def run(text: str) -> object:
        try:
            return work(text)
        except (UrlError, FetchError):
            return None

    return run


READERS: dict[str, Callable[[str], object]] = {
    "parse_date": lambda text: parse_date(text, now=NOW),
    "html_to_text": html_to_text,
    "html_to_text_bare": lambda text: html_to_text(f"x {text} &lt;p&gt;"),
    "drop_boilerplate": drop_boilerplate,
    "title_key": title_key,
    "language_tag": language_tag,
    "fingerprint": fingerprint,
    "related": lambda text: related(text, text, text),
    "judge": lambda text: judge(text, text, text.encode()),
    "absolute_url": tolerant(lambda text: absolute_url(text, "http://a.example/")),
    "canonical_url": tolerant(lambda text: canonical_url(f"http://a.example/{text}?{text}")),
    "canonical_host": tolerant(lambda text: canonical_url(f"http://{text}/x")),
    "unwrap": tolerant(lambda text: unwrap(f"http://r.search.yahoo.com/{text}")),
    "is_opaque": is_opaque,
    "find_feeds": lambda text: find_feeds(text.encode(), ""),
    "retry_after": retry_after,
    "raise_for_status": tolerant(lambda text: raise_for_status(403, {}, text.encode(), "")),
    "check_url": tolerant(lambda text: check_url(f"http://a.example/{text}")),
    "next_hop": tolerant(lambda text: next_hop("http://a.example/", 302, {"location": text})),
    "to_utf8": lambda text: to_utf8(text.encode()),
    "whole_entries": lambda text: whole_entries(text.encode(), truncated=False, max_entries=100),
    "cache_seconds": lambda text: cache_seconds({"cache-control": text, "expires": text, "date": text}),
}


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_done_in_time(name: str) -> None:
    for bit in BITS:
        text = bit * (LENGTH // len(bit))
        taken = seconds(lambda text=text: READERS[name](text))
        assert taken < LIMIT_S * 2, (bit, taken)


@pytest.mark.parametrize("number", ["1" * 9_000, "x" + "f" * 9_000, "0" * 9_000])
def test_a_reference_to_no_character_is_one_strange_character(number: str) -> None:
    """Python refuses to read numbers of more than 4,300 digits, and slowly reads shorter ones."""
    assert html_to_text(f"Talks &#{number}; go on") == "Talks \ufffd go on"
    assert html_to_text("Talks &amp;#8211; go on") == "Talks – go on"


def test_a_text_is_cut_between_paragraphs_and_says_how_long_it_was() -> None:
    paragraphs = "\n".join(f"Paragraph {n} of a very long text." for n in range(20_000))
    text, length = cut_text(paragraphs)
    assert MAX_TEXT // 2 < len(text) <= MAX_TEXT
    assert length == len(paragraphs)
    assert paragraphs.startswith(text + "\n")
    assert cut_text("short") == ("short", 0)
    assert len(cut_text("a" * (MAX_TEXT + 7))[0]) == MAX_TEXT
