"""What-ifs: any product's size, reasons in words, values that can't be, and speed."""

from __future__ import annotations

import time

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.forecasting.monthly.estimate import MonthEstimator
from foresale.forecasting.monthly.monthly_model import MonthlyModel


@pytest.fixture(scope="module")
def answers(months) -> MonthEstimator:
    """Answers by a model of all months."""
    return MonthEstimator(MonthlyModel.fit(months))


@pytest.mark.parametrize("size", [0.0, 0.5, 3.0, 40.0, 900.0, 25_000.0])
def test_an_estimate_follows_the_size_of_what_was_typed_in(answers, size):
    told = answers.estimate(2025, 4, [size, size, size])
    assert 0 <= told.mean < 2 * size + 5
    assert told.mean > 0.5 * size
    assert list(told.quantiles) == sorted(told.quantiles)
    assert told.quantiles[0] >= 0
    assert len(told.levels) == len(told.quantiles)


def test_more_sold_lately_is_more_expected(answers):
    means = [answers.estimate(2025, 4, [last, 100, 100]).mean for last in (60, 80, 100, 120, 140)]
    assert means == sorted(means)


def test_reasons_multiply_to_the_estimate_and_are_told_strongest_first(answers):
    told = answers.estimate(2025, 12, [90, 110, 130, *[100] * 8, 200])
    assert any(reason.startswith("December usually sells") for reason in told.reasons)
    assert any("three months are falling" in reason for reason in told.reasons)
    assert any("a year ago sold more" in reason for reason in told.reasons)
    shares = [reason.rsplit("(", 1)[1].rstrip(")\u00a0%").replace("−", "-") for reason in told.reasons]
    factors = [1 + float(share) / 100 for share in shares]
    assert np.prod(factors) * (0.5 * 90 + 0.3 * 110 + 0.2 * 130) == pytest.approx(told.mean, rel=0.04)
    assert [abs(np.log(f)) for f in factors] == sorted([abs(np.log(f)) for f in factors], reverse=True)
    assert told.sentence.startswith(f"{told.mean:,.0f} expected, 80 % range")


def test_missing_months_are_taken_for_the_mean_of_those_given(answers):
    assert answers.estimate(2025, 4, [80]).mean == answers.estimate(2025, 4, [80, 80, 80]).mean
    assert answers.estimate(2025, 4, [80, 60]).mean == answers.estimate(2025, 4, [80, 60, 70]).mean
    assert answers.estimate(2025, 4, [None, 80]).mean == answers.estimate(2025, 4, [80]).mean
    unknown = [80, 60, 70, *[None] * 8, 90]
    assert (
        answers.estimate(2025, 4, unknown).mean == answers.estimate(2025, 4, [80, 60, 70, *[1] * 8, 90]).mean
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((2025, 13, [1, 2, 3]), "month is 13"),
        ((1800, 1, [1, 2, 3]), "year is 1800"),
        ((2025, 1, []), "0 months before"),
        ((2025, 1, [1] * 13), "13 months before"),
        ((2025, 1, [5, -3, 5]), "sold -3"),
        ((2025, 1, [float("inf")]), "sold inf"),
        ((2025, 1, [float("nan")]), "sold nan"),
    ],
)
def test_values_that_can_not_be_are_refused(answers, asked, said):
    with pytest.raises(OptionError, match=said):
        answers.estimate(*asked)


def test_an_estimate_takes_less_than_a_millisecond(answers):
    """The quickest of many, as other work on the machine only ever adds."""
    taken = []
    for _ in range(300):
        begun = time.perf_counter()
        answers.estimate(2025, 4, [80, 90, 100])
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.001
