"""What drives the forecast, for the report: bars by concept, days in words, and effects as a curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from foresale.forecasting.explanation.explain import Explanation
from foresale.forecasting.results import Forecast
from foresale.reports import wording
from foresale.reports.axes import Axis
from foresale.reports.chart_layers import Band, Line
from foresale.reports.charts import Chart, Drawing, draw
from foresale.reports.series_labels import series_labels

_CONCEPTS_SHOWN = 8
_LEAST_SHOWN = 0.01


@dataclass(frozen=True)
class DriverBar:
    """One concept's bar.

    Attributes:
        name: What moves the forecast.
        share: Of all that moves it.
        typical: By what share it moves a forecast up or down, typically.
        width: Of the widest bar, in per cent.
    """

    name: str
    share: float
    typical: float
    width: float


@dataclass(frozen=True)
class EffectRow:
    """One price or promotion and what it does to the forecast; `low` and `high` are NaN where unknown."""

    name: str
    effect: float
    low: float
    high: float
    observed: int


@dataclass(frozen=True)
class ExplanationSection:
    """Everything that the section “What drives the forecast” says.

    Attributes:
        sentence: The drivers in words, or why there are none.
        bars: The strongest concepts.
        examples: Series and date, and the reasons in words.
        effect_sentences: Effects in words, or why there are none.
        effect_rows: The effects in numbers.
        curve: The forecast along the price.
    """

    sentence: str
    bars: list[DriverBar]
    examples: list[tuple[str, str]]
    effect_sentences: list[str]
    effect_rows: list[EffectRow]
    curve: Drawing | None


def explanation_of(explanation: Explanation, forecast: Forecast) -> ExplanationSection:
    """Work out the section."""
    panel, drivers, effects = forecast.panel, explanation.drivers, explanation.effects
    names = series_labels(panel)
    shown = drivers.table.filter(pl.col("share") >= _LEAST_SHOWN).head(_CONCEPTS_SHOWN)
    widest = max(shown["share"].to_list(), default=1.0)
    return ExplanationSection(
        sentence=drivers.sentence,
        bars=[
            DriverBar(row["concept"], row["share"], row["typical"], round(100 * row["share"] / widest, 1))
            for row in shown.iter_rows(named=True)
        ],
        examples=[
            (
                f"{names[example.series]}, {wording.period(forecast.dates[example.step - 1], panel.freq)}",
                example.reasons.sentence,
            )
            for example in explanation.examples
        ],
        effect_sentences=[s for s in effects.sentences if s != drivers.sentence],
        effect_rows=[_effect_row(row) for row in effects.table.iter_rows(named=True) if row["effect"] != 0],
        curve=_curve(effects.table),
    )


def _effect_row(row: Mapping[str, Any]) -> EffectRow:
    price = row["price"]
    if price is None:
        name = "With promotion"
    elif row["promotion"]:
        name = f"With promotion, at {wording.percent(price)} of the usual price"
    else:
        name = f"At {wording.percent(price)} of the usual price, without promotion"
    effect = float(row["effect"])
    low, high = (np.nan if row[end] is None else float(row[end]) for end in ("low", "high"))
    # A resampled range can lie beside its point; a reader takes it for one around it.
    return EffectRow(name, effect, np.minimum(low, effect), np.maximum(high, effect), int(row["observed"]))


def _curve(table: pl.DataFrame) -> Drawing | None:
    """The forecast along the price, 100 at the usual one; none without three points."""
    prices = table.filter(pl.col("price").is_not_null())
    # The curve's own column is the one that has a point at the usual price.
    usual = prices.filter((pl.col("price") == 1.0) & ~pl.col("promotion"))
    curve = prices.join(usual.select("driver"), on="driver", how="semi").sort("price")
    if curve.height < 3:
        return None
    effect, low, high = (
        100 * (1 + curve[name].cast(pl.Float64).fill_null(np.nan).to_numpy())
        for name in ("effect", "low", "high")
    )
    low, high = np.minimum(low, effect), np.maximum(high, effect)
    names = [
        f"{wording.percent(price)} of the usual price" + (", with promotion" if promotion else "")
        for price, promotion in curve.select("price", "promotion").iter_rows()
    ]
    ticks = [(i, wording.percent(price)) for i, price in enumerate(curve["price"])]
    return draw(
        Chart(
            summary="Forecast as the price changes: "
            + ", ".join(
                f"{wording.number(value)} at {name}" for value, name in zip(effect, names, strict=True)
            ),
            axis=Axis(names, ticks),
            layers=[
                Band("80 % range", low, high),
                Line("Forecast, 100 at the usual price", effect, "forecast"),
            ],
            height=220,
        )
    )
