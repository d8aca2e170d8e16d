"""Whether people's changes helped, once it is known what was sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.workflows.overrides.lay_over import CELL, scale_quantiles

STEPS = ("naive", "statistical", "champion", "person", "approved")
"""From the simplest rule to what counted on the day."""
By = Literal["person", "direction", "size", "lag", "reason"]
SIZES = ((0.1, "under 10 %"), (0.25, "10 to 25 %"), (0.5, "25 to 50 %"), (np.inf, "over 50 %"))
LAGS = ((7, "1 to 7 days"), (14, "8 to 14 days"), (28, "15 to 28 days"), (np.inf, "over 28 days"))
LANDED: dict[str, Any] = {
    "override_id": pl.Int64, "user_id": pl.Int64, "reason": pl.String, "product_id": pl.Int64,
    "store_id": pl.Int64, "target_date": pl.Date, "made_on": pl.Date, "before": pl.Float64,
    "after": pl.Float64, "champion": pl.Float64, "naive": pl.Float64, "statistical": pl.Float64,
    "quantiles": pl.List(pl.Float64), "levels": pl.List(pl.Float64), "actual": pl.Float64,
    "price": pl.Float64, "is_price_usual": pl.Boolean, "cost": pl.Float64, "stood": pl.Boolean,
}  # fmt: skip
"""What is known of each changed cell whose day is over; `stood`: the change counted when the day began;
`is_price_usual`: nobody set the price, sales tell it."""


@dataclass(frozen=True)
class Score:
    """How far a forecast was off.

    Attributes:
        wape: Σ|forecast − actual| / Σ actual; None where nothing was sold.
        bias: Σ(forecast − actual) / Σ actual; above 0 is too much.
        pinball: Mean quantile loss times two, as a share of what was sold; a point is its own every quantile.
        money: What the errors cost, of cells with price and cost; None where there is none.
    """

    wape: float | None
    bias: float | None
    pinball: float | None
    money: float | None


@dataclass(frozen=True)
class GroupScore:
    """What changes of one person, direction, size, lag or reason did.

    Attributes:
        key: Which.
        cells: Days of series.
        changes: Entries of the ledger.
        helped: Share of cells that were nearer to what was sold than before; of those that changed.
        before: The forecast without the change.
        after: With it.
    """

    key: str
    cells: int
    changes: int
    helped: float | None
    before: Score
    after: Score


def stairs(landed: pl.DataFrame, holding_share: float) -> dict[str, Score]:
    """Each step's score over the same cells, from naive to approved; empty without cells.

    Of several changes of a cell the newest is the person's; the newest that stood when the day began is
    what was approved.

    Args:
        landed: As `LANDED`.
        holding_share: What a unit too many costs, as a share of its unit cost.
    """
    if landed.is_empty():
        return {}
    ordered = landed.sort("override_id")
    newest = ordered.unique(list(CELL), keep="last", maintain_order=True).sort(*CELL)
    stood = ordered.filter("stood").unique(list(CELL), keep="last")
    approved = newest.select(*CELL).join(
        stood.select(*CELL, "after"), on=list(CELL), how="left", maintain_order="left"
    )
    forecasts = {
        "naive": newest["naive"], "statistical": newest["statistical"], "champion": newest["champion"],
        "person": newest["after"], "approved": approved["after"].fill_null(newest["champion"]),
    }  # fmt: skip
    return {
        step: _score(newest, values.to_numpy(), holding_share, ranged=step not in STEPS[:2])
        for step, values in forecasts.items()
    }


def groups(landed: pl.DataFrame, by: By, holding_share: float) -> list[GroupScore]:
    """What changes did, told apart, the most cells first.

    Args:
        landed: As `LANDED`.
        by: What tells them apart; a person by its number.
        holding_share: What a unit too many costs, as a share of its unit cost.
    """
    if landed.is_empty():
        return []
    keyed = landed.with_columns(key=_key(by))
    found = []
    for (key,), part in keyed.group_by("key", maintain_order=True):
        error_before = (part["before"] - part["actual"]).abs().to_numpy()
        error_after = (part["after"] - part["actual"]).abs().to_numpy()
        moved = np.abs(part["after"].to_numpy() - part["before"].to_numpy()) > 1e-9
        helped = float((error_after < error_before)[moved].mean()) if moved.any() else None
        before, after = (
            _score(part, part[name].to_numpy(), holding_share, ranged=True) for name in ("before", "after")
        )
        changes = part["override_id"].n_unique()
        found.append(GroupScore(str(key), part.height, changes, helped, before, after))
    return sorted(found, key=lambda group: (-group.cells, group.key))


def _key(by: By) -> pl.Expr:
    change = pl.col("after") - pl.col("before")
    if by == "person":
        return pl.col("user_id").cast(pl.String).fill_null("")
    if by == "reason":
        return pl.col("reason")
    if by == "direction":
        return (
            pl.when(change > 0)
            .then(pl.lit("up"))
            .when(change < 0)
            .then(pl.lit("down"))
            .otherwise(pl.lit("same"))
        )
    if by == "size":
        size = pl.when(pl.col("before") > 0).then(change.abs() / pl.col("before")).otherwise(float("inf"))
        return _bucket(size, SIZES)
    return _bucket((pl.col("target_date") - pl.col("made_on")).dt.total_days(), LAGS)


def _bucket(value: pl.Expr, bounds: tuple[tuple[float, str], ...]) -> pl.Expr:
    return pl.coalesce(
        *(pl.when(value <= bound).then(pl.lit(name)) for bound, name in bounds[:-1]), pl.lit(bounds[-1][1])
    )


def _score(cells: pl.DataFrame, forecast: Array, holding_share: float, *, ranged: bool) -> Score:
    actual = cells["actual"].to_numpy()
    sold = float(actual.sum())
    losses = _pinball(cells, forecast) if ranged else np.abs(forecast - actual)
    price, cost = (cells[name].to_numpy() for name in ("price", "cost"))
    over, under = np.maximum(forecast - actual, 0), np.maximum(actual - forecast, 0)
    money = over * cost * holding_share + under * np.maximum(price - cost, 0)
    known = ~np.isnan(money)
    return Score(
        wape=_share(float(np.abs(forecast - actual).sum()), sold),
        bias=_share(float((forecast - actual).sum()), sold),
        pinball=_share(float(losses.sum()), sold),
        money=round(float(money[known].sum()), 2) if known.any() else None,
    )


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole > 0 else None


def _pinball(cells: pl.DataFrame, forecast: Array) -> Array:
    """Twice the mean quantile loss of each cell, its distribution moved to the forecast."""
    found = np.zeros(cells.height)
    numbered = cells.select("levels", "quantiles", "champion", "actual").with_columns(
        forecast=pl.Series(forecast), place=pl.int_range(pl.len())
    )
    for (levels,), part in numbered.group_by("levels"):
        chances = np.asarray(_as_list(levels), dtype=np.float64)
        quantiles = np.array(part["quantiles"].to_list(), dtype=np.float64)
        mean, wanted = part["champion"].to_numpy(), part["forecast"].to_numpy()
        moved = scale_quantiles(quantiles, mean, wanted, chances.tolist())
        error = part["actual"].to_numpy()[:, None] - moved
        found[part["place"].to_numpy()] = 2 * np.maximum(chances * error, (chances - 1) * error).mean(axis=1)
    return found


def _as_list(levels: Any) -> list[float]:
    return list(levels)
