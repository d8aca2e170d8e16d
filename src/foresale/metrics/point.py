"""Errors of a point forecast: one number ahead for each series and period."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from foresale.metrics.pairs import mean, ratio, select_known

# Lets 33 count as within 10 % of 30 though 0.1 can't be written exactly in binary.
_ROUNDING = 1 + 1e-9


def wape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Absolute error as a share of total sales; 0 is perfect.

    Weighs big sellers more than small ones and survives days without sales.
    Undefined, so NaN, when nothing was sold at all. Σ|f − y| / Σ|y|, Kolassa and
    Schütz (2007), "Advantages of the MAD/Mean ratio over the MAPE", Foresight 6.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> wape([10, 0, 30], [8, 1, 33])
        0.15
    """
    y, f = select_known(actual, forecast)
    return ratio(np.abs(f - y).sum(), np.abs(y).sum())


def bias(actual: ArrayLike, forecast: ArrayLike) -> float:
    """How much too much (+) or too little (−) was forecast in all, as a share of total sales.

    Σ(f − y) / Σy: errors of opposite sign cancel, so read it beside `wape`.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> bias([10, 0, 30], [8, 1, 33])
        0.05
    """
    y, f = select_known(actual, forecast)
    return ratio((f - y).sum(), y.sum())


def mae(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Average absolute error, in units a period.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> mae([10, 0, 30], [8, 1, 33])
        2.0
    """
    y, f = select_known(actual, forecast)
    return mean(np.abs(f - y))


def rmse(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Root of the average squared error, in units a period: large misses weigh more.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> rmse([10, 0], [7, 4])
        3.5355339059327378
    """
    y, f = select_known(actual, forecast)
    return float(np.sqrt(mean(np.square(f - y))))


def mape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Average error as a share of each period's own sales; periods without sales are left out.

    It punishes forecasting too much more than too little, so a low forecast wins; `wape` doesn't.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> mape([10, 0, 40], [8, 1, 44])
        0.15000000000000002
    """
    y, f = select_known(actual, forecast)
    sold = y != 0
    return mean(np.abs(f[sold] - y[sold]) / np.abs(y[sold]))


def smape(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Average of the error over the mean of actual and forecast: 0 is perfect, 2 is worst.

    2|f − y| / (|y| + |f|), Makridakis (1993), as used in the M4 competition; zero sold and
    zero forecast count as no error.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> smape([10, 0, 0], [30, 0, 1])
        1.0
    """
    y, f = select_known(actual, forecast)
    size = np.abs(y) + np.abs(f)
    # `where` leaves 0/0 at its start value; a NaN size isn't 0 and stays NaN.
    return mean(np.divide(2 * np.abs(f - y), size, out=np.zeros_like(y), where=size != 0))


def r2(actual: ArrayLike, forecast: ArrayLike) -> float:
    """Share of the sales' variance that the forecast explains: 1 is perfect, below 0 a constant does better.

    1 − Σ(f − y)² / Σ(y − ȳ)². Over several series ȳ is the mean of all of them, so telling big
    sellers from small ones already earns most of it.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.

    Examples:
        >>> r2([1, 2, 3], [1, 2, 4])
        0.5
    """
    y, f = select_known(actual, forecast)
    if y.size == 0:
        return float("nan")
    return 1 - ratio(np.square(f - y).sum(), np.square(y - y.mean()).sum())


def share_within(actual: ArrayLike, forecast: ArrayLike, tolerance: float) -> float:
    """Share of forecasts no further from the actual than `tolerance` of it.

    A period without sales counts only if its forecast is zero.

    Args:
        actual: Units sold, one per series and period.
        forecast: Units forecast, in the same order.
        tolerance: Largest error allowed, as a share of the actual (0.25 is 25 %).

    Examples:
        >>> share_within([10, 20, 30, 0], [11, 29, 30, 1], 0.10)
        0.5
    """
    y, f = select_known(actual, forecast)
    if np.isnan(f).any():
        return float("nan")
    return mean((np.abs(f - y) <= tolerance * np.abs(y) * _ROUNDING).astype(np.float64))
