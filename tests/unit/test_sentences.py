"""Sentence boundaries, and the promise that no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.sentences import MAX_CHARACTERS, split_sentences

# One case a line; "|" stands where a sentence ends.
CASES = """
Mr. Vance met Gen. Kellogg in the U.S.| The talks went well.| U.S. President J. D. Vance left.
He landed at 7 p.m.| The plane of Acme Inc. was late.
“We disagree.”| The minister left.| “Why now?” Lavrov asked.| "Stop it!" he said.
He said: "No."| Then he left.
Growth was 1.5 percent.| In Art. 5 it says so.| No. 10 denied it.| No.| The answer is no.
He waited…| Then he left.| What?!| Really?| Yes.
Sen. Mitchell, Lt. Col. Vindman and St. Petersburg Gov. Beglov spoke.| Amb. Power left.
Jan. 5 was cold.| It was in Jan.| The frost came.| George W. Bush left.
They met on Aug. 2 in Kuwait City.| “Never,” said the envoy.
The minister ended.|The envoy left.
See www.example.org/The.Page and go.| Done.
He (the envoy) left.| (The rest stayed.)| They won.
The vote was 12-3.| Two abstained.
'It is over.'| She left.
Prime Minister John Smith Jr. said so.| The end.
He asked e.g. Poland, i.e. the neighbour.| It agreed.
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_boundaries(line: str) -> None:
    expected = [part.strip() for part in line.split("|")]
    text = line.replace("|", "")
    assert [text[found.start : found.end] for found in split_sentences(text)] == expected


def test_line_breaks_end_sentences() -> None:
    text = "A headline without a stop\n\nFirst line\nSecond line. Third."
    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        "A headline without a stop",
        "First line",
        "Second line.",
        "Third.",
    ]


def test_lead_ins_are_kept_but_separable() -> None:
    text = "** LIMA - President García receives the envoy.\nAMMAN. The king spoke. He left.\n"
    text += "22:40 Flag raised.\n• item"
    assert [(text[s.start : s.content], text[s.content : s.end]) for s in split_sentences(text)] == [
        ("** LIMA - ", "President García receives the envoy."),
        ("AMMAN. ", "The king spoke."),
        ("", "He left."),
        ("22:40 ", "Flag raised."),
        ("• ", "item"),
    ]


def test_long_stretches_are_cut() -> None:
    text = ("one two, three; four " * 400) + "x" * 5_000
    sentences = split_sentences(text)
    assert max(found.end - found.start for found in sentences) <= MAX_CHARACTERS
    assert "".join(text[s.start : s.end] for s in sentences).replace(" ", "") == text.replace(" ", "")


def test_no_sentences_in_nothing() -> None:
    assert split_sentences("") == split_sentences(" \n\u00a0\t") == ()


PIECES = [
    "U.S.", "Mr.", ".", "!", "?", "…", "”", "“", '"', "(", ")", "\n", "\n\n", " ", "The", "said", "1.5",
    "No.", "** ", "LIMA - ", "22:40 ", "• ", "- ", "a.m.", "J.", "end.The", "@", "\u2028", "\x85", ";",
    ",", "x" * 700
]  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    end = 0
    for found in split_sentences(text):
        assert end <= found.start <= found.content < found.end <= len(text)
        assert found.end - found.start <= MAX_CHARACTERS
        assert not text[found.start].isspace() and not text[found.end - 1].isspace()
        end = found.end
        for position in range(found.start, found.end):
            covered[position] += 1
    assert all(
        count == 1 or (count == 0 and text[position].isspace()) for position, count in enumerate(covered)
    )
