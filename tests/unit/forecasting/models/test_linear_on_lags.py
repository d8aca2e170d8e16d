"""Linear regression on lags: it finds what is linear, and nothing upsets it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foresale.forecasting.models.linear_on_lags import ROWS_AT_ONCE, WIDEST, LinearOnLags


def learner(*columns: str, categories: tuple[str, ...] = ()) -> LinearOnLags:
    """A model told which columns its rows have."""
    model = LinearOnLags()
    model.columns = columns
    model.categories = dict.fromkeys(categories, ("a", "b"))
    return model


def learned(rows: np.ndarray, ratio: np.ndarray, *columns: str, weight: np.ndarray | None = None):
    model = learner(*columns)
    model.learn(rows.astype(np.float32), ratio, np.ones(len(rows)) if weight is None else weight)
    return model


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(1)


def test_it_finds_a_linear_rule(random) -> None:
    rows = random.normal(size=(2000, 2)) * [1, 30] + [5, 100]
    model = learned(rows, 3 + 2 * rows[:, 0] - 0.1 * rows[:, 1], "one", "two")
    new = np.array([[6.0, 90.0], [4.0, 130.0]], dtype=np.float32)
    np.testing.assert_allclose(model.estimate(new), [6, -2], atol=0.15)


def test_learning_in_parts_is_learning_at_once(random, monkeypatch) -> None:
    rows = random.normal(size=(500, 2))
    rows[::7, 1] = np.nan
    ratio, weight = random.normal(size=500), random.uniform(0.5, 2, 500)
    at_once = learned(rows, ratio, "one", "two", weight=weight).estimate(rows.astype(np.float32))
    assert len(rows) < ROWS_AT_ONCE
    monkeypatch.setattr("foresale.forecasting.models.linear_on_lags.ROWS_AT_ONCE", 64)
    in_parts = learned(rows, ratio, "one", "two", weight=weight).estimate(rows.astype(np.float32))
    np.testing.assert_allclose(in_parts, at_once, rtol=1e-9)


def test_an_unknown_value_counts_as_the_columns_mean(random) -> None:
    rows = random.normal(3, 1, size=(1000, 1))
    ratio = rows[:, 0].copy()
    rows[::3], ratio[::3] = np.nan, 3.0
    model = learned(rows, ratio, "one")
    unknown, mean = np.array([[np.nan]]), np.array([[np.nanmean(rows)]])
    assert model.estimate(unknown.astype(np.float32)) == pytest.approx(
        model.estimate(mean.astype(np.float32)), abs=1e-5
    )


def test_a_value_far_beyond_those_seen_is_taken_back(random) -> None:
    rows = random.normal(size=(5000, 1))
    model = learned(rows, rows[:, 0], "one")
    far = model.estimate(np.array([[1e9], [-1e9]], dtype=np.float32))
    np.testing.assert_allclose(far, [WIDEST, -WIDEST], rtol=0.1)


def test_a_constant_or_wholly_unknown_column_changes_nothing(random) -> None:
    rows = random.normal(size=(1000, 3))
    rows[:, 1], rows[:, 2] = 0.1, np.nan
    model = learned(rows, rows[:, 0], "one", "constant", "unknown")
    new = np.array([[1.0, 0.1, np.nan], [1.0, 5.0, 7.0]], dtype=np.float32)
    np.testing.assert_allclose(model.estimate(new), [1, 1], atol=0.05)


def test_a_column_that_is_constant_but_for_rounding_is_constant() -> None:
    odd = np.arange(1000) % 2
    model = learned(1e6 + 0.0625 * odd[:, None], odd.astype(np.float64), "constant")
    new = np.array([[1e6], [1e6 + 0.0625]], dtype=np.float32)
    np.testing.assert_allclose(model.estimate(new), 0.5)


def test_a_heavier_row_counts_more() -> None:
    rows = np.zeros((2, 1))
    model = learned(rows, np.array([0.0, 10.0]), "one", weight=np.array([1.0, 3.0]))
    assert model.estimate(np.zeros((1, 1), dtype=np.float32))[0] == pytest.approx(7.5)


def test_weekdays_are_told_apart_without_an_order(random) -> None:
    sold = np.array([1.0, 5.0, 2.0, 8.0, 3.0, 9.0, 4.0])
    days = np.tile(np.arange(7.0), 300)[:, None]
    model = learned(days, sold[days[:, 0].astype(int)], "weekday")
    np.testing.assert_allclose(model.estimate(np.arange(7, dtype=np.float32)[:, None]), sold, atol=0.3)


def test_codes_of_text_are_no_quantities(random) -> None:
    model = learner("one", "is_category", categories=("category",))
    rows = np.stack([random.normal(size=500), np.arange(500) % 2], axis=1).astype(np.float32)
    model.learn(rows, rows[:, 1].astype(np.float64), np.ones(500))
    np.testing.assert_allclose(model.estimate(np.array([[0, 0], [0, 1]], dtype=np.float32)), 0.5, atol=0.01)


def test_before_anything_was_learned_it_answers_zero(make_panel) -> None:
    never = make_panel(np.full((1, 30), np.nan))
    model = LinearOnLags().fit(never, 3)
    np.testing.assert_array_equal(model.predict(never, 3), [[0, 0, 0]])


def test_it_forecasts_a_weekday_pattern_of_series_of_any_size(make_panel) -> None:
    week = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0])
    sizes = np.array([[1.0], [1000.0]])
    panel = make_panel(np.tile(week, (2, 30)) * sizes)
    mean = LinearOnLags().fit(panel, 7).predict(panel, 7)
    np.testing.assert_allclose(mean / sizes, [week, week], atol=0.5)


def test_it_saves_and_loads_to_the_same_forecast(make_panel, tmp_path: Path) -> None:
    panel = make_panel(np.random.default_rng(0).poisson(5.0, (3, 60)))
    model = LinearOnLags(seed=4).fit(panel, 7)
    model.save(tmp_path)
    loaded = LinearOnLags.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict(panel, 7), model.predict(panel, 7))
    assert loaded.predict(panel, 7).std() > 0
