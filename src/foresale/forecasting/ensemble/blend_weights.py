"""How much each model of a blend counts, learned from the models' errors on past cutoffs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.data.profile.demand_classes import CLASSES, demand_classes
from foresale.panel import Panel

SHRINKAGE = 1.0  # of weights to the prior ones, in units of what models disagree by
WORTH = 0.03  # of the best score; a model this much behind it counts a third of it beforehand
CLASS_TRUST = 20_000.0  # errors of a class at which its own weights count half
ROUNDS = 500
NOTHING = 1e-9  # of the errors; models that disagree by less are one


@dataclass(frozen=True)
class PastErrors:
    """The errors of M models on one past cutoff.

    Attributes:
        errors: M × S × H, actual minus mean; NaN where not scored.
        scale: S, what an error of each series is measured against.
        classes: S codes of the series' demand class.
    """

    errors: Array
    scale: Array
    classes: NDArray[np.intp]


def class_codes(panel: Panel) -> NDArray[np.intp]:
    """S positions of each series' demand class in `CLASSES`, as the history shows it."""
    found = demand_classes(panel)["class"].to_list()
    return np.array([CLASSES.index(name) for name in found], dtype=np.intp)


def blend_means(means: Array, weights: Array, classes: NDArray[np.intp]) -> Array:
    """The weighted mean of M × S × H means, with the weights (C × M) of each series' class."""
    return np.asarray(np.einsum("sm,msh->sh", weights[classes], means))


def prior_weights(scores: Sequence[float]) -> Array:
    """Weights before the errors are compared: the further behind the best score, the less.

    Args:
        scores: One a model, lower is better, all finite.

    Examples:
        >>> prior_weights([0.8, 0.8, 1.6]).round(3).tolist()
        [0.5, 0.5, 0.0]
    """
    behind = np.asarray(scores) / min(scores) - 1
    weights = np.exp(-behind / WORTH)
    return np.asarray(weights / weights.sum())


def learn_weights(past: Sequence[PastErrors], prior: Array, n_classes: int = len(CLASSES)) -> Array:
    """Weights by class of series: none negative, each class's summing to one.

    They minimise the squared error of the weighted mean over all cutoffs, with a penalty on the
    distance from the prior ones (cf. Granger and Ramanathan, 1984; Diebold and Shin, 2019): three
    windows can't tell models apart that err alike. The weights of a class are pulled to those of
    all series by how few errors the class has.

    Args:
        past: At least one cutoff.
        prior: M weights.
        n_classes: Number of class codes.

    Returns:
        n_classes × M.
    """
    models = past[0].errors.shape[0]
    products = np.zeros((n_classes, models, models))
    counts = np.zeros(n_classes)
    for fold in past:
        for code in range(n_classes):
            members = np.flatnonzero((fold.classes == code) & (fold.scale > 0))
            scaled = (fold.errors[:, members] / np.sqrt(fold.scale[members])[:, None]).reshape(models, -1)
            scaled = scaled[:, np.isfinite(scaled).all(axis=0)]
            products[code] += scaled @ scaled.T
            counts[code] += scaled.shape[1]
    total = counts.sum()
    if total == 0:
        return np.tile(prior, (n_classes, 1))
    overall = _nearest_best(products.sum(axis=0) / total, prior, SHRINKAGE)
    out = np.tile(overall, (n_classes, 1))
    for code in np.flatnonzero(counts).tolist():
        own = _nearest_best(products[code] / counts[code], overall, SHRINKAGE)
        trust = counts[code] / (counts[code] + CLASS_TRUST)
        out[code] = trust * own + (1 - trust) * overall
    return out


def _nearest_best(covariance: Array, prior: Array, shrinkage: float) -> Array:
    """Weights on the simplex of least squared error, with a penalty on the distance from `prior`."""
    models = len(prior)
    variance = np.diag(covariance)
    disagreement = (variance[:, None] + variance[None, :] - 2 * covariance).sum() / max(
        models * (models - 1), 1
    )
    if disagreement <= NOTHING * variance.max():
        return prior
    penalty = shrinkage * disagreement
    curve = covariance + penalty * np.eye(models)
    step = 1 / np.linalg.eigvalsh(curve)[-1]
    weights = prior.copy()
    for _ in range(ROUNDS):  # projected gradient; the problem is tiny and convex
        weights = _on_simplex(weights - step * (curve @ weights - penalty * prior))
    return weights


def _on_simplex(point: Array) -> Array:
    """The nearest point with no negative part and sum one (Held, Wolfe and Crowder, 1974)."""
    ordered = np.sort(point)[::-1]
    excess = np.cumsum(ordered) - 1
    last = np.flatnonzero(ordered > excess / np.arange(1, len(point) + 1))[-1]
    return np.asarray(np.maximum(point - excess[last] / (last + 1), 0.0))
