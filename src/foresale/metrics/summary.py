"""All metrics of one forecast at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from foresale.metrics.pairs import same_shape
from foresale.metrics.point import bias, mae, mape, r2, rmse, share_within, smape, wape
from foresale.metrics.quantile import coverage, interval_width, wql
from foresale.metrics.scaled import mase, rmsse

METRICS: tuple[str, ...] = (
    "wape", "bias", "mae", "rmse", "mape", "smape", "r2", "mase", "rmsse", "wql",
    "coverage_80", "coverage_95", "width_80", "width_95", "within_10", "within_25", "within_50",
)  # fmt: skip

_INTERVALS = {"80": (0.1, 0.9), "95": (0.025, 0.975)}


def score(
    actual: ArrayLike,
    mean: ArrayLike,
    quantiles: ArrayLike | None,
    levels: Sequence[float],
    mae_scale: ArrayLike,
    rms_scale: ArrayLike,
) -> dict[str, float]:
    """Every metric of `METRICS` for one forecast, in that order.

    Args:
        actual: S × H units sold; NaN periods aren't scored.
        mean: S × H units forecast.
        quantiles: S × H × Q quantile forecasts; without them their metrics are NaN.
        levels: The Q levels, between 0 and 1; an interval whose ends aren't among them is NaN.
        mae_scale: S, from `scaled.naive_scale`.
        rms_scale: S, from `scaled.naive_scale`.

    Examples:
        >>> answer = score([[10, 20]], [[12, 20]], None, (), [4.0], [4.0])
        >>> answer["mae"], answer["mase"], answer["within_10"], answer["wql"]
        (1.0, 0.25, 0.5, nan)
    """
    y, f = same_shape(actual, mean)
    found = {
        "wape": wape(y, f),
        "bias": bias(y, f),
        "mae": mae(y, f),
        "rmse": rmse(y, f),
        "mape": mape(y, f),
        "smape": smape(y, f),
        "r2": r2(y, f),
        "mase": mase(y, f, mae_scale),
        "rmsse": rmsse(y, f, rms_scale),
    }
    found |= {f"within_{percent}": share_within(y, f, percent / 100) for percent in (10, 25, 50)}
    if quantiles is not None:
        q = np.asarray(quantiles, dtype=np.float64)
        found["wql"] = wql(y, q, levels)
        position = {round(level, 6): i for i, level in enumerate(levels)}
        for name, (low, high) in _INTERVALS.items():
            if low in position and high in position:
                ends = q[..., position[low]], q[..., position[high]]
                found[f"coverage_{name}"] = coverage(y, *ends)
                found[f"width_{name}"] = interval_width(y, *ends)
    return {name: found.get(name, float("nan")) for name in METRICS}
