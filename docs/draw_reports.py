"""Draws the pictures of the reports that README and docs show, from simulated sales and a made-up table.

python docs/draw_reports.py [forecast] [drivers] [replay]
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image
from playwright.sync_api import sync_playwright

import foresale as fs

IMAGES = Path(__file__).resolve().parent / "images"
WIDTH = 1200
COLOURS = 96
STORES = 400


def draw(names: list[str]) -> None:
    """Write the pictures of these reports into docs/images; of all, where none is named.

    Args:
        names: `forecast`, `drivers` or `replay`.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in names or PAGES:
            make, picture, height = PAGES[name]
            page = browser.new_page(viewport={"width": WIDTH, "height": height})
            page.goto(make(Path(folder) / name).as_uri())
            page.wait_for_timeout(500)
            _keep(page.screenshot(), picture)
        browser.close()


def make_forecast(folder: Path) -> Path:
    """A report of four weeks ahead, with the same weeks a year ago."""
    chain = fs.simulate(stores=2, products=12, days=900, seed=11)
    return fs.forecast(chain.sales, 28, models=["profile_smoothing"]).write(folder)["report"]


def make_drivers(folder: Path) -> Path:
    """What moves the sales of stores: two columns do, two don't, and one does a little."""
    rng = np.random.default_rng(3)
    spend, visits = rng.uniform(0, 100, STORES), rng.integers(5, 20, STORES)
    region = rng.choice(["North", "East", "South", "West"], STORES)
    loyal = rng.choice(["yes", "no"], STORES)
    sales = 400 + 8 * spend + 15 * visits + 190 * (region == "South") + rng.normal(0, 210, STORES)
    table = pl.DataFrame(
        {
            "store": [f"store {number}" for number in range(STORES)],
            "spend": spend.round(1),
            "visits": visits,
            "region": region,
            "loyal": loyal,
            "staff": rng.normal(12, 2, STORES).round(1),
            "sales": sales.round(),
        }
    )
    return fs.drivers(table, target="sales", unit="store").write(folder)["report"]


def make_replay(folder: Path) -> Path:
    """What rules of ordering would have cost in a small chain."""
    chain = fs.simulate(stores=2, products=12, days=300, seed=11)
    return fs.replay(chain.sales, lead_time=3, models=["profile_smoothing"]).write(folder)["report"]


def _keep(taken: bytes, name: str) -> None:
    """A report has few colours: with a palette its file is a third as large."""
    with Image.open(io.BytesIO(taken)) as picture:
        small = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    small.save(IMAGES / f"{name}.png", optimize=True)


PAGES: dict[str, tuple[Callable[[Path], Path], str, int]] = {
    "forecast": (make_forecast, "report", 920),
    "drivers": (make_drivers, "drivers", 1020),
    "replay": (make_replay, "replay", 920),
}

if __name__ == "__main__":
    draw(sys.argv[1:])
