"""The report for everybody: axe, keyboard, phone, print, colours for the night."""

from __future__ import annotations

import pytest

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


def axe(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    return [
        (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, made_up, scheme, size):
    it = opened(made_up, color_scheme=scheme)
    it.page.set_viewport_size(SIZES[size])
    it.page.wait_for_timeout(300)
    it.settle()
    # What is folded away counts, too.
    it.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    it.page.wait_for_timeout(200)
    assert axe(it.page) == []


@pytest.mark.parametrize("report", ["empty_report", "sample_report"])
def test_axe_finds_nothing_serious_in_small_lakes(opened, request, report):
    assert axe(opened(request.getfixturevalue(report)).page) == []


def test_everything_is_reached_by_keyboard(opened, made_up):
    it = opened(made_up)
    page = it.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    wanted = set(
        page.eval_on_selector_all(
            "button, select, input, a[href], summary, [tabindex='0']",
            "all => all.filter(one => one.checkVisibility()).map((one, at) => { one.dataset.stop = at; return String(at); })",
        )
    )
    page.locator(".skip").focus()
    seen: set[str | None] = set()
    before = None
    for _ in range(2 * len(wanted)):
        stop = page.evaluate("document.activeElement.dataset.stop")
        # A date field is several stops of its own; any other stop that comes again closes the round.
        if stop in seen and stop not in (before, None):
            break
        seen.add(stop)
        before = stop
        page.keyboard.press("Tab")
    radios = page.eval_on_selector_all(
        "input[type=radio]:not(:checked)", "all => all.map(one => one.dataset.stop)"
    )
    assert wanted - seen <= set(radios), "cannot be reached with Tab"


def test_a_filter_by_keyboard(opened, made_up):
    it = opened(made_up)
    it.page.locator("#f-status").focus()
    it.page.keyboard.type("sch")
    it.settle()
    assert it.page.locator("#f-status").input_value() == "scheduled"
    assert it.text("#matching").endswith("scheduled")


def test_focus_is_visible(opened, made_up):
    it = opened(made_up)
    it.page.locator("#f-country").focus()
    it.page.keyboard.press("Tab")
    style = it.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


@pytest.mark.parametrize("width", [320, 360, 390, 768])
@pytest.mark.parametrize("report", ["made_up", "sample_report", "empty_report"])
def test_a_phone_does_not_scroll_sideways(opened, request, report, width):
    it = opened(request.getfixturevalue(report))
    it.page.set_viewport_size({"width": width, "height": 740})
    it.page.wait_for_timeout(300)
    it.settle()
    assert it.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_switch_of_colours(opened, made_up):
    it = opened(made_up)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = it.page.evaluate(paper)
    it.page.locator("button", has_text="Dark").click()
    dark = it.page.evaluate(paper)
    assert dark != light
    assert it.page.locator("button", has_text="Dark").get_attribute("aria-pressed") == "true"
    it.page.emulate_media(color_scheme="dark")
    it.page.locator("button", has_text="Light").click()
    assert it.page.evaluate(paper) == light
    it.page.locator("button", has_text="Auto").click()
    assert it.page.evaluate(paper) == dark


def test_charts_have_their_numbers_as_tables(opened, made_up):
    it = opened(made_up)
    assert it.page.locator("figure svg").count() == it.page.locator("figure [aria-hidden=true] svg").count()
    for name in ("time-columns", "time-strips", "runs-chart", "quality-chart"):
        it.page.locator(f"#{name} summary").click()
        it.page.locator(f"#{name} table tbody tr").nth(3).wait_for(state="attached")
    for name in ("places-table", "pairs"):
        it.page.locator(f"#{name} summary").click()
        it.page.locator(f"#{name} table tbody tr").nth(3).wait_for(state="attached")


def test_printed_it_is_light_and_without_controls(opened, made_up, tmp_path):
    it = opened(made_up, color_scheme="dark", media="print")
    assert it.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not it.page.locator("#f-country").is_visible()
    assert it.page.locator("#matching").is_visible()
    assert not it.page.locator("nav").is_visible()
    data = it.page.pdf(format="A4")
    assert data.startswith(b"%PDF")
    assert 4 < data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") < 60
