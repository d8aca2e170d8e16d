"""Which models a history can tell apart: trying the others takes time and gains nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL_HISTORY = 3_000  # periods with sales, over all series
SPARSE = 0.75  # share of the known periods that have sales, below which a history is sparse
MAX_SERIES_ALONE = 3
LONG = 364  # periods: a year of days
MAX_SHORT = 160  # periods: three years of weeks, thirteen of months
_SLOW_TO_LOAD = ("auto_ets", "auto_arima", "dynamic_theta")
_DEAR = ("random_forest", "gradient_boosting", "xgboost")


def models_worth_trying(
    names: Iterable[str], target: NDArray[np.floating[Any]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The models to try on a history, and those left out because it is too small or too sparse for them.

    Where all sales together are few, loading the classical models takes longer than all the rest, and
    on small files none of them was ever among the best; they stay for a few short series without
    gaps, such as one of months, where they are hard to beat. Deep trees have nothing to learn where
    most periods sell nothing as well: simple means, the methods for intermittent demand and one
    model of boosted trees stand for them. Nor do the classical models gain on long histories in which
    most days sell nothing, where each series costs them seconds.

    Args:
        names: Models to choose from; those kept keep this order.
        target: S × T units, NaN where unknown.

    Examples:
        >>> models_worth_trying(["croston", "auto_arima"], np.array([[0.0, 0.0, 3.0, 0.0]]))
        (('croston',), ('auto_arima',))
        >>> models_worth_trying(["croston", "auto_arima"], np.array([[4.0, 5.0, 3.0, 6.0]]))
        (('croston', 'auto_arima'), ())
    """
    wanted = tuple(names)
    sold, known = int((target > 0).sum()), int(np.isfinite(target).sum())
    is_sparse = sold < SPARSE * known
    if sold >= SMALL_HISTORY:
        unwanted: tuple[str, ...] = _SLOW_TO_LOAD if is_sparse and target.shape[1] >= LONG else ()
        return _split(wanted, unwanted)
    alone = target.shape[0] <= MAX_SERIES_ALONE and target.shape[1] <= MAX_SHORT
    unwanted = () if alone and not is_sparse else _SLOW_TO_LOAD
    unwanted += _DEAR if is_sparse else ()
    return _split(wanted, unwanted)


def _split(names: tuple[str, ...], unwanted: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that aren't unwanted, and those that are."""
    left_out = tuple(name for name in names if name in unwanted)
    return tuple(name for name in names if name not in left_out), left_out
