"""Ways to make forecasts of series and of their sums agree; every one ends in forecasts of the series.

`bottom_up` leaves the series' forecasts as they are. `top_down` and `middle_out` scale them to
forecasts made of the total or of a level between (forecast proportions; Athanasopoulos et al., 2009).
`mint_variance` and `mint_shrink` weigh all forecasts by how wrong each was (minimum trace;
Wickramasuriya et al., 2019), the first as if errors were independent, the second with their
covariance, shrunk (Schäfer and Strimmer, 2005). They are solved among the sums, N × N, and never
among the series: ỹ = ŷ − W Cᵀ (C W Cᵀ)⁻¹ C ŷ with C = [I, −A], where A adds series up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import BaseErrors, Reconciliation
from foresale.forecasting.sums.hierarchy import Hierarchy, hierarchy_of, smooth_sums, sum_history
from foresale.panel import Panel

METHODS = ("bottom_up", "top_down", "middle_out", "mint_variance", "mint_shrink")
LARGEST_FACTOR = 5.0  # a forecast scaled by more than this, or by less than its inverse, isn't believed


@dataclass(frozen=True)
class BaseForecasts:
    """Forecasts that don't agree yet.

    Attributes:
        series: S × H.
        sums: N × H, forecast from the sums' own histories.
        non_negative: Whether demand can't fall below zero.
    """

    series: Array
    sums: Array
    non_negative: bool = True


def reconcile_mean(
    recipe: Reconciliation, history: Panel, mean: Array, trained: NDArray[np.intp], horizon: int
) -> Array:
    """S × H means that agree with the sums' own forecasts, as far as these are believed.

    A history without such sums, or with none that were known in training, keeps its means, and so do
    products that have not begun: what sums sold so far says nothing of them.

    Args:
        recipe: From the backtest.
        history: The cleaned history.
        mean: S × H means of the champion.
        trained: For each series its position among the trained ones; −1 for a new one.
        horizon: Periods ahead that the champion was trained for, at least H.
    """
    if history.is_part and history.pool is not None:
        rows = history.pool.rows
        everything = history.pool.values["means"].copy()
        everything[rows] = mean
        return np.asarray(history.pool.functions["reconcile"](everything)[rows])
    bring_in_line = _reconciler(recipe, history, trained, (horizon, mean.shape[1]))
    if history.pool is not None:
        history.pool.values["means"] = mean
        history.pool.functions["reconcile"] = bring_in_line
    return bring_in_line(mean)


def _reconciler(
    recipe: Reconciliation, history: Panel, trained: NDArray[np.intp], steps: tuple[int, int]
) -> Callable[[Array], Array]:
    """What brings S × H means of a history in line, without holding the history.

    Args:
        recipe: From the backtest.
        history: The cleaned history.
        trained: For each series its position among the trained ones; −1 for a new one.
        steps: Periods ahead that the champion was trained for, and H.
    """
    hierarchy = hierarchy_of(history)
    if hierarchy is None:
        return lambda mean: mean
    sums = smooth_sums(sum_history(history, hierarchy), steps[0])[:, : steps[1]]
    non_negative, begun = history.non_negative, history.first_period() < history.n_periods

    def bring_in_line(mean: Array) -> Array:
        aside = np.where(begun[:, None], 0.0, mean)
        base = BaseForecasts(mean - aside, sums, non_negative=non_negative)
        if not recipe.method.startswith("mint"):
            return aside + reconcile(base, hierarchy, recipe.method, level=recipe.level)
        place = {node: row for row, node in enumerate(recipe.nodes)}
        known = np.array([node in place for node in hierarchy.nodes], dtype=bool)
        if not known.any():
            return mean
        rows = [place[node] for node in hierarchy.nodes if node in place]
        own = np.where((trained >= 0)[:, None], recipe.errors.series[trained], 0.0)
        errors = BaseErrors(own, recipe.errors.sums[rows])
        kept = BaseForecasts(base.series, sums[known], non_negative=non_negative)
        return aside + _mint(kept, hierarchy.summing[known], errors, shrink=recipe.method == "mint_shrink")

    return bring_in_line


def unbegun_part(history: Panel, mean: Array) -> Array:
    """S × H: the forecast of products that have not sold yet, and zeros for all others."""
    begun = history.first_period() < history.n_periods
    return np.where(begun[:, None], 0.0, mean)


def save_reconciliation(recipe: Reconciliation, file: Path) -> None:
    """Write it as an uncompressed .npz."""
    np.savez(
        file,
        method=np.array(recipe.method),
        level=np.array(recipe.level),
        nodes=np.array(recipe.nodes),
        series=recipe.errors.series,
        sums=recipe.errors.sums,
    )


def load_reconciliation(file: Path) -> Reconciliation:
    """Read what `save_reconciliation` wrote; refuses pickled content.

    Raises:
        ValueError: It names no way that there is, or its parts don't fit together.
    """
    with np.load(file, allow_pickle=False) as stored:
        errors = BaseErrors(stored["series"], stored["sums"])
        method, level = str(stored["method"]), str(stored["level"])
        nodes = tuple(str(node) for node in stored["nodes"])
    if method not in METHODS or len(nodes) != len(errors.sums):
        raise ValueError(f"the way of reconciling is {method!r}, with {len(nodes)} sums")
    return Reconciliation(method, level, nodes, errors)


def reconcile(
    base: BaseForecasts,
    hierarchy: Hierarchy,
    method: str,
    *,
    level: str = "",
    errors: BaseErrors | None = None,
) -> Array:
    """S × H forecasts of the series by one of `METHODS`; sums of them are the sums' forecasts.

    Args:
        base: What doesn't agree yet.
        hierarchy: The sums.
        method: The way.
        level: What `middle_out` keeps.
        errors: What `mint_…` weighs by, of the same series and sums.

    Raises:
        ValueError: There is no such way, or it needs errors.
    """
    if method == "bottom_up":
        return base.series
    if method in {"top_down", "middle_out"}:
        return _scale_to(base, hierarchy, "total" if method == "top_down" else level)
    if method not in METHODS or errors is None:
        raise ValueError(f"{method!r} can't be done{' without errors' if method in METHODS else ''}")
    return _mint(base, hierarchy.summing, errors, shrink=method == "mint_shrink")


def side_by_side_errors(parts: Sequence[BaseErrors]) -> BaseErrors:
    """The errors of several cutoffs as those of one long one."""
    return BaseErrors(
        np.concatenate([part.series for part in parts], axis=1),
        np.concatenate([part.sums for part in parts], axis=1),
    )


def _scale_to(base: BaseForecasts, hierarchy: Hierarchy, level: str) -> Array:
    """Each series' share of its sum's forecast, as the series' own forecasts have it."""
    found = [(each, rows) for each, rows in hierarchy.rows() if each.name == level]
    if not found:
        return base.series
    kept, rows = found[0]
    wanted, given = base.sums[rows], hierarchy.sums(base.series)[rows]
    factor = np.divide(wanted, given, out=np.ones_like(given), where=given > 0)
    return np.asarray(base.series * np.clip(factor, 1 / LARGEST_FACTOR, LARGEST_FACTOR)[kept.of_series])


