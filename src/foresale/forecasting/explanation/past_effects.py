"""What prices, promotions and events did to sales in the past, beside the same weekdays around them."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.forecasting.explanation.past_spells import (
    AS_USUAL,
    FEATURES,
    FEWEST_CASES,
    AskedChange,
    Episodes,
)

PRIOR_SPREAD = np.array([1.0, 2.0, 1.0])
"""How large an effect on the logarithm of sales may well be before anything was seen: few cases move less."""
LEAST_SPREAD = 0.05
USUAL_SPREAD, USUAL_CASES = 0.2, 2.0
"""How much cases of a change vary as a rule, on the logarithm of sales, and as how many cases that counts."""
_LARGEST = math.log(20.0)
_ROUNDS = 30
_FEWEST_ALONE = 5
_FAR, _FAR_SPREAD = 3.0, 0.25
"""A spell that sold more than so many deviations above what was expected, a bulk order, counts as so far."""


@dataclass(frozen=True)
class PastEffect:
    """By how much a change multiplied sales, and by how much the next one like it may.

    Attributes:
        factor: 1.3 means 30 % more.
        lower: The range's lower end.
        upper: Its upper end.
        cases: Past campaigns and the like that had something of it; in several series at once it is one.
        days: Series-days in them.
        price: Share of the usual price that it is told for.
        is_price_new: Whether that price lies outside of what was seen.
    """

    factor: float
    lower: float
    upper: float
    cases: int
    days: int
    price: float
    is_price_new: bool


def measure_effect(
    episodes: Episodes, change: AskedChange, chance: float = 0.8, *, is_planned: bool = False
) -> PastEffect:
    """By how much a change multiplies sales, by what such changes did.

    What was sold is explained by the usual times the effects of promotion, price and event together, so that
    a lower price isn't counted twice; large spells count more, few spells move little. A spell's weight hangs
    on what was to be expected, not on what was sold: else those that went well would count more.

    Spells of one case have a part of their error in common, so that a campaign in ten stores tells little
    more of the next one than a campaign in two: the range is as wide as cases, not spells, are few.

    Args:
        episodes: What was seen; with at least `FEWEST_CASES` of each feature that is asked about.
        change: What is asked about.
        chance: Share of cases in the range.
        is_planned: Whether a promotion is on in any case: then only what the change adds to it is told.
    """
    usual = episodes.promotion_price if change.promotion or is_planned else 1.0
    price = usual if change.price is None else change.price
    asked = np.array([float(change.promotion), math.log(price), float(change.event)])
    if is_planned:
        asked = np.array([0.0, math.log(price / usual), float(change.event)])
    seen = np.array([episodes.count(name) >= FEWEST_CASES for name in FEATURES])
    is_seen: Bools = np.asarray(~(np.abs(episodes.features[:, ~seen]) > 1e-9).any(axis=1))
    told = _take(episodes, is_seen)
    fit = _fit(told, told.features[:, seen], PRIOR_SPREAD[seen])
    of_it = (np.abs(told.features[:, asked != 0]) > 1e-9).any(axis=1)
    cases = len(np.unique(told.case[of_it]))
    spread = fit.within + fit.between
    if cases >= _FEWEST_ALONE:  # such spells may vary more than the others
        spread = max(spread, float((fit.weight * fit.left)[of_it].sum() / fit.weight[of_it].sum()))
    if not asked.any():
        spread = 0.0
    middle = float(asked[seen] @ fit.effect)
    variance = float(asked[seen] @ fit.covariance @ asked[seen]) + spread
    wide = _student(chance, cases - 1 + USUAL_CASES) * math.sqrt(variance)
    prices = episodes.features[:, 1]
    return PastEffect(
        factor=_limited(middle),
        lower=_limited(middle - wide),
        upper=_limited(middle + wide),
        cases=cases,
        days=int(told.days[of_it].sum()),
        price=price,
        is_price_new=bool(
            len(prices)
            and not min(prices.min(), 0.0) - AS_USUAL <= math.log(price) <= max(prices.max(), 0.0) + AS_USUAL
        ),
    )


@dataclass(frozen=True)
class _Fit:
    """Effects of K features on the logarithm of sales, of E spells.

    Attributes:
        effect: K effects.
        covariance: K × K, of their errors.
        within: The variance of spells within a case.
        between: That of cases.
        weight: E weights.
        left: E squares of what wasn't explained, less what chance explains.
    """

    effect: Floats
    covariance: Floats
    within: float
    between: float
    weight: Floats
    left: Floats


def _fit(episodes: Episodes, x: Floats, prior_spread: Floats) -> _Fit:
    """Generalised least squares with an error for each case and one for each spell in it."""
    prior = np.diag(prior_spread**-2.0)
    expected, within, between = np.sqrt((episodes.units + 0.5) * (episodes.usual + 0.5)), 0.1, 0.0
    logs = np.log((episodes.units + 0.5) / (episodes.usual + 0.5))
    case = np.unique(episodes.case, return_inverse=True)[1]

    cases = int(case.max(initial=-1)) + 1
    freed = cases / max(cases - x.shape[1], 1)  # what was fitted to the cases lies nearer to them

    def by_case(values: Floats) -> Floats:
        return np.bincount(case, values).astype(np.float64)

    for _ in range(_ROUNDS):
        noise = 1 / expected + 1 / (4 * episodes.usual)
        weight = 1 / (noise + within)
        total = by_case(weight)
        common = between / (1 + between * total)  # Sherman and Morrison's formula, case by case
        sums = np.column_stack([by_case(weight * column) for column in x.T])
        covariance = np.linalg.inv((x.T * weight) @ x - (sums.T * common) @ sums + prior)
        effect = covariance @ ((x.T * weight) @ logs - (sums.T * common) @ by_case(weight * logs))
        sized = np.clip(x @ effect, -_LARGEST, _LARGEST)
        expected = episodes.usual * np.exp(sized)
        most = _FAR * np.sqrt(1 / expected + 1 / (4 * episodes.usual) + _FAR_SPREAD)
        off = np.minimum(episodes.units / expected - 1, most)
        logs = sized + off
        left = off**2 - 1 / expected - 1 / (4 * episodes.usual)
        seen = float((weight * (left + (freed - 1) * off**2)).sum() / weight.sum())
        spread = max(LEAST_SPREAD**2, _draw_to_usual(seen, cases))
        between = _between(by_case(weight * off), by_case((weight * off) ** 2), total, by_case(weight**2))
        between = min(between, spread)
        within = max(spread - between, LEAST_SPREAD**2)
    return _Fit(effect, covariance, within, between, weight, left)


def _between(sums: Floats, squares: Floats, weights: Floats, weight_squares: Floats) -> float:
    """The variance that spells of a case have in common, from products of their errors, by case.

    Few cases are drawn to what is usual: they vary by chance.
    """
    pairs = weights**2 - weight_squares
    several = pairs > 1e-9 * weights**2
    count = int(several.sum())
    if not count:
        return 0.0
    seen = max(0.0, float((sums**2 - squares)[several].sum() / pairs[several].sum()))
    if count > 1:
        seen *= count / (count - 1)
    return _draw_to_usual(seen, count)


def _draw_to_usual(variance: float, cases: int) -> float:
    return (cases * max(variance, 0.0) + USUAL_CASES * USUAL_SPREAD**2) / (cases + USUAL_CASES)


def _take(episodes: Episodes, wanted: Bools) -> Episodes:
    return Episodes(*(getattr(episodes, field.name)[wanted] for field in fields(Episodes)))


def _student(chance: float, freedom: float) -> float:
    """How many deviations from the middle a range of Student's distribution reaches."""
    from scipy import special

    return float(special.stdtrit(freedom, (1 + chance) / 2))


def _limited(log: float) -> float:
    return math.exp(min(max(log, -_LARGEST), _LARGEST))
