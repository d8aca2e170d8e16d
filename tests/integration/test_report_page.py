"""The reports in a real browser: they draw, answer the pointer and the keys, and fit a phone."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright isn't installed.")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


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


def test_picking_a_series_redraws_the_chart_and_tells_its_total(page, forecast):
    before = page.locator("#fan path.forecast").get_attribute("d")
    page.select_option("#pick", "3")
    assert page.locator("#fan path.forecast").get_attribute("d") != before
    row = np.argsort(-forecast.mean.sum(axis=1), kind="stable")[3]
    name = " · ".join(forecast.panel.series.select(forecast.panel.keys).row(int(row)))
    told = page.locator("#told").inner_text().replace("\u00a0", " ")
    assert told.startswith(f"{name}: ")
    assert float(re.search(r": ([\d,]+)", told).group(1).replace(",", "")) == pytest.approx(
        forecast.mean[row].sum(), rel=0.01
    )


def test_the_buttons_go_round_all_series(page):
    page.click("#back")
    assert page.eval_on_selector("#pick", "pick => pick.selectedIndex") == 19
    page.click("#next")
    assert page.eval_on_selector("#pick", "pick => pick.selectedIndex") == 0


def test_the_page_prints(page):
    assert page.pdf(format="A4").startswith(b"%PDF")