def _mint(base: BaseForecasts, summing: object, errors: BaseErrors, *, shrink: bool) -> Array:
    """Forecasts of least error variance."""
    from scipy import linalg, sparse

    a = sparse.csr_array(summing)
    n = max(errors.series.shape[1], 1)
    bottom, upper = (np.square(part).sum(axis=1) / n for part in (errors.series, errors.sums))
    upper = np.maximum(upper, max(1e-9 * float(upper.max()), 1e-300))
    weighted = sparse.csr_array(a.multiply(bottom))
    middle = np.diag(upper) + (weighted @ a.T).toarray()
    gap = base.sums - a @ base.series
    trust = _diagonal_share(errors) if shrink else 1.0
    if trust >= 1:
        moved = weighted.T @ linalg.solve(middle, gap, assume_a="pos")
    else:
        apart = (errors.sums - a @ errors.series) / np.sqrt(n)
        solved = linalg.solve(trust * middle + (1 - trust) * apart @ apart.T, gap, assume_a="pos")
        moved = trust * (weighted.T @ solved)
        moved -= (1 - trust) * errors.series @ (apart.T @ solved) / np.sqrt(n)
    return _keep_in_bounds(base, base.series + moved)


def _keep_in_bounds(base: BaseForecasts, moved: Array) -> Array:
    """No sales where none were forecast, nor below zero; the total of each step stays."""
    moved = np.where(base.series == 0, 0.0, moved)
    if not base.non_negative:
        return moved
    total = np.maximum(moved.sum(axis=0), 0.0)
    cut = np.maximum(moved, 0.0)
    left = cut.sum(axis=0)
    return np.asarray(cut * np.divide(total, left, out=np.ones_like(left), where=left > 0))


def _diagonal_share(errors: BaseErrors) -> float:
    """How much of the covariance is left to its diagonal, between 0 and 1 (Schäfer and Strimmer, 2005).

    Sums over all pairs come from the E × E products between steps, so that no pair is ever formed.
    """
    both = np.concatenate([errors.sums, errors.series])
    n = both.shape[1]
    rms = np.sqrt(np.square(both).mean(axis=1, keepdims=True))
    standard = both[rms[:, 0] > 0] / rms[rms[:, 0] > 0]
    if n < 3 or len(standard) < 2:
        return 1.0
    squares = np.square(standard)
    products = float(np.square(squares.sum(axis=0)).sum() - np.square(squares).sum())
    correlations = float(np.square(standard.T @ standard).sum() / n**2 - len(standard))
    noise = n / (n - 1) ** 3 * (products - n * correlations)
    return float(np.clip(noise / max(correlations, 1e-300), 0.0, 1.0))
