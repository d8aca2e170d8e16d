"""The mean, and lines: least squares, ridge and elastic net."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from foresale.arrays import Array
from foresale.regression.models.base import Regressor

_FILE = "line.npz"
_PENALTIES = np.logspace(-3, 5, 33)
_MIXES = (0.2, 0.5, 0.9, 1.0)
_SMALL_SPREAD = 1e-9


class Line(Regressor):
    """A weighted sum of standardised columns; its kin differ in how they find the weights."""

    def __init__(self) -> None:
        self.centre: Array = np.empty(0)
        self.spread: Array = np.empty(0)
        self.weights: Array = np.empty(0)
        self.base = 0.0

    def fit(self, matrix: Array, target: Array, seed: int) -> Self:
        """Standardise by the training rows, then find the weights."""
        self.centre = np.asarray(matrix.mean(axis=0))
        spread = matrix.std(axis=0)
        self.spread = np.where(spread > _SMALL_SPREAD * (1 + np.abs(self.centre)), spread, np.inf)
        self.base = float(target.mean())
        self.weights = self.find_weights(self._standard(matrix), target - self.base, seed)
        return self

    @abstractmethod
    def find_weights(self, standard: Array, target: Array, seed: int) -> Array:
        """The weight of each standardised column; the target's mean is zero."""

    def predict(self, matrix: Array) -> Array:
        """The weighted sum."""
        return np.asarray(self.base + self._standard(matrix) @ self.weights)

    def _standard(self, matrix: Array) -> Array:
        return np.asarray((matrix - self.centre) / self.spread)

    def save(self, folder: Path) -> None:
        """Write the weights."""
        np.savez(folder / _FILE, centre=self.centre, spread=self.spread, weights=self.weights, base=self.base)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read them; refuses pickled content."""
        made = cls()
        with np.load(folder / _FILE, allow_pickle=False) as stored:
            made.centre, made.spread = stored["centre"], stored["spread"]
            made.weights, made.base = stored["weights"], float(stored["base"])
        return made


class Mean(Line):
    """Everybody comes to the average: what a model has to beat."""

    name: ClassVar[str] = "mean"
    label: ClassVar[str] = "The average"

    def find_weights(self, standard: Array, target: Array, seed: int) -> Array:
        """None counts."""
        return np.zeros(standard.shape[1])


class Linear(Line):
    """Least squares."""

    name: ClassVar[str] = "linear"
    label: ClassVar[str] = "Linear regression"

    def find_weights(self, standard: Array, target: Array, seed: int) -> Array:
        """The weights with the smallest squares, and of several such the smallest weights."""
        return np.asarray(np.linalg.lstsq(standard, target, rcond=None)[0])


class Ridge(Line):
    """Least squares with small weights; how small is chosen inside the training rows.

    By leave-one-out errors in closed form: Golub, Heath and Wahba (1979), Technometrics 21.
    """

    name: ClassVar[str] = "ridge"
    label: ClassVar[str] = "Ridge regression"

    def find_weights(self, standard: Array, target: Array, seed: int) -> Array:
        """The weights under the penalty with the least error on the row left out."""
        left, sizes, right = np.linalg.svd(standard, full_matrices=False)
        turned = left.T @ target
        best, weights = np.inf, np.zeros(standard.shape[1])
        for penalty in _PENALTIES:
            shrink = sizes**2 / (sizes**2 + penalty)
            leverage = np.square(left) @ shrink + 1 / len(target)
            errors = (target - left @ (shrink * turned)) / np.maximum(1 - leverage, 1e-3)
            score = float(errors @ errors)
            if score < best:
                safe = np.where(sizes > 0, sizes, 1.0)
                best, weights = score, right.T @ (np.where(sizes > 0, shrink / safe, 0.0) * turned)
        return np.asarray(weights)


class ElasticNet(Line):
    """Least squares with few and small weights; how few and small is chosen inside the training rows."""

    name: ClassVar[str] = "elastic_net"
    label: ClassVar[str] = "Elastic net"

    def find_weights(self, standard: Array, target: Array, seed: int) -> Array:
        """The weights under the penalty with the least error in five folds."""
        from sklearn.linear_model import ElasticNetCV
        from sklearn.model_selection import KFold

        folds = KFold(5, shuffle=True, random_state=seed)
        scale = float(target.std()) or 1.0
        net = ElasticNetCV(l1_ratio=list(_MIXES), alphas=30, cv=folds, fit_intercept=False, max_iter=5000)
        return np.asarray(net.fit(standard, target / scale).coef_ * scale)
