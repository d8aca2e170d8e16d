"""Ways of making series and sums agree compete; bottom-up stays unless another is clearly better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.arrays import Array
from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import to_whole
from foresale.forecasting.results import QUANTILES, Backtest
from foresale.forecasting.scores import history_scale
from foresale.forecasting.sums.coherence import PastChampion, compete
from foresale.forecasting.sums.reconciliation import METHODS
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.metrics.point import wape
from foresale.metrics.quantile import coverage
from foresale.panel import Panel

HORIZON, FOLDS = 7, 4
OPTIONS = BacktestOptions(("seasonal_naive", "moving_average"))
TRAINING = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={})


@pytest.fixture(scope="module")
def weekly(make_panel) -> Panel:
    """Forty slow sellers in two shops with a week in common, which a moving average doesn't see."""
    week = np.array([0.7, 0.8, 0.8, 0.9, 1.2, 1.6, 1.0])
    random = np.random.default_rng(4)
    return make_panel(
        random.poisson(1.5 * np.tile(week, (40, 16))),
        series={"product": [f"p{i % 20}" for i in range(40)], "shop": ["Leeds"] * 20 + ["York"] * 20},
        keys=("product", "shop"),
    )


@pytest.fixture(scope="module")
def helped(weekly: Panel) -> Backtest:
    return run_backtest(weekly, HORIZON, OPTIONS)


def past_of(panel: Panel, means: list[Array], selection: int = 3) -> PastChampion:
    """What a champion that forecast `means` at the last cutoffs goes into the competition with."""
    cutoffs = [panel.n_periods - HORIZON * back for back in range(len(means), 0, -1)]
    histories = [panel.as_of(cutoff, HORIZON) for cutoff in cutoffs]
    actuals = [panel.target[:, cutoff : cutoff + HORIZON] for cutoff in cutoffs]
    return PastChampion(histories, means, actuals, [history_scale(each) for each in histories], selection)


def test_where_sums_know_what_series_do_not_forecasts_are_brought_in_line(helped: Backtest) -> None:
    assert helped.champion.model == "moving_average"
    assert helped.reconciliation is not None
    total = helped.by_level.filter((pl.col("level") == "total") & (pl.col("grain") == "day"))
    for column, share in (("wape", 0.6), ("test_wape", 0.9)):
        errors = dict(total.select("method", column).iter_rows())
        assert set(errors) == set(METHODS)
        assert errors[helped.reconciliation.method] < share * errors["bottom_up"]
    series = helped.by_level.filter((pl.col("level") == "series") & (pl.col("grain") == "day"))
    bottom = dict(series.select("method", "test_rmsse").iter_rows())
    assert bottom[helped.reconciliation.method] < bottom["bottom_up"]
    assert "are brought in line with forecasts of their sums" in helped.notes[-1].text


def test_the_champion_is_then_judged_by_the_forecasts_it_makes(helped: Backtest) -> None:
    row = helped.leaderboard.row(by_predicate=pl.col("model") == "moving_average", named=True)
    test = helped.folds[-1]
    mean = test.means["moving_average"]
    assert row["test_wape"] == pytest.approx(wape(test.actual, mean))
    assert np.ptp(mean.sum(axis=0)) > 0.3 * mean.sum(axis=0).mean()  # the week is in it
    past = [PastForecast(fold.means["moving_average"], fold.actual) for fold in helped.folds[:3]]
    expected = calibrate(past).quantiles(mean, non_negative=True)
    whole = np.ones(helped.panel.n_series, dtype=bool)
    np.testing.assert_array_equal(test.quantiles["moving_average"], to_whole(expected, whole))


def test_what_is_trained_saved_and_loaded_forecasts_in_line_too(helped: Backtest, tmp_path) -> None:
    forecaster = train_champion(helped, TRAINING)
    found = forecaster.predict()
    assert np.ptp(found.mean.sum(axis=0)) > 0.3 * found.mean.sum(axis=0).mean()
    whole = found.totals.filter(pl.col("grain") == "day").group_by("level").agg(pl.col("mean").sum())
    np.testing.assert_allclose(whole["mean"].to_numpy(), found.mean.sum())
    forecaster.save(tmp_path)
    loaded = load_forecaster(tmp_path)
    again = loaded.predict()
    np.testing.assert_array_equal(again.mean, found.mean)
    assert again.totals.equals(found.totals)
    np.testing.assert_allclose(loaded.predict(horizon=3).mean, found.mean[:, :3])
    fewer = loaded.panel.select(np.arange(0, 40, 3))
    newer = replace(fewer, series=fewer.series.with_columns(product=pl.lit("new") + pl.col("product")))
    assert np.isfinite(loaded.predict(newer).mean).all()


