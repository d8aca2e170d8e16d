"""Which model is trusted with the future, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from foresale.forecasting.results import Champion
from foresale.notes import percent

NAIVE = "seasonal_naive"
SELECTION_METRICS = ("score", "wape", "mae", "rmse", "mape", "smape", "mase", "rmsse", "wql")
"""What models may be chosen by, the least first; `score` is the mean of RMSSE and WQL."""
MARGIN = 0.02
PREFERRED = "lightgbm"
PREFERENCE = 0.03  # what three windows can't tell from chance
BLEND_MEMBERS = 6
BLEND_REACH = 1.15  # of the best score; a member further off would only add noise


def relative_score(metrics: dict[str, float], naive: dict[str, float], metric: str = "score") -> float:
    """Geometric mean of RMSSE and WQL over seasonal naive's; below 1 is better than naive.

    RMSSE rewards an unbiased mean and WQL the quantiles; a forecast of zero for slow sellers,
    which wins WAPE, wins neither. What can't be measured is left out; NaN when nothing can.

    Args:
        metrics: A model's.
        naive: Seasonal naive's.
        metric: One of `SELECTION_METRICS`, to count instead of the two.
    """
    ratios = []
    for name in ("rmsse", "wql") if metric == "score" else (metric,):
        ours, theirs = metrics[name], naive[name]
        if math.isfinite(ours) and math.isfinite(theirs) and theirs > 0:
            ratios.append(max(ours / theirs, 1e-6))
    if not ratios:
        return math.nan
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def blend_members(scores: dict[str, float]) -> tuple[str, ...]:
    """The best models that are close enough to the very best; fewer than two make no blend."""
    ranked = sorted((score, name) for name, score in scores.items() if math.isfinite(score))
    if not ranked:
        return ()
    best = ranked[0][0]
    return tuple(name for score, name in ranked[:BLEND_MEMBERS] if score <= BLEND_REACH * best)


def choose_champion(leaderboard: pl.DataFrame, *, folds: int) -> Champion:
    """The best score on the selection folds, if it beats seasonal naive by the margin.

    A few windows can't tell models apart that score alike, and the best of a dozen is partly the
    luckiest. So the model that learns from all series, which knows most and proves itself on most
    data, is kept unless another one is clearly better.

    Args:
        leaderboard: One row per model with `model`, `label` and `score`.
        folds: Selection folds the scores rest on.
    """
    known = leaderboard.filter(pl.col("score").is_finite()).sort("score")
    naive = leaderboard.filter(pl.col("model") == NAIVE)
    windows = f"{folds} past window{'s' if folds != 1 else ''}"
    if naive.is_empty():
        row = (known if known.height else leaderboard).row(0, named=True)
        return Champion(row["model"], row["label"], f"{row['label']} was the best of those asked for.", True)
    fallback = naive.row(0, named=True)
    if known.is_empty():
        why = "The history is too short or too empty to compare models, so the simplest is used."
        return Champion(NAIVE, fallback["label"], why, False)
    best = known.row(0, named=True)
    if best["model"] == NAIVE or best["score"] > 1 - MARGIN:
        rival = known.filter(pl.col("model") != NAIVE)
        closest = rival.row(0, named=True)["label"] if rival.height else "No other model"
        why = (
            f"Nothing beat repeating the last season by more than {percent(MARGIN)} on {windows} "
            f"({closest} came closest), so that is what is used."
        )
        return Champion(NAIVE, fallback["label"], why, False)
    chosen = _prefer(known, best) or best
    gain = 1 - chosen["score"]
    why = f"{chosen['label']} was {percent(gain)} better than repeating the last season on {windows}"
    if chosen is not best:
        why += f"; {best['label']} did no better than chance explains"
    return Champion(chosen["model"], chosen["label"], f"{why}.", True)


def _prefer(known: pl.DataFrame, best: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The preferred model's best row, where it is about as good as the best and beats seasonal naive."""
    found = known.filter(
        _is_preferred(pl.col("model")),
        pl.col("score") <= best["score"] * (1 + PREFERENCE),
        pl.col("score") <= 1 - MARGIN,
    )
    best_is = known.filter(pl.col("model") == best["model"], _is_preferred(pl.col("model"))).height > 0
    return found.row(0, named=True) if found.height and not best_is else None


def _is_preferred(model: pl.Expr) -> pl.Expr:
    """Whether it is the preferred model, with whatever parameters."""
    return model.str.contains(rf"^{PREFERRED}(_tuned|\(.*\))?$")
