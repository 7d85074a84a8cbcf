"""Parts of the report that need neither lake nor browser: links, marks, packing, policy, ready-made charts."""

import base64
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import RunFailed
from pipeline.report.build import GIVES_WAY, _left_out, fitted
from pipeline.report.facts import _packed
from pipeline.report.lists import LONGEST, marked, safe_link
from pipeline.report.names import names_of_codes, points_of_countries
from pipeline.report.page import pack, policy

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("url", ["https://wire.example/a?b=c", "http://wire.example:8080/"])
def test_links_a_reader_may_follow(url):
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https:///x",
        "//wire.example/x",
        'https://a"b.example/',
        "https://a.example/<x>",
        "https://[::1/",
        "https://a.example/\u202e",
        "https://a.example/" + "x" * 600,
    ],
)
def test_links_nobody_is_sent_to(url):
    assert safe_link(url) is None


def test_evidence_is_marked_in_its_sentence():
    assert marked("He travels to Brussels on Friday.", "travels to Brussels") == (
        "He ",
        "travels to Brussels",
        " on Friday.",
    )
    assert marked("Another sentence.", "over the border") == ("", "over the border", "")
    parts = marked("a" * 5_000 + "act" + "b" * 5_000, "act")
    assert parts[1] == "act"
    assert sum(map(len, parts)) <= LONGEST["sentence"] + 2


def test_columns_come_back_from_their_planes():
    columns = {"small": [0, 3, 255], "wide": [0, 70_000, 1], "none": []}
    packed, layout = _packed(columns)
    planes = gzip.decompress(base64.b64decode(packed))
    at = 0
    for name, width, length in layout:
        numbers = np.zeros(length, "u8")
        for byte in range(width):
            numbers |= np.frombuffer(planes, "u1", length, at).astype("u8") << (8 * byte)
            at += length
        assert numbers.tolist() == columns[name]
    assert at == len(planes)
    assert _packed(columns) == (packed, layout)


def test_contents_hold_nothing_that_reads_as_markup():
    packed = pack({"title": "</script><script>\ud800", "n": 1})
    assert set(packed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    assert json.loads(gzip.decompress(base64.b64decode(packed)))["title"].startswith("</script>")


def test_the_policy_names_scripts_by_their_hash():
    said = policy(scripts=("alert(1)",), styles=("a {}",))
    assert base64.b64encode(hashlib.sha256(b"alert(1)").digest()).decode() in said
    assert "unsafe" not in said


def test_the_compiled_charts_are_those_of_the_sources():
    sources = hashlib.sha256()
    for path in sorted((ROOT / "tools/report_page/charts").iterdir()):
        sources.update(path.read_bytes())
    compiled = json.loads((ROOT / "pipeline/report/page/charts.json").read_text("utf-8"))
    assert compiled["sources"] == sources.hexdigest(), "run make report-page and commit what it writes"


def entries(lists):
    return {name: list(range(lists.get(name, 0))) for name in GIVES_WAY}


def page(contents, left_out):
    """A page of 1,000 bytes for each entry, and what it says of those left out."""
    return "x" * 1_000 * sum(len(contents[name]) for name in GIVES_WAY) + _left_out(left_out, 5_000)


def test_a_page_that_fits_is_left_alone():
    assert fitted(entries({"newest": 5}), page, 5_000) == "x" * 5_000


def test_the_oldest_events_go_first_and_the_page_says_so():
    made = fitted(entries({"newest": 60, "stories": 20}), page, 50_000)
    assert len(made.encode()) <= 50_000
    assert made.count("x") > 40_000, "cut by much more than was needed"
    assert "of the newest events" in made
    assert "of the stories" not in made
    kept = []
    fitted(
        entries({"newest": 60}),
        lambda contents, _: kept.append(contents["newest"]) or page(contents, _),
        50_000,
    )
    assert kept[-1] == list(range(len(kept[-1]))), "the lists are sorted newest first: the end is what goes"


def test_other_lists_follow_when_the_first_is_gone():
    made = fitted(entries({"newest": 5, "stories": 30, "ahead": 8}), page, 20_000)
    assert len(made.encode()) <= 20_000
    assert "5 of the newest events" in made
    assert "of the stories" in made
    assert "ahead" not in made.replace("events ahead", "") or "8 of the events ahead" not in made


def test_a_page_that_cannot_fit_is_not_written():
    with pytest.raises(RunFailed, match="--since"):
        fitted(entries({}), lambda contents, left_out: "x" * 6_000, 5_000)


def test_codes_have_names_and_countries_have_points():
    names, points = names_of_codes(), points_of_countries()
    assert (names["RUS"], names["UNO"], names["NGO"]) == (
        "Russia",
        "United Nations",
        "Non-governmental organisations",
    )
    assert abs(points["SGP"][0] - 103.8) < 1
    assert -60 < points["BRA"][0] < -45
