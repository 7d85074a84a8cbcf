"""The report in a real browser: it opens, asks nothing of the network, and its filters change what is shown."""

from __future__ import annotations

import datetime as dt
import json

import duckdb
import pytest

from pipeline.report.build import build_page
from pipeline.report.source import open_source
from tools import synthetic_lake

EVERY_SECTION = (
    "ahead",
    "time",
    "places",
    "dyads",
    "actors",
    "events",
    "stories",
    "feeds",
    "runs",
    "quality",
)


def quiet(it):
    """Fail if the browser complained, or was asked for anything but the file itself."""
    assert it.complaints == []
    assert len(it.requests) == 1, it.requests


def numbers(text):
    return [int(word.replace(",", "")) for word in text.split() if word.replace(",", "").isdigit()]


def test_opens_without_complaints_and_without_network(opened, made_up):
    it = opened(made_up)
    quiet(it)
    assert it.events() == 3_000
    for name in EVERY_SECTION:
        assert not it.page.locator(f"#{name} .empty").count(), f"section {name} says it is empty"
    assert it.page.locator("svg").count() == 6
    assert it.page.locator("#time-columns svg path").count() > 20
    assert it.page.locator("#network svg path").count() > 40


def test_every_file_stays_below_five_megabytes(made_up, sample_report, empty_report):
    for path in (made_up, sample_report, empty_report):
        assert path.stat().st_size < 1_500_000


def test_numbers_add_up(opened, made_up):
    it = opened(made_up)
    legend = sum(numbers(it.text("#time-legend")))
    assert legend == 3_000
    rows = it.page.locator("#type-status tbody tr").all_inner_texts()
    whole = [numbers(row)[-1] for row in rows]
    assert sum(whole) == 3_000
    assert numbers(it.text("#type-status tfoot"))[-1] == 3_000
    placed, nowhere = numbers(it.text("#places-note").replace(";", " "))[:2]
    assert placed + nowhere == 3_000


def test_filters_change_everything_they_should(opened, made_up):
    it = opened(made_up)
    before = {name: it.text(f"#{name}") for name in EVERY_SECTION}
    pictures = {
        name: it.page.locator(f"#{name} svg").inner_html()
        for name in ("time-columns", "places-map", "network")
    }
    it.choose(country="RUS", type="CONSULT")
    quiet(it)
    assert 0 < it.events() < 3_000
    assert "Russia" in it.text("#matching")
    for name in ("ahead", "time", "places", "dyads", "actors", "events", "quality"):
        assert it.text(f"#{name}") != before[name], f"section {name} did not follow the filters"
    for name, picture in pictures.items():
        assert it.page.locator(f"#{name} svg").inner_html() != picture, (
            f"chart {name} did not follow the filters"
        )
    for name in ("feeds", "runs"):
        assert it.text(f"#{name}") == before[name]
    shown = it.page.locator("#events-list .event").all_inner_texts()
    assert shown
    assert all("CONSULT" in event and "Russia" in event for event in shown)
    it.page.locator("#f-reset").click()
    # a script given as text would be refused by the page's own policy
    it.page.locator("#matching", has_text="3,000").wait_for()
    it.settle()
    assert it.text("#events") == before["events"]


@pytest.mark.parametrize(
    ("choice", "condition"),
    [
        ({"country": "CHN"}, "list_contains(codes, 'CHN')"),
        ({"country": "CHN", "with": "USA"}, "list_contains(codes, 'CHN') AND list_contains(codes, 'USA')"),
        ({"type": "class-4"}, "quad = 4"),
        ({"status": "scheduled"}, "status = 'scheduled'"),
        ({"from": "2026-10-01", "to": "2026-10-31"}, "day BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"),
        ({"sure": "0.8"}, "confidence >= 0.8"),
        ({"country": "IND", "type": "ACCUSE", "status": "occurred", "sure": "0.5"},
         "list_contains(codes, 'IND') AND event_type = 'ACCUSE' AND status = 'occurred' AND confidence >= 0.5"),
    ],
)  # fmt: skip
def test_a_filter_counts_what_sql_counts(opened, made_up_lake, made_up, choice, condition):
    [(expected,)] = duckdb.execute(
        f"""
        SELECT count(*) FROM (
            SELECT e.*, [p.country FOR p IN list_concat(actors, recipients)] AS codes,
                   coalesce(e.date_start, a.published_at::DATE) AS day
            FROM read_parquet('{made_up_lake}/events/**/*.parquet') AS e
            JOIN read_parquet('{made_up_lake}/articles/**/*.parquet') AS a USING (article_id)
        ) WHERE {condition}
        """
    ).fetchall()
    it = opened(made_up)
    it.choose(**choice)
    assert it.events() == expected > 0


def test_a_filter_is_in_the_address_and_comes_back(opened, made_up):
    it = opened(made_up)
    it.choose(country="CHN", status="scheduled")
    count = it.events()
    address = it.page.url
    assert "country=CHN" in address
    it.page.goto("about:blank")
    it.page.goto(address)
    it.page.wait_for_selector("#matching:not(:empty)")
    assert it.events() == count < 3_000


def test_a_name_in_the_matrix_filters(opened, made_up):
    it = opened(made_up)
    button = it.page.locator("#matrix tbody button").first
    name = button.inner_text()
    button.click()
    it.settle()
    assert it.text("#matching").endswith(name)
    assert it.page.evaluate("document.activeElement.id") == "f-country"


