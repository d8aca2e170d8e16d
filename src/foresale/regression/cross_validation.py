"""Repeated cross-validation: every row judged by models that never saw it, prepared without it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.progress import Progress, SilentProgress
from foresale.regression.models.base import Regressor
from foresale.regression.models.catalog import Maker
from foresale.regression.options import DriverOptions
from foresale.regression.preparation import Outliers, Preparation
from foresale.regression.rows import Rows

STAGE = "Comparing models"


@dataclass(frozen=True)
class FittedFold:
    """What was learned without one part of the rows.

    Attributes:
        held_out: The rows it never saw.
        preparation: How rows are prepared, by the other rows.
        models: The models, by name.
        learned_rows: How many rows it learned from.
    """

    held_out: NDArray[np.intp]
    preparation: Preparation
    models: Mapping[str, Regressor]
    learned_rows: int


@dataclass(frozen=True)
class CrossValidation:
    """What models said of rows that they hadn't seen.

    Attributes:
        target: N totals.
        predictions: By model, repeats × N.
        folds: By repeat, what was learned without each part.
        seconds: By model, the time to learn once.
    """

    target: Array
    predictions: Mapping[str, Array]
    folds: tuple[tuple[FittedFold, ...], ...]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def every_fold(self) -> list[tuple[int, FittedFold]]:
        """All folds with their repeat."""
        return [(repeat, fold) for repeat, folds in enumerate(self.folds) for fold in folds]


def cross_validate(
    rows: Rows,
    target: Array,
    makers: Mapping[str, Maker],
    options: DriverOptions,
    progress: Progress | None = None,
) -> CrossValidation:
    """Learn from all parts of the rows but one, and judge on that one; for every part, several times.

    Fills, fences and classes are learned from the training part alone.

    Args:
        rows: What explains.
        target: What is explained.
        makers: How each model is made.
        options: Folds, repeats, outliers and seed.
        progress: Hears how far it is.
    """
    progress = progress or SilentProgress()
    progress.start(STAGE, options.repeats * options.folds)
    predictions = {name: np.full((options.repeats, len(target)), np.nan) for name in makers}
    seconds = dict.fromkeys(makers, 0.0)
    every: list[tuple[FittedFold, ...]] = []
    for repeat in range(options.repeats):
        random = np.random.default_rng([options.seed, repeat])
        parts = np.array_split(random.permutation(len(target)), options.folds)
        folds = []
        for number, part in enumerate(parts):
            held_out = np.sort(part)
            seed = 1000 * options.seed + options.folds * repeat + number
            fold, spent = _fit_fold((rows, target), held_out, makers, options.outliers, seed)
            for name, took in spent.items():
                seconds[name] += took
            matrix = fold.preparation.encode(rows.take(held_out))
            for name, model in fold.models.items():
                predictions[name][repeat, held_out] = model.predict(matrix)
            folds.append(fold)
            progress.advance()
        every.append(tuple(folds))
    fits = options.repeats * options.folds
    return CrossValidation(
        target, predictions, tuple(every), {name: spent / fits for name, spent in seconds.items()}
    )


def _fit_fold(
    known: tuple[Rows, Array],
    held_out: NDArray[np.intp],
    makers: Mapping[str, Maker],
    outliers: Outliers,
    seed: int,
) -> tuple[FittedFold, dict[str, float]]:
    """What is learned without the rows held out, and the seconds that each model took."""
    training = np.ones(len(known[1]), dtype=bool)
    training[held_out] = False
    rows, target = known[0].take(training), known[1][training]
    preparation = Preparation.learn(rows, target, outliers)
    stays = preparation.stays(rows, target)
    matrix, learned = preparation.encode(rows.take(stays)), preparation.encode_target(target[stays])
    models, seconds = {}, {}
    for name, make in makers.items():
        began = time.perf_counter()
        models[name] = make().fit(matrix, learned, seed)
        seconds[name] = time.perf_counter() - began
    return FittedFold(held_out, preparation, models, int(stays.sum())), seconds
