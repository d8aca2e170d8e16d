"""Which models a small, sparse history can tell apart: trying the others takes time and gains nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL_HISTORY = 3_000  # periods with sales, over all series
SPARSE = 0.75  # share of the known periods that have sales, below which a history is sparse
_DEAR = ("auto_ets", "auto_arima", "random_forest", "gradient_boosting", "xgboost")


def models_worth_trying(
    names: Iterable[str], target: NDArray[np.floating[Any]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The models to try on a history, and those left out because it is too small and sparse for them.

    Seasonal terms and deep trees have nothing to learn where most periods sell nothing and all sales
    together are few: simple means, the methods for intermittent demand and one model of boosted
    trees stand for them.

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
    if sold >= SMALL_HISTORY or sold >= SPARSE * known:
        return wanted, ()
    left_out = tuple(name for name in wanted if name in _DEAR)
    return tuple(name for name in wanted if name not in left_out), left_out