def test_columns_split_by_status(opened, made_up):
    it = opened(made_up)
    it.page.locator("input[value=status]").check()
    it.settle()
    assert "hypothetical" in it.text("#time-legend")
    assert sum(numbers(it.text("#time-legend"))) == 3_000


def test_tables_sort(opened, made_up):
    it = opened(made_up)
    header = it.page.locator("#feeds-table th", has_text="Polls")
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    name = it.page.locator("#feeds-table th", has_text="Feed")
    name.locator("button").click()
    shown = it.page.locator("#feeds-table tbody th").all_inner_texts()
    assert shown == sorted(shown)
    assert header.get_attribute("aria-sort") is None


def test_the_sample_feeds_in_the_page(opened, sample_report):
    it = opened(sample_report)
    quiet(it)
    assert "NATO" in it.text("#agenda")
    assert "6 February 2026" in it.text("#agenda")
    it.choose(country="CHN", **{"with": "RUS"})
    visit = it.page.locator(".event", has_text="Wang Yi, is set to visit Russia").first
    assert "Wang Yi" in visit.locator("mark").inner_text()
    link = visit.locator("a")
    assert link.get_attribute("href").startswith("https://wire.example/")
    assert "noopener" in link.get_attribute("rel")


def test_an_empty_lake_says_what_is_missing(opened, empty_report):
    it = opened(empty_report)
    quiet(it)
    assert it.events() == 0
    for name in EVERY_SECTION:
        assert it.page.locator(f"#{name} .empty").count(), f"section {name} does not say what is missing"
    assert it.page.locator("svg").count() == 0
    assert "communique run" in it.text("#events")


def test_one_event(opened, write_report, tmp_path):
    synthetic_lake.build(tmp_path / "lake", 1, runs=1, feeds=1)
    it = opened(write_report(tmp_path / "lake"))
    quiet(it)
    assert it.text("#matching") == "1 event"
    assert it.page.locator("#events-list .event").count() == 1


def test_hostile_feeds_only_ever_become_text(opened, write_report, tmp_path):
    synthetic_lake.build(tmp_path / "lake", 400, runs=2, feeds=5, hostile=True)
    path = write_report(tmp_path / "lake", "--title", '</title><script>window.hacked = 1</script>"&')
    it = opened(path)
    quiet(it)
    assert it.page.evaluate("window.hacked") is None
    assert it.page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert it.page.evaluate("document.querySelectorAll('script').length") == 4
    assert "<script>window.hacked" in it.text("#events-list")
    assert "<script>" in it.text("h1")
    hrefs = it.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    assert all(href.startswith(("#", "https://", "http://")) for href in hrefs)
    assert not [href for href in hrefs if "javascript" in href or "data:" in href]


def test_the_policy_lets_no_other_script_run(opened, made_up, tmp_path):
    policy = made_up.read_text("utf-8").split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "default-src &#x27;none&#x27;" in policy
    assert "unsafe" not in policy
    tampered = tmp_path / "tampered.html"
    tampered.write_text(
        made_up.read_text("utf-8").replace(
            "</body>", "<script>window.hacked = 1</script><img src=https://a.example/x></body>"
        ),
        "utf-8",
    )
    it = opened(tampered)
    assert it.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in complaint for complaint in it.complaints)


def test_a_page_that_was_cut_says_so(browser, made_up, tmp_path):
    cut = tmp_path / "cut.html"
    text = made_up.read_text("utf-8")
    at = text.index('id="facts">') + 200
    cut.write_text(text[:at] + text[text.index("</script>", at) :], "utf-8")
    page = browser.new_page()
    page.goto(cut.as_uri())
    page.wait_for_selector("main > .empty")
    assert "communique report" in page.locator("main > .empty").inner_text()
    page.close()


def test_the_limit_is_kept_and_the_page_says_what_is_missing(opened, made_up_lake, tmp_path):
    source = open_source(str(made_up_lake), since=None, as_of=None)
    made = dt.datetime(2026, 11, 30, tzinfo=dt.timezone.utc)
    path = tmp_path / "small.html"
    whole = build_page(source, lake="lake", title="Whole", made=made)
    limit = len(whole.encode()) - 60_000
    path.write_text(build_page(source, lake="lake", title="Cut", made=made, limit=limit), "utf-8")
    assert limit * 0.9 < path.stat().st_size <= limit
    it = opened(path)
    quiet(it)
    assert it.events() == 3_000
    assert "of the newest events" in it.text(".lead")
    assert "not listed" in it.text(".lead")


def test_fifty_thousand_events_open_in_two_seconds(opened, write_report, tmp_path):
    synthetic_lake.build(tmp_path / "lake", 50_000, runs=10)
    path = write_report(tmp_path / "lake")
    assert path.stat().st_size < 2_500_000
    it = opened(path)
    quiet(it)
    assert it.events() == 50_000
    # The browser's own clock: from the start of the navigation to the moment the numbers stand there, work of
    # other processes on the machine included; the best of three says what the page needs.
    best = min(it.seconds, *(opened(path).seconds for _ in range(2)))
    assert best < 2.0
    assert json.dumps(it.complaints) == "[]"
