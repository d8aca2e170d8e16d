"""How far each model was from rows it hadn't seen, and whether that is better than the average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.metrics.point import bias, mae, mape, rmse, share_within
from foresale.metrics.significance import ALPHA, chance_of_mean
from foresale.regression.cross_validation import CrossValidation
from foresale.regression.models.catalog import MODELS

WITHIN = (0.10, 0.25, 0.50)
CONFIDENCE = 0.95
_LEVEL = 0.005  # of the target's size: so close counts as met


@dataclass(frozen=True)
class ModelScore:
    """One model on rows it hadn't seen, averaged over the repeats.

    Attributes:
        model: Its name.
        label: What people read.
        r2: Share of the rows' differences that it explains: R² against the average of the rows it learned
            from; below 0 that average does better.
        r2_low, r2_high: Where that lies, as sure as `CONFIDENCE` for all models together; of a model that
            does better by more than chance not below 0, wherever it is shown.
        chance: How likely chance alone makes it say what rows come to so well, corrected for all models.
        mae: Typical error.
        rmse: The same with large errors weighing more.
        mape: Typical error as a share of the row's own total; NaN where totals are zero or below.
        bias: Too much (+) or too little (−) in all, as a share.
        over, under: Shares of rows for which it says too much, or too little.
        within: Shares of rows within 10, 25 and 50 %.
        seconds: To learn once.
    """

    model: str
    label: str
    r2: float
    r2_low: float
    r2_high: float
    chance: float
    mae: float
    rmse: float
    mape: float
    bias: float
    over: float
    under: float
    within: tuple[float, ...]
    seconds: float

    @property
    def is_real(self) -> bool:
        """Whether it does better than the average, and by more than chance."""
        return _is_real(self.r2, self.chance)


def _is_real(r2: float, chance: float) -> bool:
    return r2 > 0 and chance < ALPHA


def score_models(found: CrossValidation) -> tuple[ModelScore, ...]:
    """Every model's score, in the order in which they were tried.

    Args:
        found: What the models said.
    """
    others = max(len(found.predictions) - 1, 1)
    return tuple(_score(found, name, others) for name in found.predictions)


def gains_by_fold(found: CrossValidation, name: str, against: str = "mean") -> Array:
    """The share of another model's squared error that a model saves, in each fold.

    Args:
        found: What the models said.
        name: The model.
        against: The other.
    """
    gains = []
    for repeat, fold in found.every_fold:
        y = found.target[fold.held_out]
        errors = [
            float(np.square(found.predictions[one][repeat, fold.held_out] - y).mean())
            for one in (name, against)
        ]
        gains.append(1 - errors[0] / errors[1] if errors[1] > 0 else 0.0)
    return np.array(gains)


def interval_of(values: Array, learned_share: float, looks: int = 1) -> tuple[float, float]:
    """Where the mean of fold results lies; wider than their spread says, as folds share training rows.

    The corrected resampled t-interval of Nadeau and Bengio (2003), Machine Learning 52.

    Args:
        values: One result a fold.
        learned_share: Rows held out over rows learned from.
        looks: How many such intervals are looked at together (Bonferroni).
    """
    from scipy.stats import t

    count = len(values)
    if count < 2:
        return -np.inf, np.inf
    spread = np.sqrt((1 / count + learned_share) * float(np.var(values, ddof=1)))
    reach = float(t.ppf(1 - (1 - CONFIDENCE) / (2 * looks), count - 1)) * spread
    middle = float(values.mean())
    return float(middle - reach), float(middle + reach)


def ratio_held_out(found: CrossValidation) -> float:
    """Rows held out over rows learned from."""
    folds = found.folds[0]
    held = len(found.target) / len(folds)
    return held / (len(found.target) - held)


def _score(found: CrossValidation, name: str, looks: int) -> ModelScore:
    y = found.target
    said = found.predictions[name]

    def average_of(metric: str) -> float:
        return float(np.mean([_METRICS[metric](y, one) for one in said]))

    gains = gains_by_fold(found, name)
    low, high = interval_of(gains, ratio_held_out(found), looks)
    r2, chance = float(gains.mean()), min(1.0, looks * chance_of_mean(_products(found, name)))
    near = _LEVEL * np.abs(y)
    label = MODELS[name].label if name in MODELS else f"Only {name.partition(':')[2]}"
    return ModelScore(
        model=name,
        label=label,
        r2=r2,
        r2_low=max(low, 0.0) if _is_real(r2, chance) else low,
        r2_high=high,
        chance=chance,
        mae=average_of("mae"),
        rmse=average_of("rmse"),
        mape=average_of("mape") if y.min() > 0 else float("nan"),
        bias=average_of("bias"),
        over=float(np.mean(said > y + near)),
        under=float(np.mean(said < y - near)),
        within=tuple(float(np.mean([share_within(y, one, w) for one in said])) for w in WITHIN),
        seconds=found.seconds.get(name, 0.0),
    )


def _products(found: CrossValidation, name: str) -> Array:
    """By row, how far a model moves its word from the average, times how far the row came to lie from it.

    Without anything to learn the two have nothing to do with each other. Many rows tell that sooner than the
    squared errors of a few parts do, whose range has room for all that another table would have taught.
    """
    base = found.predictions["mean"]
    return np.asarray(((found.predictions[name] - base) * (found.target - base)).mean(axis=0))


_METRICS = {"mae": mae, "rmse": rmse, "mape": mape, "bias": bias}
