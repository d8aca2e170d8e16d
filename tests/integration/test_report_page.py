"""The reports in a real browser: they draw, answer the pointer and the keys, and fit a phone."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest

from foresale.reports.comparison import comparison
from foresale.reports.explorer import explorer_of
from foresale.reports.forecast import forecast_report

MADE = Path(__file__).parents[1] / "unit" / "reports" / "made.py"


@pytest.fixture(scope="module")
def forecast():
    spec = importlib.util.spec_from_file_location("made", MADE)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    names = ["<script>document.title = 'owned'</script>", *(f"Product {i}" for i in range(19))]
    return made.make_forecast(made.make_panel(n_series=20, names=names))


@pytest.fixture
def page(browser, forecast, tmp_path, request):
    """The forecast's page at a width; fails on any message of the console and any further request."""
    path = tmp_path / "report.html"
    path.write_text(forecast_report(forecast), encoding="utf-8")
    width = getattr(request, "param", 1400)
    opened = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.append(asked.url) if asked.url != path.as_uri() else None)
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert complaints == []


@pytest.mark.parametrize("page", [390, 1400], indirect=True)
def test_the_page_fits_its_window_and_every_chart_has_room(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.canvas')].map(c => [c.clientWidth, c.clientHeight])"
    )
    assert len(boxes) > 5
    assert min(width for width, _ in boxes) > 200
    assert min(height for _, height in boxes) > 100
    # Names of zones stand above what is drawn, and whole, however narrow the zone.
    names = page.evaluate(
        """[...document.querySelectorAll('.zone span')].map(name => {
            const [text, canvas] = [name, name.closest('.canvas')].map(one => one.getBoundingClientRect());
            return [text.bottom - canvas.top, text.right - innerWidth, -text.left, name.innerText];
        })"""
    )
    assert {name[3] for name in names} >= {"forecast", "unseen"}
    assert [name for name in names if max(name[:3]) > 0.5] == []
    assert set(
        page.evaluate("[...document.querySelectorAll('.zone')].map(z => getComputedStyle(z).overflow)")
    ) == {"visible"}


def test_a_product_named_like_a_script_runs_nothing(page):
    assert page.title().startswith("Forecast of")


def test_the_pointer_reads_out_the_week_under_it(page, forecast):
    canvas = page.locator("#answer .canvas").first
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 50)  # the second of five weeks
    week = forecast.totals.filter(
        (forecast.totals["level"] == "total") & (forecast.totals["grain"] == "week")
    ).sort("date")
    read = page.locator("#reading").inner_text()
    assert "5–11 Feb 2024" in read
    assert f"{week['mean'][1]:,.0f}" in read


def test_arrow_keys_walk_a_chart_and_are_spoken(page):
    page.locator("#answer .canvas").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    spoken = page.locator("#spoken").inner_text()
    assert spoken.startswith("5–11 Feb 2024: ")
    page.keyboard.press("Escape")
    assert not page.locator("#reading").is_visible()


def test_the_script_draws_the_first_series_as_python_did(page, forecast):
    numbers = re.compile(r"-?\d+")
    drawing = explorer_of(forecast, comparison(forecast.panel, len(forecast.dates))).drawing
    expected = {style: [int(n) for n in numbers.findall(path)] for style, path in drawing.paths}
    paths = page.evaluate(
        "[...document.querySelectorAll('#fan path')].map(p => [p.getAttribute('class'), p.getAttribute('d')])"
    )
    drawn = {style: [int(n) for n in numbers.findall(path)] for style, path in paths}
    assert drawn.keys() == expected.keys()
    assert {
        style: np.abs(np.subtract(drawn[style], expected[style])).max() <= 1 for style in drawn
    } == dict.fromkeys(expected, True)
    readings = json.loads(page.locator("#fan .canvas").get_attribute("data-readings"))
    assert readings == json.loads(drawing.readings)


def test_a_store_is_opened_and_its_products_are_listed_drawn_and_judged(page, forecast):
    assert page.locator("#level").input_value() != "-1"
    row = page.locator("#listing tbody tr").filter(has_text="York")
    row.locator("button.open").click()
    stores = forecast.panel.series["store"].to_numpy() == "York"
    assert page.locator("#listing tbody tr").count() == stores.sum()
    assert page.locator("#crumbs button").all_inner_texts() == ["Everything", "York"]
    before = page.locator("#fan path.forecast").get_attribute("d")
    page.locator("#listing tbody button.name").first.click()
    assert page.locator("#fan path.forecast").get_attribute("d") != before
    told = page.locator("#told").inner_text().replace("\u00a0", " ")
    biggest = forecast.mean[stores].sum(axis=1).max()
    assert float(re.search(r": ([\d,]+)", told).group(1).replace(",", "")) == pytest.approx(biggest, rel=0.01)
    assert "When it was tested" in page.locator("#past").inner_text()
    page.locator("#crumbs button").first.click()
    assert page.locator("#listing tbody tr").count() == 3


def test_a_series_is_found_by_its_words_from_the_keyboard(page):
    page.locator("#search").focus()
    page.keyboard.type("product 12")
    page.locator("#found", has_text="1\u00a0series").wait_for()
    assert "Product 12" in page.locator("#listing tbody tr").inner_text()


def test_columns_sort_both_ways_and_say_so(page):
    page.select_option("#level", "-1")
    names = page.locator("#listing thead th").first
    names.locator("button").focus()
    page.keyboard.press("Enter")
    assert names.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert names.get_attribute("aria-sort") == "descending"
    listed = page.locator("#listing tbody button.name").all_inner_texts()
    assert listed[0].startswith("Product 18")


def test_what_is_listed_is_downloaded_as_csv(page, forecast):
    page.select_option("#level", "-1")
    with page.expect_download() as waiting:
        page.click("#save-list")
    lines = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + forecast.panel.n_series
    total = sum(float(line.rsplit(",", 4)[1]) for line in lines[1:])
    assert total == pytest.approx(forecast.mean.sum(), rel=0.01)


def test_text_keeps_its_contrast_in_the_dark(page):
    page.emulate_media(color_scheme="dark")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        ".map(c => c.match(/\\d+/g).map(Number))"
    )
    assert min(ink[:3]) - max(paper[:3]) > 180


def printed_pages(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_the_answer_prints_on_one_page_and_everything_on_request(page):
    page.evaluate("window.print = () => {}")
    assert printed_pages(page) == 1
    page.evaluate("document.body.classList.remove('brief')")
    assert printed_pages(page) > 3
    page.evaluate("document.body.classList.add('brief')")
    page.click("text=Print everything")
    assert printed_pages(page) == 1