def test_bottom_up_stays_where_series_know_as_much_as_sums(make_panel) -> None:
    shops = {"product": [f"p{i % 6}" for i in range(12)], "shop": ["Leeds"] * 6 + ["York"] * 6}
    random = np.random.default_rng(5)
    mean = [np.full((12, HORIZON), 9.0)] * FOLDS
    found = []
    for _ in range(10):
        panel = make_panel(random.poisson(9.0, (12, 112)), series=shops, keys=("product", "shop"))
        found.append(compete(past_of(panel, mean)))
    stayed = [each for each in found if each.chosen == "bottom_up"]
    assert len(stayed) >= 9  # three windows of chance can favour another way
    assert all(each.recipe is None for each in stayed)
    assert "(bottom-up)" in stayed[0].note.text
    assert "none was clearly better on 3 past windows" in stayed[0].note.text
    np.testing.assert_array_equal(stayed[0].means["bottom_up"], mean)


def test_sums_that_gain_do_not_pay_for_series_that_lose(make_panel) -> None:
    """Two series err to opposite sides of a total that is off: scaled to it, one of them is far worse."""
    random = np.random.default_rng(6)
    panel = make_panel(np.array([[100.0], [20.0]]) + random.normal(0, 1, (2, 112)))
    mean = np.tile(np.array([[60.0], [20.0]]), (1, HORIZON))
    certain = np.tile(np.array([[100.0], [20.0]]), (1, HORIZON))
    found = compete(past_of(panel, [mean] * FOLDS))
    worse = np.abs(found.means["top_down"][0][1] - certain[1]).mean()
    assert worse > 5
    assert found.chosen != "top_down"


def test_a_way_that_lost_a_single_window_is_not_chosen(weekly: Panel, helped: Backtest) -> None:
    plain = [
        np.repeat(fold.means["moving_average"].mean(axis=1)[:, None], 7, axis=1) for fold in helped.folds
    ]
    assert compete(past_of(weekly, plain)).chosen != "bottom_up"
    lucky = [*plain[:2], weekly.target[:, 98:105], plain[3]]  # bottom-up knew what came
    assert compete(past_of(weekly, lucky)).chosen == "bottom_up"


def test_with_one_window_or_one_series_there_is_no_competition(make_panel, weekly: Panel) -> None:
    mean = [np.full((40, HORIZON), 1.5)] * 2
    few = compete(past_of(weekly, mean, selection=1))
    assert set(few.means) == {"bottom_up"}
    assert "one past window can't tell" in few.note.text
    alone = compete(past_of(make_panel(np.full((1, 60), 3.0)), [np.full((1, HORIZON), 3.0)] * FOLDS))
    assert alone.note.text == "One series: nothing to add up."
    assert set(alone.means) == {"bottom_up"}


def test_weights_at_a_selection_cutoff_come_from_the_other_ones(weekly: Panel) -> None:
    mean = [np.full((40, HORIZON), 1.2)] * FOLDS
    plain = past_of(weekly, mean)
    actuals = [*plain.actuals[:1], 50 * plain.actuals[1], *plain.actuals[2:]]
    other = compete(replace(plain, actuals=actuals))
    for method, means in compete(plain).means.items():
        np.testing.assert_array_equal(other.means[method][1], means[1], err_msg=method)
    changed = other.means["mint_variance"][0] != compete(plain).means["mint_variance"][0]
    assert changed.any()


def test_errors_and_ranges_are_told_for_every_level_and_grain(helped: Backtest, weekly: Panel) -> None:
    table = helped.by_level.filter(pl.col("chosen"))
    assert table.select("level", "grain").rows() == [
        (level, grain)
        for level in ("series", "product", "shop", "total")
        for grain in ("day", "week", "month", "horizon")
    ]
    test = helped.folds[-1]
    mean = test.means["moving_average"]
    shop = table.row(by_predicate=(pl.col("level") == "shop") & (pl.col("grain") == "day"), named=True)
    sums = [part.reshape(2, 20, HORIZON).sum(axis=1) for part in (test.actual, mean)]
    assert shop["test_wape"] == pytest.approx(wape(*sums))
    assert (shop["members"], shop["sums"], shop["test_sums"]) == (2, 42, 14)
    single = table.row(by_predicate=(pl.col("level") == "series") & (pl.col("grain") == "day"), named=True)
    quantiles = test.quantiles["moving_average"]
    ends = (quantiles[..., QUANTILES.index(end)] for end in (0.1, 0.9))
    assert single["test_coverage_80"] == pytest.approx(coverage(test.actual, *ends))
    whole = table.filter((pl.col("grain") == "horizon") & (pl.col("level") != "series"))
    assert whole["coverage_80"].is_between(0, 1).all()
    assert whole["rmsse"].is_null().all()


def test_cells_that_were_not_seen_are_left_out_of_sums(weekly: Panel) -> None:
    hidden = np.zeros(weekly.target.shape, dtype=bool)
    hidden[:20, -HORIZON:] = True  # all of Leeds is out of stock
    found = run_backtest(replace(weekly, censored=hidden), HORIZON, OPTIONS)
    table = found.by_level.filter(pl.col("chosen") & (pl.col("grain") == "day"))
    sums = dict(table.select("level", "test_sums").iter_rows())
    assert sums == {"series": 140, "product": 140, "shop": 7, "total": 7}
    test = found.folds[-1]
    row = table.row(by_predicate=pl.col("level") == "total", named=True)
    york = [part[20:].sum(axis=0) for part in (test.actual, test.means["moving_average"])]
    assert row["test_wape"] == pytest.approx(wape(*york))
