"""Each column alone: a line through one number, or the average of each class."""

from __future__ import annotations

from dataclasses import replace

from foresale.arrays import Array
from foresale.regression.cross_validation import cross_validate
from foresale.regression.models.linear import Linear, Mean
from foresale.regression.options import DriverOptions
from foresale.regression.rows import Rows
from foresale.regression.scores import ModelScore, score_models

PREFIX = "only:"


def score_singles(rows: Rows, target: Array, options: DriverOptions) -> tuple[ModelScore, ...]:
    """How much each column explains by itself on rows that weren't seen, the most telling first.

    Args:
        rows: What explains.
        target: What is explained.
        options: Folds, repeats, outliers and seed: the rows are split as for the other models.
    """
    found = cross_validate(rows, target, {"mean": Mean}, options)
    predictions = dict(found.predictions)
    for name in rows.columns.names:
        alone = cross_validate(rows.only(name), target, {"linear": Linear}, options)
        predictions[f"{PREFIX}{name}"] = alone.predictions["linear"]
    scores = score_models(replace(found, predictions=predictions, seconds={}))
    return tuple(sorted(scores[1:], key=lambda score: -score.r2))
