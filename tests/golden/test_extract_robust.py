"""Whatever stands in an article: no crash, no hang, offsets right, the same answer twice and in any batch.

`make test-robust` runs the long version, with 10,000 random texts.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = [pytest.mark.model, pytest.mark.slow]

EXAMPLES = int(os.environ.get("COMMUNIQUE_ROBUST_EXAMPLES", "300"))
DAY = dt.datetime(2024, 5, 15, 8, tzinfo=dt.timezone.utc)
LONGEST = 60.0
"""Seconds of processor time the worst text may take."""

GOOD = "France expelled two Russian diplomats on Monday. Ghana's foreign minister will visit Togo on Friday."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def checked(coder: Coder, title: str, text: str, published: dt.datetime | None = DAY) -> tuple[Event, ...]:
    """Code one article and check every offset of every record."""
    (events,) = coder.code([CoderInput("x", title, text, published)])
    document = f"{title}\n\n{text}"
    for event in events:
        assert document[event.start : event.end] == event.evidence
        assert event.evidence.strip()
        assert event.sentence in document
        parties = [*event.actors, *event.recipients, *([event.speaker] if event.speaker else [])]
        assert event.actors or event.recipients
        for party in parties:
            assert 0 <= party.start <= party.end <= len(document)
            assert document[party.start : party.end] == party.text
        assert 0.0 <= event.confidence <= 1.0
        if event.date_start and event.date_end:
            assert event.date_start <= event.date_end
        if published is None:
            assert event.date_precision is None or event.date_start is not None
    return events


# -- texts nobody writes by accident ------------------------------------------------------------------------------------


def adversarial() -> Iterator[tuple[str, str]]:
    yield "nul", "France\x00 expelled\x00 two Russian \x00diplomats on Monday.\x00"
    yield "controls", "".join(map(chr, range(32))) + GOOD + "\x7f\x80\x9f\x1b[31m"
    yield "lone surrogates", "France \ud800 expelled two \udfff Russian diplomats\udc00 on Monday."
    yield (
        "right to left",
        "\u202eفرنسا طردت دبلوماسيين\u202c France expelled שני דיפלומטים Russian diplomats.",
    )
    yield "emoji", "🇫🇷 France 👨‍👩‍👧‍👦 expelled 🇷🇺 two Russian 🤝🏽 diplomats 🕊️ on Monday 🎉."
    yield "no space", "a" * 100_000
    yield "no space, capitals", "ParisExpelledMoscow" * 5_000
    yield "commas", "France" + ", Russia" * 5_000 + " met."
    yield "only commas", "," * 5_000
    yield "ands", "France" + " and Russia" * 2_000 + " met in Geneva."
    yield "quotes", '"' * 500 + GOOD + '"' * 500
    yield "nested quotes", "“He said ‘" * 200 + "France condemned Russia" + "’ again”" * 200
    yield "nested brackets", "(" * 1_000 + "France condemned Russia" + ")" * 1_000
    yield "nested clauses", "France said that " * 300 + "Russia had expelled its ambassador."
    yield "relative clauses", "the minister who met the envoy of " * 300 + "France left Paris."
    yield "of-phrases", "the minister of the government of the state of " * 300 + "France met Russia."
    yield "possessives", "France's " * 1_000 + "minister met Russia's " + "envoy's " * 1_000 + "aide."
    yield "punctuation", ".,;:!?-–—…'\"()[]{}<>/\\|@#$%^&*_+=~`" * 200
    yield "dots", "." * 20_000
    yield "hyphens", "pull-out-" * 3_000
    yield "dates", "on Monday 3 May 2024 " * 1_000 + "France met Russia."
    yield "digits", "1234567890" * 2_000 + " 2-1 18-20 June 31 February 99/99/9999"
    yield "html", "<p onclick='x'>" + GOOD + "</p><script>alert(1)</script>&lt;b&gt;" * 50
    yield (
        "cjk",
        "法国驱逐两名俄罗斯外交官。日本の外務大臣が中国を訪問した。한국 대통령이 미국을 방문했다。" * 40,
    )
    yield (
        "mixed scripts",
        "Frаnce (with a Cyrillic а) met Ρoland; Россия и Ελλάδα met भारत in ประเทศไทย and ተናገረ.",
    )
    yield "combining marks", "F" + "\u0301" * 300 + "rance met Russ\u0308ia. " + GOOD
    yield "zero width", "Fra\u200bnce\u200d met\ufeff Rus\u00adsia. " + GOOD
    yield "line ends", GOOD.replace(" ", "\r\n") + "\u2028\u2029\x0b\x0c" + GOOD
    yield "tabs", GOOD.replace(" ", "\t\t")
    yield "wide spaces", GOOD.replace(" ", "\u3000\u2003")
    yield "capitals", GOOD.upper() * 20
    yield "titlecase digraphs", "ǅ İstanbul ß ŉ ﬁ ﬀ İran condemned ẞyria; " + GOOD
    yield "one letter", "F"
    yield "blank", "   \n\n \t "
    yield "empty", ""
    yield "long article", " ".join([GOOD] * 500)


@pytest.mark.parametrize(("name", "text"), list(adversarial()), ids=[name for name, _ in adversarial()])
def test_adversarial_texts(coder: Coder, name: str, text: str) -> None:
    begun = time.process_time()
    checked(coder, "", text)
    checked(coder, text[:200], text)
    assert time.process_time() - begun < LONGEST


def test_what_stands_beside_noise_is_still_found(coder: Coder) -> None:
    noise = "🎉 \x00 \u202e\u202c <br> &amp; "
    types = {event.event_type for event in checked(coder, "", f"{noise}\n\n{GOOD}\n\n{noise}")}
    assert {"SANCTION", "CONSULT"} <= types


# -- texts nobody thought of --------------------------------------------------------------------------------------------

NAMES = """France|Russia|the Kremlin|Ghana's foreign minister|President Xi Jinping|he|they|the two leaders|NATO|both sides|
the UN Security Council|Niger|Georgia|its ambassador|the bloc|Wang Yi|the rebels|Côte d’Ivoire|a spokesman|"us"|who""".split(
    "|"
)
VERBS = """met|will visit|condemned|has not expelled|agreed to|called off|was summoned by|threatened to attack|is said to have
signed|would have to withdraw|vetoed|, denying that it had bombed,|and|but not|invited|slams|to host""".replace(
    "\n", " "
).split("|")
REST = """on Monday|in Geneva|last week|between 3 and 5 May|if talks fail|after the war|over the border|, its envoy said|-|"|(|)|;|
two days after the summit|by 2030|—|…|\n|\n\n|.|. |? |: |• |N’Djamena|at 10:30 GMT|the day before|in the 1990s""".split(
    "|"
)

PIECES = st.sampled_from([piece.strip(" ") or " " for piece in (*NAMES, *VERBS, *REST)])
ODD = st.text(max_size=12)
ODD_SURROGATES = st.text(st.characters(categories=("Cs", "Cc", "Cf", "Mn", "So", "Lo")), max_size=8)
TEXTS = st.lists(st.one_of(PIECES, PIECES, PIECES, ODD, ODD_SURROGATES), max_size=60).map(" ".join)


@pytest.mark.timeout(600 + EXAMPLES)
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)  # fmt: skip
@given(title=st.one_of(st.just(""), TEXTS), text=TEXTS, published=st.sampled_from([DAY, None]))
def test_any_text(coder: Coder, title: str, text: str, published: dt.datetime | None) -> None:
    checked(coder, title, text, published)


# -- the same again -----------------------------------------------------------------------------------------------------


def varied(number: int) -> list[CoderInput]:
    """Return articles put together from the pieces above, always the same ones."""
    dice = random.Random(7)
    out = []
    for i in range(number):
        words = [dice.choice((NAMES, VERBS, NAMES, REST)[k % 4]).strip() for k in range(dice.randint(4, 80))]
        out.append(CoderInput(f"v{i}", " ".join(words[:5]), " ".join(words) + ". " + GOOD * (i % 3), DAY))
    return out


def test_same_input_same_output(coder: Coder) -> None:
    articles = varied(40)
    assert list(coder.code(articles)) == list(coder.code(articles)) == list(Coder().code(articles))


def test_a_batch_is_its_articles_one_by_one(coder: Coder) -> None:
    articles = varied(60)
    together = list(coder.code(articles))
    alone = [next(iter(coder.code([article]))) for article in articles]
    assert sum(map(len, together)) > 20
    # the parser's sums depend on what else is in the batch in the last digits only: the records must not
    assert together == alone


def test_order_of_articles_does_not_matter(coder: Coder) -> None:
    articles = varied(30)
    backwards = list(coder.code(articles[::-1]))[::-1]
    assert backwards == list(coder.code(articles))
