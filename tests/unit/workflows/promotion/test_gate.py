"""Whether a version is promoted: better, worse, within chance, and with ranges that don't hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from foresale.workflows.ports import ModelVersion, Scope
from foresale.workflows.promotion.gate import Comparison, judge, relative_gain


def version(number: int = 2, **metrics: float) -> ModelVersion:
    known = {"coverage_80": 0.8, "score": 0.9} | metrics
    return ModelVersion(
        Scope(), number, "run", date(2024, 5, 31), datetime(2024, 6, 1, tzinfo=UTC), metrics=known
    )


def comparison(ratio: float, noise: float = 0.1, series: int = 60, days: int = 28) -> Comparison:
    """The challenger's losses are `ratio` of the champion's, give or take `noise`."""
    random = np.random.default_rng(5)
    theirs = random.gamma(2.0, 1.0, (series, days))
    return Comparison(theirs, theirs * ratio * random.normal(1, noise, theirs.shape), "on equal terms")


@pytest.mark.parametrize(
    ("losses", "promoted", "said"),
    [
        (comparison(0.8), True, "Better beyond chance: 19.5"),
        (comparison(1.2), False, "Worse beyond chance"),
        (comparison(0.99, noise=0.5), False, "Within chance"),
        (comparison(0.8, series=1, days=3, noise=0.9), False, "Within chance"),
        (comparison(1.0, noise=0.0), False, "No better: the same forecasts as daily.all.1"),
        (None, False, "hadn't seen"),
    ],
    ids=["better", "worse", "as good", "better on too little", "the same", "not comparable"],
)
def test_only_a_version_that_is_better_beyond_chance_is_promoted(losses, promoted, said):
    verdict = judge(version(1), version(2), losses)
    assert verdict.promote is promoted
    assert said in verdict.reason


@pytest.mark.parametrize("covered", [0.55, 0.97, float("nan")])
def test_a_better_version_whose_ranges_do_not_hold_is_refused(covered):
    verdict = judge(version(1), version(2, coverage_80=covered), comparison(0.5))
    assert not verdict.promote
    assert "80 % ranges held" in verdict.reason


@pytest.mark.parametrize(("covered", "promoted"), [(0.93, True), (0.81, False)])
def test_ranges_in_whole_units_are_held_to_what_they_hold_by_themselves(covered, promoted):
    pieces = version(2, coverage_80=covered, coverage_80_meant=0.92)
    assert judge(version(1), pieces, comparison(0.5)).promote is promoted


def test_ranges_that_chance_explains_are_let_pass():
    short = version(2, coverage_80=0.65, coverage_80_chance=0.2)
    assert judge(version(1), short, comparison(0.5)).promote


@pytest.mark.parametrize(("score", "promoted"), [(0.8, True), (1.0, True), (1.1, False)])
def test_the_first_version_has_to_be_no_worse_than_repeating_the_last_season(score, promoted):
    verdict = judge(None, version(1, score=score, coverage_80=0.5), None)
    assert verdict.promote is promoted
    assert "repeating the last season" in verdict.reason


@pytest.mark.parametrize(
    ("covered", "losses", "promoted"),
    [
        (0.55, comparison(1.0, noise=0.0), True),
        (0.55, comparison(0.99, noise=0.5), True),
        (0.55, comparison(1.2), False),
        (0.55, None, False),
        (0.78, comparison(1.0, noise=0.0), False),
        (float("nan"), comparison(1.0, noise=0.0), False),
    ],
    ids=["the same", "as good", "worse", "not comparable", "the champion's hold", "never judged"],
)
def test_a_champion_whose_own_ranges_never_held_is_replaced_by_what_is_no_worse(covered, losses, promoted):
    verdict = judge(version(1, coverage_80=covered), version(2), losses)
    assert verdict.promote is promoted
    assert ("those of daily.all.1 held 55" in verdict.reason) is promoted


def test_a_gain_of_less_than_a_tenth_of_a_percent_is_no_gain():
    assert "first version, as good as repeating" in judge(None, version(1, score=0.9996), None).reason
    assert "0.3\u00a0% better than repeating" in judge(None, version(1, score=0.997), None).reason


def test_errors_that_all_series_share_in_a_week_are_not_taken_for_evidence():
    """A thousand series that are all better in the same two of four weeks are four facts, not thousands."""
    theirs = np.ones((1000, 28))
    ours = np.repeat([0.5, 1.1, 0.6, 1.2], 7)[None, :] * theirs
    gain, chance = relative_gain(Comparison(theirs, ours, ""))
    assert gain == pytest.approx(0.15)
    assert chance > gain


def test_series_that_one_of_both_did_not_forecast_do_not_count():
    theirs, ours = np.ones((3, 14)), np.full((3, 14), 0.5)
    theirs[0], ours[1] = np.nan, np.nan
    assert relative_gain(Comparison(theirs, ours, ""))[0] == pytest.approx(0.5)
    nothing = np.full((2, 3), np.nan)
    assert not judge(version(1), version(2), Comparison(nothing, nothing, "")).promote
