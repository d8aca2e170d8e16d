"""How wrong sums have been: whether errors of parts go together, and what shape the sums' errors have.

For each kind of sum, `rho` is the share of the way between independent parts (variances add) and
parts in step (deviations add) at which the sums' past errors lie. It is below 0 where parts take
from each other, as brands on promotion do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sums.sum_distribution import FURTHEST, ErrorShape, standard_errors, sum_deviation
from foresale.forecasting.sums.totals import GRAINS, PartForecast, Sums, levels, sum_key, sums_of_level
from foresale.panel import Panel

RHO_PRIOR = 5.0  # sums' worth of trust in what was expected
RHO_GUESS = 0.5  # of the middle, by ratio, between independent parts and parts in step
RHO_FADING = 0.5  # from a grain to the next longer one: errors of other days go less together
LEAST_RHO, LARGEST_RHO = -0.5, 2.0
MOST_ZEROS = 0.02  # of a level's sums; with more, no smooth distribution can be bent to them
SHAPE_PRIOR = 20.0  # errors' worth of trust, beyond a quantile, in the plain distribution

PastSums = dict[str, list[Sums]]


def past_sums(panel: Panel, past: Sequence[PartForecast]) -> PastSums:
    """The sums of every level and grain at each past cutoff.

    Raises:
        ValueError: A forecast has no actuals.
    """
    if any(fold.actual is None for fold in past):
        raise ValueError("past forecasts need actuals")
    found: PastSums = {}
    for level in levels(panel):
        for fold in past:
            for grain, sums in sums_of_level(level, fold, GRAINS[panel.freq]).items():
                found.setdefault(sum_key(level, grain), []).append(sums)
    return found


def measure_rho(sums: PastSums) -> dict[str, float]:
    """How far the errors of parts go together, by level and grain.

    A longer grain has few sums to tell; it is expected to follow the next shorter one, faded. The
    shortest grain of few sums is pulled to what a chain of its size usually has: the more parts,
    the less of a sum's error is in step.

    Args:
        sums: From `past_sums`.
    """
    found: dict[str, float] = {}
    before, expected = "", 0.0
    for key, folds in sums.items():
        level = key.rpartition("|")[0]
        excess, room, count = 0.0, 0.0, 0
        for fold in folds:
            usable = (fold.apart > 0) & (fold.together > 1.01 * fold.apart)
            error, apart = (fold.actual - fold.mean)[usable], fold.apart[usable]
            excess += float((error**2 / apart - 1).sum())
            room += float((fold.together[usable] / apart - 1).sum())
            count += int(usable.sum())
        usual = room / count if count else 1.0
        if level != before:
            expected = RHO_GUESS / np.sqrt(max(usual, 1.0))
        pulled = (excess + RHO_PRIOR * expected * usual) / (room + RHO_PRIOR * usual)
        rho = float(np.clip(pulled, LEAST_RHO, LARGEST_RHO))
        # Within a window the errors of longer grains share its luck, and there were few windows.
        widened = rho * (1 + 1 / len(folds)) if level == before and rho > 0 else rho
        found[key] = min(widened, LARGEST_RHO)
        before, expected = level, RHO_FADING * rho
    return found


def measure_shapes(sums: PastSums, *, non_negative: bool) -> dict[str, ErrorShape]:
    """The shape of the sums' errors, by level and grain.

    Each cutoff's errors are standardised with what the others taught. A quantile is believed as far
    as errors were seen beyond it. Where sums are hardly ever 0 the median is left where it is: how far
    past forecasts ran too high or too low on the whole says little about the next one.

    Args:
        sums: From `past_sums`.
        non_negative: Whether demand can't fall below zero.

    Returns:
        Nothing where there is but one cutoff.
    """
    from scipy.special import ndtri

    folds = len(next(iter(sums.values()), []))
    if folds < 2:
        return {}
    often_zero = {key: _share_of_zeros(each) > MOST_ZEROS for key, each in sums.items()}
    seen: dict[str, list[Array]] = {key: [] for key in sums}
    for i in range(folds):
        rho = measure_rho({key: [*each[:i], *each[i + 1 :]] for key, each in sums.items()})
        for key, each in sums.items():
            fold = each[i]
            deviation = sum_deviation(fold.apart, fold.together, rho[key])
            bounded = non_negative and not often_zero[key]
            standard = standard_errors(fold.actual, fold.mean, deviation, non_negative=bounded)
            seen[key].append(standard[fold.apart > 0])
    chances = np.array(QUANTILES)
    plain = np.asarray(ndtri(chances))
    found = {}
    for key, errors in seen.items():
        pooled = np.concatenate(errors)
        if len(pooled):
            numbers = np.quantile(pooled, chances)
            if not often_zero[key]:
                numbers = np.clip(numbers - np.median(pooled), -FURTHEST, FURTHEST)
            beyond = len(pooled) * np.minimum(chances, 1 - chances)
            trust = beyond / (beyond + SHAPE_PRIOR)
            numbers = np.sort(trust * numbers + (1 - trust) * plain)
            found[key] = ErrorShape(tuple(numbers.tolist()), is_plain_error=often_zero[key])
    return found


def _share_of_zeros(folds: Sequence[Sums]) -> float:
    actual = np.concatenate([fold.actual[fold.apart > 0] for fold in folds])
    return float((actual == 0).mean()) if len(actual) else 0.0
