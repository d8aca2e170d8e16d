"""Which model is used, and in plain words whether there is anything to learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from foresale.notes import percent
from foresale.regression.cross_validation import CrossValidation
from foresale.regression.scores import ModelScore, gains_by_fold, ratio_held_out

Finding = Literal["nothing", "unsure", "little", "something"]

LITTLE = 0.10
"""Share of the differences below which what is told is of little use."""


@dataclass(frozen=True)
class Verdict:
    """What can be learned.

    Attributes:
        finding: nothing, unsure (too few rows to rule an effect out), little or something.
        model: The model to use: the average where nothing can be learned.
        best: The model that did best.
        sentences: The verdict in plain words.
    """

    finding: Finding
    model: str
    best: str
    sentences: tuple[str, ...]


def judge(found: CrossValidation, scores: Sequence[ModelScore], target: str, noun: str) -> Verdict:
    """Say whether any model beats the average by more than chance, and take the simplest that is as good.

    Simplest: within one standard error of the best (Breiman et al. 1984, Classification and Regression
    Trees, 3.4.3), where the error is that of the difference to the best.

    Args:
        found: What the models said.
        scores: How they did.
        target: What is explained.
        noun: What a row is, in the plural.
    """
    by_name = {score.model: score for score in scores}
    rivals = [score for score in scores if score.model != "mean"]
    if not rivals:
        return Verdict("nothing", "mean", "mean", (f"Only the average of {target} was tried.",))
    best = max(rivals, key=lambda score: score.r2)
    chosen = next(score for score in rivals if _is_as_good(found, score.model, best.model))
    if best.is_real and not chosen.is_real:
        chosen = best
    if not chosen.is_real:
        open_end = best.r2_high >= LITTLE
        sentences = _nothing(by_name, best, target, noun, is_sure=not open_end)
        return Verdict("unsure" if open_end else "nothing", "mean", best.model, sentences)
    finding: Finding = "little" if chosen.r2 < LITTLE else "something"
    return Verdict(finding, chosen.model, best.model, _something(by_name, chosen, best, target, noun))


def gain_of_choosing(found: CrossValidation, names: Sequence[str]) -> float:
    """The share of the differences that is told where the model, too, is chosen without the rows judged.

    Args:
        found: What the models said.
        names: The models to choose from.
    """
    gains = np.array([gains_by_fold(found, name) for name in names])
    folds = len(found.folds[0])
    total = 0.0
    for at in range(gains.shape[1]):
        start = at // folds * folds
        others = [place for place in range(start, start + folds) if place != at]
        total += float(gains[int(np.argmax(gains[:, others].mean(axis=1))), at])
    return float(total / gains.shape[1])


def _is_as_good(found: CrossValidation, name: str, best: str) -> bool:
    """Whether a model is within one standard error of the best."""
    if name == best:
        return True
    lost = -gains_by_fold(found, name, against=best)
    error = np.sqrt((1 / len(lost) + ratio_held_out(found)) * float(np.var(lost, ddof=1)))
    return bool(lost.mean() <= error)


def _nothing(
    by_name: dict[str, ModelScore], best: ModelScore, target: str, noun: str, *, is_sure: bool
) -> tuple[str, ...]:
    mean = by_name["mean"]
    second = (
        f"Saying the average for everybody is off by {amount(mean.mae)} on average; the best of the models, "
        f"{lower(best.label)}, is off by {amount(best.mae)} and explains {share(best.r2)} of the differences "
        f"between {noun}{_span(best)}."
    )
    if is_sure:
        return (
            f"Nothing to learn there: no model predicts {target} better than its average.",
            second,
            "Don't steer by these columns: what looks like an effect is chance.",
        )
    return (
        f"Nothing sure to learn there: no model beats the average of {target} by more than chance.",
        second,
        f"The {noun} are too few to rule an effect out: more would tell. Until then don't steer by it.",
    )


def _span(score: ModelScore) -> str:
    """Where the share that a model explains lies; nothing where both ends are the same."""
    low, high = share(score.r2_low), share(score.r2_high)
    return "" if low == high else f" (from {low} to {high})"


def lower(label: str) -> str:
    """A label in the middle of a sentence."""
    return label[0].lower() + label[1:]


def _something(
    by_name: dict[str, ModelScore], chosen: ModelScore, best: ModelScore, target: str, noun: str
) -> tuple[str, ...]:
    mean = by_name["mean"]
    first = (
        f"{chosen.label} explains {share(chosen.r2)} of the differences in {target} between {noun} it hadn't "
        f"seen{_span(chosen)}."
    )
    second = (
        f"It is off by {amount(chosen.mae)} on average; saying the average for everybody is off by "
        f"{amount(mean.mae)}."
    )
    third = []
    if chosen.model != best.model:
        third = [f"{best.label} does better by no more than chance, so the simpler model is used."]
    if chosen.r2 < LITTLE:
        third.append("That is real, but little: it says hardly anything about a single one.")
    return (first, second, *third)


def share(value: float) -> str:
    r"""A share in per cent, with a digit after the point where it is small.

    Examples:
        >>> share(0.423), share(-0.0041), share(-0.0001)
        ('42\xa0%', '−0.4\xa0%', '0\xa0%')
    """
    if not np.isfinite(value):
        return "–"
    digits = 0 if abs(value) >= 0.0995 or abs(value) < 0.0005 else 1
    text = percent(value, digits=digits)
    return text.removeprefix("−") if float(f"{100 * value:.{digits}f}") == 0 else text


def amount(value: float) -> str:
    """An amount with three digits that count.

    Examples:
        >>> amount(24618.2), amount(3.14159), amount(-12.0)
        ('24,600', '3.14', '−12')
    """
    if value == 0 or not np.isfinite(value):
        return "0" if value == 0 else "–"
    places = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    text = f"{float(f'{value:.3g}'):,.{min(places, 6)}f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text
