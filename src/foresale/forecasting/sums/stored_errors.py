"""What is known of the errors of sums, as a model's folder and a forecast run keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from foresale.forecasting.sums.sum_distribution import ErrorShape
from foresale.forecasting.sums.totals import Shapes


def sum_errors_as_json(rho: Mapping[str, float], shapes: Shapes) -> dict[str, Any]:
    """What `read_sum_errors` reads: `rho` and `shapes`, each by level and grain."""
    return {"rho": dict(rho), "shapes": {name: asdict(shape) for name, shape in shapes.items()}}


def read_sum_errors(stored: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, ErrorShape]]:
    """How far errors of parts go together, and the shapes of the sums' errors.

    Raises:
        LookupError, TypeError, ValueError: It isn't what `sum_errors_as_json` wrote.
    """
    shapes = {
        name: ErrorShape(tuple(map(float, shape["numbers"])), bool(shape["is_plain_error"]))
        for name, shape in stored["shapes"].items()
    }
    return {name: float(rho) for name, rho in stored["rho"].items()}, shapes
