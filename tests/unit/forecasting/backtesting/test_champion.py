"""Which model is trusted, and the sentence that says why."""

from __future__ import annotations

import math

import polars as pl
import pytest

from foresale.forecasting.backtesting.champion import (
    BLEND_MEMBERS,
    blend_members,
    choose_champion,
    relative_score,
)


def board(**scores: float) -> pl.DataFrame:
    """A leaderboard of models with these scores, in the order given."""
    labels = [name.replace("_", " ").capitalize() for name in scores]
    return pl.DataFrame({"model": list(scores), "label": labels, "score": list(scores.values())})


def test_the_score_is_the_geometric_mean_of_both_ratios() -> None:
    score = relative_score({"rmsse": 0.5, "wql": 0.4}, {"rmsse": 1.0, "wql": 0.2})
    assert score == pytest.approx(math.sqrt(0.5 * 2.0))


def test_what_cannot_be_measured_is_left_out_of_the_score() -> None:
    naive = {"rmsse": 2.0, "wql": 0.2}
    assert relative_score({"rmsse": 1.0, "wql": math.nan}, naive) == pytest.approx(0.5)
    assert relative_score({"rmsse": math.inf, "wql": 0.1}, naive) == pytest.approx(0.5)
    assert relative_score({"rmsse": 1.0, "wql": 0.1}, {"rmsse": 0.0, "wql": 0.4}) == pytest.approx(0.25)
    assert math.isnan(relative_score({"rmsse": math.nan, "wql": math.nan}, naive))


def test_a_model_without_error_has_a_score_that_still_ranks() -> None:
    assert 0 < relative_score({"rmsse": 0.0, "wql": 0.0}, {"rmsse": 1.0, "wql": 1.0}) < 1e-3


def test_the_best_score_wins_wherever_it_stands_on_the_board() -> None:
    chosen = choose_champion(board(moving_average=0.9, tsb=0.7, seasonal_naive=1.0), folds=3)
    assert (chosen.model, chosen.label, chosen.beats_naive) == ("tsb", "Tsb", True)
    assert (
        chosen.reason
        == "Tsb was 30\N{NO-BREAK SPACE}% better than repeating the last season on 3 past windows."
    )


def test_one_past_window_is_not_called_windows() -> None:
    assert choose_champion(board(tsb=0.7, seasonal_naive=1.0), folds=1).reason.endswith("1 past window.")


def test_a_model_better_by_less_than_the_margin_does_not_replace_seasonal_naive() -> None:
    chosen = choose_champion(board(tsb=0.985, seasonal_naive=1.0), folds=3)
    assert (chosen.model, chosen.beats_naive) == ("seasonal_naive", False)
    assert "2\N{NO-BREAK SPACE}% on 3 past windows (Tsb came closest)" in chosen.reason
    assert choose_champion(board(tsb=0.975, seasonal_naive=1.0), folds=3).model == "tsb"


def test_a_model_without_a_score_is_never_champion() -> None:
    assert choose_champion(board(tsb=math.nan, sba=0.8, seasonal_naive=1.0), folds=3).model == "sba"
    assert choose_champion(board(tsb=math.inf, seasonal_naive=1.0), folds=3).model == "seasonal_naive"


def test_without_any_score_the_simplest_model_is_used_and_says_so() -> None:
    chosen = choose_champion(board(tsb=math.nan, seasonal_naive=math.nan), folds=1)
    assert (chosen.model, chosen.beats_naive) == ("seasonal_naive", False)
    assert "too short or too empty" in chosen.reason


def test_seasonal_naive_alone_is_champion_without_a_rival() -> None:
    assert "No other model came closest" in choose_champion(board(seasonal_naive=1.0), folds=2).reason


def test_without_seasonal_naive_the_best_of_those_asked_for_wins() -> None:
    chosen = choose_champion(board(sba=1.0, tsb=0.9), folds=2)
    assert (chosen.model, chosen.beats_naive) == ("tsb", True)
    assert choose_champion(board(sba=math.nan), folds=2).model == "sba"


def test_a_blend_takes_the_best_models_that_are_near_the_very_best() -> None:
    assert blend_members({"a": 0.8, "b": 1.0, "c": 0.9, "d": 0.85, "e": math.nan}) == ("a", "d", "c")


def test_a_blend_has_room_for_the_best_few_only() -> None:
    scores = {f"model {i:02}": 0.8 + 0.001 * i for i in reversed(range(BLEND_MEMBERS + 3))}
    assert blend_members(scores) == tuple(sorted(scores)[:BLEND_MEMBERS])


def test_without_a_score_nothing_is_blended() -> None:
    assert blend_members({"a": math.nan, "b": math.inf}) == ()


def test_the_model_over_all_series_is_kept_where_another_is_better_by_no_more_than_luck() -> None:
    chosen = choose_champion(board(lightgbm=0.80, blend=0.79, tsb=0.785, seasonal_naive=1.0), folds=3)
    assert chosen.model == "lightgbm"
    assert chosen.reason.endswith("; Tsb did no better than chance explains.")


def test_a_clearly_better_model_replaces_the_one_over_all_series() -> None:
    assert choose_champion(board(lightgbm=0.80, tsb=0.75, seasonal_naive=1.0), folds=3).model == "tsb"


def test_the_preferred_model_too_has_to_beat_seasonal_naive() -> None:
    assert choose_champion(board(lightgbm=0.99, tsb=0.97, seasonal_naive=1.0), folds=3).model == "tsb"
