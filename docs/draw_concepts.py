"""Draws the pictures of docs/concepts from a simulated chain, with Foresale's own figures.

python docs/draw_concepts.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from playwright.sync_api import sync_playwright

import foresale as fs
from foresale.reports.figures.look import ACTUAL, FORECAST, WARM, new_figure, plotly_objects

IMAGES = Path(__file__).resolve().parent / "images"
SIZE = {"width": 1000, "height": 480}
PROMISED = (0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 0.95)


def draw() -> None:
    """Write all pictures into docs/images."""
    chain = fs.simulate(stores=2, products=12, days=420, seed=11)
    result = fs.forecast(chain.sales, 28, models=["profile_smoothing", "lightgbm"])
    write({"concept-demand": demand(chain)})
    write({
        "concept-backtest": result.plot_backtest(),
        "concept-calibration": calibration(result.cross_validation()),
    })  # fmt: skip


def calibration(cv: Any) -> Any:
    """What ranges promised beside how often they held, on the kept window.

    Args:
        cv: A `CrossValidation`.
    """
    levels = sorted({round(level, 4) for p in PROMISED for level in ((1 - p) / 2, (1 + p) / 2)})
    champion = cv.leaderboard().filter("champion")["model"][0]
    frame = cv.to_frame(levels, [champion]).filter("kept").drop_nulls("actual")
    held = [
        frame.select(
            pl.col("actual").is_between(f"q{round((1 - p) / 2, 4):g}", f"q{round((1 + p) / 2, 4):g}").mean()
        ).item()
        for p in PROMISED
    ]
    go = plotly_objects()
    figure = new_figure(
        "Do the ranges hold?",
        f"{frame.height:,} forecasts of days that chose nothing; on the line, a promise is kept",
        "share of days inside the range, %",
    )
    figure.add_trace(
        go.Scatter(x=[0, 100], y=[0, 100], mode="lines", line={"color": ACTUAL, "dash": "dot"}, name="kept")
    )
    figure.add_trace(
        go.Scatter(
            x=[100 * p for p in PROMISED], y=[100 * share for share in held], mode="lines+markers",
            line={"color": FORECAST}, marker={"size": 9}, name="forecast",
        )
    )  # fmt: skip
    figure.update_xaxes(title_text="range promised, %", range=[0, 101])
    figure.update_yaxes(range=[0, 101])
    return figure


def demand(chain: Any) -> Any:
    """Demand and sales of the product that was out of stock most, over twelve weeks.

    Args:
        chain: A `SimulatedChain`.
    """
    keys = ["store", "product"]
    days = chain.sales.join(chain.truth, on=["date", *keys], how="inner")
    most = days.group_by(keys).agg(pl.col("stockout").sum()).sort("stockout", *keys).tail(1)
    one = days.join(most.select(keys), on=keys).sort("date").tail(84)
    go = plotly_objects()
    figure = new_figure(
        "What was wanted, and what was sold",
        f"{most['product'][0]}, simulated; where stock ran out, sales end and demand goes on",
        "units a day",
    )
    figure.update_yaxes(rangemode="tozero")
    out = one.filter(pl.col("stockout").cast(pl.Boolean))
    for name, column, colour, width in (("demand", "demand", FORECAST, 3.5), ("sold", "units", ACTUAL, 1.5)):
        figure.add_trace(
            go.Scatter(
                x=one["date"].to_list(), y=one[column].to_list(), name=name,
                line={"color": colour, "width": width},
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=out["date"].to_list(), y=out["units"].to_list(), name="stock ran out", mode="markers",
            marker={"color": WARM, "size": 9, "symbol": "x"},
        )
    )  # fmt: skip
    return figure


def write(figures: dict[str, Any]) -> None:
    """Write figures as pictures, by name.

    Args:
        figures: Plotly's.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
        for name, figure in figures.items():
            place = Path(folder) / f"{name}.html"
            figure.update_layout(height=SIZE["height"] - 20)
            figure.write_html(place, include_plotlyjs=True, config={"displayModeBar": False})
            page.goto(place.as_uri())
            page.wait_for_selector(".main-svg")
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    draw()
