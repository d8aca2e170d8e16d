"""The answer: how much will sell, week by week, against last year, and which products move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.aggregates import number_of
from foresale.arrays import Array
from foresale.forecasting.results import Forecast
from foresale.frequency import Dates, Frequency
from foresale.reports import wording
from foresale.reports.axes import Axis, date_axis
from foresale.reports.chart_layers import Band, Bars, Line, Whiskers
from foresale.reports.charts import Chart, Drawing, MarkedSpan, draw
from foresale.reports.comparison import Change, Comparison, change_of, comparison, total_units
from foresale.reports.groups import Group, Level, Ranking, level_of, other_columns, product_column, rankings


@dataclass(frozen=True)
class Row:
    """One week (or month) of the outlook.

    `share` is how much of a whole week or month it holds; `sure` whether last year lies outside its range.
    """

    name: str
    tick: str
    part: str
    share: float
    mean: float
    low: float
    high: float
    before: float
    change: float
    sure: bool


@dataclass(frozen=True)
class Products:
    """The product lists, and the column they are summed by."""

    level: Level
    biggest: list[Group]
    rankings: list[Ranking]


@dataclass(frozen=True)
class Answer:
    """Everything that the page's first section says.

    `range_is_wide` tells that the whole horizon's range was added up from its parts' ranges.
    """

    total: float
    low: float
    high: float
    range_is_wide: bool
    compared: Comparison | None
    change: Change | None
    grain: str
    rows: list[Row]
    by_grain: Drawing
    by_period: Drawing | None
    products: Products | None
    levels: list[Level]


def answer_of(forecast: Forecast) -> Answer:
    """Work out the first section."""
    compared = comparison(forecast.panel, len(forecast.dates))
    totals = forecast.totals.filter(pl.col("level") == "total")
    low, high, is_wide = total_range(totals)
    freq = forecast.panel.freq
    grain = "week" if freq is Frequency.DAY else freq.noun
    if grain in ("week", "fortnight") and len(forecast.dates) > {Frequency.DAY: 190}.get(freq, 27):
        grain = "month"
    rows = _rows(forecast, totals.filter(pl.col("grain") == grain).sort("date"), compared, grain)
    product = product_column(forecast.panel)
    level = level_of(forecast, product, compared) if product else None
    return Answer(
        total=float(forecast.mean.sum()),
        low=low,
        high=high,
        range_is_wide=is_wide,
        compared=compared,
        change=change_of(forecast.mean, compared.sold) if compared else None,
        grain=grain,
        rows=rows,
        by_grain=_grain_chart(rows, compared, grain),
        by_period=_period_chart(forecast, totals, compared),
        products=_products(level) if level else None,
        levels=[level_of(forecast, column, compared) for column in other_columns(forecast.panel, product)],
    )


def is_outside(change: Change | None, mean: float, ends: tuple[float, float]) -> bool:
    """Whether earlier sales lie outside a forecast's range, both like for like.

    Args:
        change: The forecast beside earlier sales.
        mean: The forecast that the range is of.
        ends: Its low and high end.
    """
    if change is None or not change.before > 0 or not mean > 0:
        return False
    beside = (change.before + change.gained) / mean
    return not ends[0] * beside <= change.before <= ends[1] * beside


def total_range(totals: pl.DataFrame) -> tuple[float, float, bool]:
    """The 80 % range of the whole horizon's total, and whether it could only be added up from parts.

    Parts that are all low together make a wider range than parts that miss independently;
    the sum of their ranges assumes the first, so it is never too narrow.
    """
    for grain in ("horizon", "quarter", "four-week period", "month", "fortnight", "week", "day"):
        rows = totals.filter(pl.col("grain") == grain)
        if rows.height:
            return float(rows["q0.1"].sum()), float(rows["q0.9"].sum()), rows.height > 1
    return float("nan"), float("nan"), False


def _products(level: Level) -> Products:
    return Products(
        level=level,
        biggest=level.groups[:5] if level.n_groups > 12 else level.groups,
        rankings=rankings(level) if level.n_groups > 6 else [],
    )


def _rows(forecast: Forecast, totals: pl.DataFrame, compared: Comparison | None, grain: str) -> list[Row]:
    """One row a week or month, with the earlier sales of the same periods."""
    starts = totals["date"].to_numpy().astype("datetime64[D]")
    bins = np.searchsorted(starts, forecast.dates.astype("datetime64[D]"), side="right") - 1
    full = int(number_of(totals["periods"].max(), empty=0))
    rows = []
    for i, row in enumerate(totals.iter_rows(named=True)):
        cells = bins == i
        change = change_of(forecast.mean[:, cells], compared.sold[:, cells]) if compared else None
        is_part = row["periods"] < full if grain == "week" else False
        noun = forecast.panel.freq.noun
        rows.append(
            Row(
                name=_grain_name(forecast.dates[cells], forecast.panel.freq, grain, starts[i]),
                tick=_tick(forecast.dates[cells], grain, starts[i]),
                part=wording.counted(row["periods"], noun)
                if is_part or (grain, noun) == ("month", "day")
                else "",
                share=row["periods"] / full if is_part else 1.0,
                mean=row["mean"],
                low=row["q0.1"],
                high=row["q0.9"],
                before=change.before if change and change.before > 0 else float("nan"),
                change=float(change.like_for_like) if change else float("nan"),
                sure=bool(change) and is_outside(change, row["mean"], (row["q0.1"], row["q0.9"])),
            )
        )
    return rows


def _grain_name(dates: Dates, freq: Frequency, grain: str, start: np.datetime64) -> str:
    if grain == "month" or not len(dates):
        return wording.month(start)
    return wording.span(dates, freq)


def _tick(dates: Dates, grain: str, start: np.datetime64) -> str:
    if grain == "month":
        return wording.month(start, year=False)
    return wording.day(dates[0] if len(dates) else start, year=False)


def _grain_chart(rows: list[Row], compared: Comparison | None, grain: str) -> Drawing:
    """Bars with their ranges, beside the same periods last year."""
    mean = np.array([row.mean for row in rows])
    low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    before = np.array([row.before for row in rows])
    shares = np.array([row.share for row in rows])
    layers: list[Bars | Whiskers] = []
    if compared is not None and np.isfinite(before).any():
        layers.append(Bars(compared.label.capitalize(), before, "before", shares=shares))
    layers += [Bars("Forecast", mean, "forecast", shares=shares), Whiskers("80 % range", low, high)]
    step = max(1, -(-len(rows) // 6))
    ticks = [
        (i, f"{row.tick}\n{row.part}" if row.part and grain == "week" else row.tick)
        for i, row in enumerate(rows)
    ][::step]
    names = [f"{row.name} ({row.part})" if row.part else row.name for row in rows]
    best = rows[int(mean.argmax())].name if len(rows) else ""
    told = ", ".join(f"{row.name} {wording.number(row.mean)}" for row in rows[:6])
    summary = f"Forecast by {grain}: {told}; most in {best}."
    return draw(Chart(summary, Axis(names, ticks), layers))


def _period_chart(forecast: Forecast, totals: pl.DataFrame, compared: Comparison | None) -> Drawing:
    """The recent past and the forecast with its range, period by period."""
    panel, horizon = forecast.panel, len(forecast.dates)
    daily = totals.filter(pl.col("grain") == panel.freq.noun).sort("date")
    tail = min(
        panel.n_periods,
        max(
            56
            if panel.freq is Frequency.DAY
            else panel.freq.periods_a_year
            if panel.freq.months == 3
            else 52,
            min(2 * horizon, 182),
        ),
    )
    past = total_units(panel, panel.n_periods - tail)
    dates = np.concatenate([panel.dates[-tail:], forecast.dates])

    def ahead(values: Array) -> Array:
        return np.concatenate([np.full(tail, np.nan), values])

    layers: list[Band | Line] = []
    if daily.height == horizon:
        layers.append(Band("80 % range", ahead(daily["q0.1"].to_numpy()), ahead(daily["q0.9"].to_numpy())))
    if compared is not None and compared.is_last_year:
        layers.append(Line(compared.label.capitalize(), ahead(np.nansum(compared.sold, axis=0)), "before"))
    layers.append(Line("Sold", np.concatenate([past, np.full(horizon, np.nan)]), "actual"))
    layers.append(Line("Forecast", ahead(forecast.mean.sum(axis=0)), "forecast"))
    noun = panel.freq.noun
    past_words = wording.counted(tail, noun)
    summary = f"Sales of the last {past_words} and the forecast of the next {horizon}, {noun} by {noun}."
    return draw(
        Chart(summary, date_axis(dates, panel.freq), layers, (MarkedSpan(tail, tail + horizon, "forecast"),))
    )
