"""What drives a model: what each column is worth, how it moves single rows, and its curve with a range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from foresale.arrays import Array, Ints
from foresale.metrics.significance import ALPHA
from foresale.regression.column_tests import column_chances
from foresale.regression.contributions import contributions_of
from foresale.regression.cross_validation import CrossValidation, FittedFold
from foresale.regression.rows import Rows
from foresale.regression.scores import interval_of, ratio_held_out

_SHUFFLES = 2
_SHUFFLED_ROWS = 2_000
_REFERENCE_ROWS = 200
_EXPLAINED_ROWS = 150
_TAIL = 0.975
_POINTS = 11
NEGLIGIBLE = 0.01
"""Share of the differences below which it doesn't matter whether a column tells it."""
_ENDS = (0.05, 0.95)  # shares of the rows between which a curve is drawn


@dataclass(frozen=True)
class Curve:
    """What the model says on average as one column changes and all others stay as they are.

    Attributes:
        labels: Classes, in the order of the values; empty for numbers.
        values: Numbers along the curve; positions of classes.
        middle: The model's average there.
        low, high: Where it lies, as sure as 95 %, by leaving out parts of the rows.
        rows: Rows at each class; 0 for numbers.
    """

    labels: tuple[str, ...]
    values: Array
    middle: Array
    low: Array
    high: Array
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Effect:
    """One column's part in a model.

    Attributes:
        column: Its name.
        worth: Share of the differences that it explains: half of what shuffling it adds to the squared error.
        worth_low, worth_high: Where that lies, 95 %.
        chance: How likely chance alone would tell so much, corrected for all columns.
        share: Of all that moves single predictions away from the average.
        typical: How much it moves a single prediction, up or down.
        size: What the curve says between `start` and `end`: the quartiles, or the lowest and highest class.
        size_low, size_high: Where that lies, 95 %.
        start, end: Values between which the size is taken, in words.
        curve: The whole curve.
    """

    column: str
    worth: float
    worth_low: float
    worth_high: float
    chance: float
    share: float
    typical: float
    size: float
    size_low: float
    size_high: float
    start: str
    end: str
    curve: Curve

    @property
    def is_real(self) -> bool:
        """Whether the column tells more than chance would."""
        return self.chance < ALPHA

    @property
    def is_negligible(self) -> bool:
        """Whether it is sure that the column tells next to nothing, rather than unknown what it tells."""
        return self.worth_high < NEGLIGIBLE


def find_effects(found: CrossValidation, rows: Rows, model: str, seed: int) -> tuple[Effect, ...]:
    """Each column's part in a model, the most useful first, judged on rows that it hadn't seen.

    Args:
        found: What was learned without each part of the rows.
        rows: What explains.
        model: Which model.
        seed: Same seed, same answer.
    """
    names = rows.columns.names
    random = np.random.default_rng([seed, 1])
    worth = _worth(found, rows, model, random)
    chances = column_chances(found, rows, model, np.random.default_rng([seed, 4]))
    moved = _contributions(found, rows, model, random)
    total = float(np.abs(moved).mean(axis=0).sum()) or 1.0
    learned_share = ratio_held_out(found)
    effects = []
    for at, name in enumerate(names):
        low, high = interval_of(worth[:, at], learned_share, len(names))
        typical = float(np.abs(moved[:, at]).mean())
        curve, size = _curve(found, rows, model, name)
        part = Effect(
            name, float(worth[:, at].mean()), low, high, chances[name], typical / total, typical, *size, curve
        )
        effects.append(part)
    return tuple(sorted(effects, key=lambda effect: -effect.worth))


