"""Markup to plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.articles.language import detect_language, language_tag
from transforms.articles.text import article_text, drop_boilerplate, html_to_text, stored_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (None, ""),
        ("plain text", "plain text"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/><br />Three", "One\nTwo\nThree"),
        ("<p>A <b>bold</b>\n   <i>claim</i></p>", "A bold claim"),
        ("<div>One<div>Two</div>Three</div>", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style><p>y</p>", "x\ny"),
        ("<p>x</p><p style='display: none'>secret</p><p hidden>too</p>", "x"),
        ("<p>x</p><iframe src=a>frame</iframe><form>form<button>go</button></form>tail", "x\ntail"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("AT&amp;amp;T", "AT&T"),
        ("5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("Caf&eacute; &#8220;x&#8221; &nbsp; y", "Café “x” y"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("First paragraph.\nSecond paragraph.\n\nThird", "First paragraph.\nSecond paragraph.\nThird"),
        ("a line that is\nwrapped", "a line that is wrapped"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<!-- comment --><p>x</p>", "x"),
        ("<figure><img src=x><figcaption>A caption</figcaption></figure><p>x</p>", "x"),
    ],
)
def test_html_to_text(markup: str | None, text: str) -> None:
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "line",
    [
        "The post Summit ends appeared first on World Wire.",
        "Continue reading…",
        "Read more »",
        "Click here to view the original article",
        "Follow us on Twitter and Facebook",
        "Related articles: Summit begins",
        "Comments (12)",
    ],
)
def test_closing_lines_go(line: str) -> None:
    assert drop_boilerplate(f"The summit ended.\n{line}") == "The summit ended."


def test_the_article_stays() -> None:
    text = "Read more books, the minister said in her speech. She left on Monday.\nTies cooled."
    assert drop_boilerplate(text) == text
    assert drop_boilerplate("The talks ended in a […]") == "The talks ended in a…"


def test_the_longer_of_content_and_summary_counts() -> None:
    assert article_text("<p>Short</p>", "A much longer summary") == "A much longer summary"
    assert article_text("<p>One</p><p>Two</p>", "One") == "One\nTwo"


def test_nesting_costs_neither_time_nor_stack() -> None:
    began = time.process_time()
    html_to_text("<div>" * 100_000 + "deep" + "</div>" * 100_000)
    assert time.process_time() - began < 5


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text("<>/&;apscrit bdvon=\"'#x0123", max_size=200))
def test_any_markup_becomes_clean_text(markup: str) -> None:
    text = html_to_text(markup)
    assert "\x00" not in text and "\r" not in text
    assert all(line == line.strip() and line for line in text.split("\n")) or text == ""


def test_stored_text() -> None:
    assert [stored_text("a\nb", policy) for policy in ("full", "lead", "none")] == ["a\nb", "a", ""]


@pytest.mark.parametrize(
    ("tag", "normal"),
    [("EN-us", "en-US"), ("eng", "en"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("English", "en"),
     ("und", None), ("", None), (None, None), ("en, fr", "en"), ("???", None)],
)  # fmt: skip
def test_language_tags(tag: str | None, normal: str | None) -> None:
    assert language_tag(tag) == normal


def test_language_is_detected_or_left_open() -> None:
    assert detect_language("Der Außenminister reist am Dienstag zu Gesprächen nach Moskau und Kiew.") == "de"
    assert detect_language("Президент встретился с главой МИД в Москве во вторник.") == "ru"
    assert detect_language("Xi, Wang") is None


def test_blanks_without_end_take_no_time() -> None:
    began = time.process_time()
    assert drop_boilerplate("word" + " " * 200_000 + "word").startswith("word")
    assert drop_boilerplate("word" + " " * 200_000 + "[…]") == "word…"
    assert time.process_time() - began < 2.0
