"""Whether parts of the assortment would be better off with a model of their own, on the backtest's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import Backtest, Fold
from foresale.forecasting.scores import history_scale
from foresale.notes import counted, percent
from foresale.workflows.promotion.gate import Comparison, relative_gain

FILE = "by_segment.csv"
MIN_SERIES = 3
MAX_SEGMENTS = 200
"""Segments that are looked at; of more, those with most series."""
_SCHEMA: dict[str, type[pl.DataType]] = {
    "segment": pl.String, "series": pl.Int64, "champion": pl.String, "best": pl.String, "gain": pl.Float64,
    "chance": pl.Float64, "worth_it": pl.Boolean, "reason": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class _Judge:
    """Squared errors over each series' usual change, as the gate compares them.

    Attributes:
        champion: The model that was chosen for all.
        labels: Models by name, for readers.
        chosen_on: Losses of each model on the windows that models are chosen on, S × H each.
        judged_on: The same on the window kept from choosing.
    """

    champion: str
    labels: Mapping[str, str]
    chosen_on: Mapping[str, Array]
    judged_on: Mapping[str, Array]


def segment_gains(backtest: Backtest, parts: pl.DataFrame) -> pl.DataFrame:
    """What each part would gain from the model that is best for it instead of the one chosen for all.

    For each part the best model is chosen on the same windows as for all, and judged on the one that was
    kept. Models were tried on all series together, so this says nothing of what learning from a part alone
    would bring: a training of that part does.

    Args:
        backtest: Of a training of everything.
        parts: `segment`, `product` and `store`, of which an empty `product` or `store` means all.

    Returns:
        `segment`, `series`, `champion`, `best`, `gain` (lower loss as a share), `chance` (how much of it
        chance may make), `worth_it` and `reason`, the largest gain first; empty without a kept window.
    """
    judge = _judge(backtest)
    if judge is None or not parts.height:
        return pl.DataFrame(schema=_SCHEMA)
    rows = [
        row
        for name, series in _rows_of(backtest, parts)
        if (row := _judge_part(judge, name, series)) is not None
    ]
    return pl.DataFrame(rows, schema=_SCHEMA).sort(["worth_it", "gain"], descending=True)


def parts_of(backtest: Backtest, kept: pl.DataFrame) -> pl.DataFrame:
    """The parts that may be worth a model: lists and rules that are kept, categories and stores.

    Args:
        backtest: Of a training of everything.
        kept: `segment` and `product` of lists and rules.
    """
    series = backtest.panel.series
    own = kept.select("segment", "product", pl.lit(None, pl.String).alias("store"))
    stores = series.select(
        pl.format("store={}", "store").alias("segment"), pl.lit(None, pl.String).alias("product"), "store"
    )
    found = [own, stores.unique(maintain_order=True)]
    if "category" in series.columns:
        named = series.select("product", pl.col("category").cast(pl.String)).drop_nulls().unique()
        found.append(
            named.select(
                pl.format("category={}", "category").alias("segment"),
                "product",
                pl.lit(None, pl.String).alias("store"),
            )
        )
    return pl.concat(found)


def _judge(backtest: Backtest) -> _Judge | None:
    kept = next((fold for fold in backtest.folds if fold.is_test), None)
    others = [fold for fold in backtest.folds if not fold.is_test]
    if kept is None or not others:
        return None
    labels = dict(backtest.leaderboard.select("model", "label").iter_rows())
    names = [name for name in labels if all(name in fold.means for fold in backtest.folds)]
    champion = backtest.champion.model
    if champion not in names:
        return None
    losses = [_losses(backtest, fold, names) for fold in others]
    chosen_on = {name: np.concatenate([one[name] for one in losses], axis=1) for name in names}
    return _Judge(champion, labels, chosen_on, _losses(backtest, kept, names))


def _losses(backtest: Backtest, fold: Fold, names: Sequence[str]) -> dict[str, Array]:
    scale = history_scale(backtest.panel.as_of(fold.cutoff, backtest.horizon)).squared
    usual = np.where(np.isfinite(scale), scale, np.nanmedian(scale) if np.isfinite(scale).any() else 1.0)
    over = np.maximum(usual, 1e-9)[:, None]
    return {name: (fold.actual - fold.means[name]) ** 2 / over for name in names}


def _rows_of(backtest: Backtest, parts: pl.DataFrame) -> list[tuple[str, NDArray[np.intp]]]:
    """The panel's rows of each part, the parts with most series first."""
    series = backtest.panel.series.select("product", "store").with_row_index("row")
    columns = {
        "product": parts.filter(pl.col("product").is_not_null()).select("segment", "product"),
        "store": parts.filter(pl.col("product").is_null()).select("segment", "store"),
    }
    found = pl.concat(
        [series.join(names, on=key, how="inner").select("segment", "row") for key, names in columns.items()]
    )
    grouped = (
        found.group_by("segment").agg(pl.col("row").unique().sort()).with_columns(n=pl.col("row").list.len())
    )
    largest = grouped.filter(pl.col("n") >= MIN_SERIES).sort(["n", "segment"], descending=[True, False])
    return [
        (name, np.array(rows, dtype=np.intp))
        for name, rows in largest.head(MAX_SEGMENTS).select("segment", "row").iter_rows()
    ]


def _judge_part(judge: _Judge, name: str, rows: NDArray[np.intp]) -> dict[str, object] | None:
    said = {model: np.nansum(losses[rows]) for model, losses in judge.chosen_on.items()}
    best = min(said, key=lambda model: (said[model], model != judge.champion, model))
    ours = judge.judged_on[judge.champion][rows]
    periods = int(np.isfinite(ours).any(axis=0).sum())
    gain, chance = relative_gain(Comparison(ours, judge.judged_on[best][rows], ""))
    if not np.isfinite(gain):
        return None
    where = f"{len(rows):,} series over {counted(periods, 'day')}"
    worth_it = best != judge.champion and gain > chance
    return {
        "segment": name, "series": len(rows), "champion": judge.champion, "best": best, "gain": gain,
        "chance": chance, "worth_it": worth_it,
        "reason": _reason(judge, best, (gain, chance), where),
    }  # fmt: skip


def _reason(judge: _Judge, best: str, measured: tuple[float, float], where: str) -> str:
    gain, chance = measured
    label = judge.labels[best]
    if best == judge.champion:
        return f"{label} is the best here too ({where})."
    size = f"{label} has {percent(abs(gain), digits=1)} {'lower' if gain > 0 else 'higher'} loss on {where}"
    noise = f"± {percent(chance, digits=1)} is chance"
    if gain > chance:
        return f"A model of its own is worth a training: {size} ({noise})."
    return f"Not worth a model of its own: {size} ({noise})."