def _worth(found: CrossValidation, rows: Rows, model: str, random: np.random.Generator) -> Array:
    """By fold and column: the share of the target's variance that is no longer told without it."""
    spread = float(np.var(found.target)) or 1.0
    result = []
    for repeat, fold in found.every_fold:
        # Of a very long table a part of the rows tells it as well.
        chosen = fold.held_out[:: max(1, len(fold.held_out) // _SHUFFLED_ROWS)]
        held, y = rows.take(chosen), found.target[chosen]
        base = float(np.square(found.predictions[model][repeat, chosen] - y).mean())
        losses = []
        for name in rows.columns.names:
            errors = []
            for _ in range(_SHUFFLES):
                mixed = held.with_column(name, random.permutation(held.column(name)))
                errors.append(float(np.square(_say(fold, model, mixed) - y).mean()))
            # Shuffling puts a column wrong in both directions: of a line it adds twice what the column tells.
            losses.append((float(np.mean(errors)) - base) / (2 * spread))
        result.append(losses)
    return np.array(result).reshape(len(result), -1)


def _contributions(found: CrossValidation, rows: Rows, model: str, random: np.random.Generator) -> Array:
    """Rows × columns: how far each column moves a row's prediction, by models that didn't see the row."""
    parts = []
    folds = found.folds[0]
    for fold in folds:
        count = max(1, _EXPLAINED_ROWS // len(folds))
        chosen = fold.held_out[:: max(1, len(fold.held_out) // count)][:count]
        training = np.setdiff1d(np.arange(len(rows)), fold.held_out)
        background = rows.take(random.choice(training, min(40, len(training)), replace=False))
        parts.append(contributions_of(partial(_say, fold, model), rows.take(chosen), background, random))
    return np.concatenate(parts)


def _curve(
    found: CrossValidation, rows: Rows, model: str, name: str
) -> tuple[Curve, tuple[float, float, float, str, str]]:
    """The curve over the same rows for every fold's model, and the size of the effect along it.

    Ranges are by the jackknife over folds (Quenouille 1956; Tukey 1958), averaged over the repeats.
    """
    values, labels, counts = _places(rows, name)
    reference = rows.take(np.arange(len(rows))[:: max(1, len(rows) // _REFERENCE_ROWS)])
    curves = [
        np.array([_averages(fold, model, reference, name, values) for fold in folds]) for folds in found.folds
    ]
    middle, reach = _jackknife(curves)
    curve = Curve(labels, values, middle, middle - reach, middle + reach, counts)
    if labels:
        shown = [at for at, count in enumerate(counts) if count > 0] or [0]
        first = min(shown, key=lambda at: float(middle[at]))
        last = max(shown, key=lambda at: float(middle[at]))
        ends = labels[first], labels[last]
        sizes = [one[:, [last]] - one[:, [first]] for one in curves]
    else:
        quartiles = np.nanquantile(rows.column(name), (0.25, 0.75))
        ends = _number(quartiles[0]), _number(quartiles[1])
        pairs = [
            np.array([_averages(fold, model, reference, name, quartiles) for fold in folds])
            for folds in found.folds
        ]
        sizes = [one[:, [1]] - one[:, [0]] for one in pairs]
    size, around = _jackknife(sizes)
    return curve, (float(size[0]), float(size[0] - around[0]), float(size[0] + around[0]), *ends)


def _places(rows: Rows, name: str) -> tuple[Array, tuple[str, ...], tuple[int, ...]]:
    if name in rows.columns.classes:
        labels = rows.levels_of(name)
        codes = rows.column(name)
        counts = tuple(int((codes == code).sum()) for code in range(len(labels)))
        return np.arange(len(labels), dtype=np.float64), labels, counts
    known = rows.column(name)
    different = np.unique(known[np.isfinite(known)]).astype(np.float64)
    if len(different) > _POINTS:
        low, high = np.nanquantile(known, _ENDS)
        different = np.linspace(low, high, _POINTS) if high > low else different[[0, -1]]
    return different, (), tuple(0 for _ in different)


def _averages(fold: FittedFold, model: str, reference: Rows, name: str, values: Array) -> Array:
    """What the model says on average over the same rows, with each of the values in one column."""
    tiled = reference.take(np.tile(np.arange(len(reference)), len(values)))
    repeated: Array | Ints = np.repeat(values, len(reference))
    if name in reference.columns.classes:
        repeated = repeated.astype(np.int64)
    said = _say(fold, model, tiled.with_column(name, repeated))
    return np.asarray(said.reshape(len(values), -1).mean(axis=1))


def _jackknife(repeats: Sequence[Array]) -> tuple[Array, Array]:
    """The mean over folds, and how far the truth may lie from it, 95 %.

    The standard error is the grouped jackknife's, averaged over the repeats; Student's t has a degree of
    freedom for each fold but one of each repeat, by which 95 of 100 ranges held in trials with lines.
    """
    from scipy.stats import t

    middles = [one.mean(axis=0) for one in repeats]
    variances = [(len(one) - 1) / len(one) * np.square(one - one.mean(axis=0)).sum(axis=0) for one in repeats]
    degrees = sum(len(one) - 1 for one in repeats)
    reach = float(t.ppf(_TAIL, degrees)) * np.sqrt(np.mean(variances, axis=0))
    return np.mean(middles, axis=0), np.asarray(reach)


def _say(fold: FittedFold, model: str, rows: Rows) -> Array:
    return fold.models[model].predict(fold.preparation.encode(rows))


def _number(value: float) -> str:
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", "−")
