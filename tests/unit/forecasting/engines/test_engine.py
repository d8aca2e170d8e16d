"""Work in pieces gives what work in one piece gives; here an engine of the test's own cuts them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from foresale.errors import EngineError, MissingExtraError, OptionError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import learn_quantiles, try_model
from foresale.forecasting.engines.engine import Answer, Engine, History, LocalHistory, Task
from foresale.forecasting.fit_tasks import fit_models, predict_mean
from foresale.forecasting.models.catalog import default_models, load_model_class, model_names
from foresale.forecasting.models.local_model import LocalModel
from foresale.panel import Panel


class InThrees(Engine):
    """Cuts separable histories into parts of three series, and does the last task first."""

    is_remote: ClassVar[bool] = True

    def pieces(self, panel: Panel, *, separable: bool) -> list[History]:
        if not separable:
            return [LocalHistory(panel)]
        starts = range(0, panel.n_series, 3)
        return [LocalHistory(panel.select(np.arange(i, min(i + 3, panel.n_series)))) for i in starts]

    def map_unordered(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], *, one_by_one: bool = False
    ) -> Iterator[tuple[int, Answer]]:
        for position in reversed(range(len(tasks))):
            yield position, work(tasks[position])

    def map_in_order(self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        return [work(task) for task in tasks]


class Unreachable(InThrees):
    """Breaks down."""

    def map_unordered(self, work, tasks, *, one_by_one=False):
        raise EngineError("The scheduler is gone.", fix="Start it.")


@pytest.fixture
def panel(make_panel) -> Panel:
    random = np.random.default_rng(1)
    target = random.poisson(6 + 4 * np.sin(np.arange(90) / 7 * 2 * np.pi), (7, 90)).astype(np.float64)
    target[2] *= random.random(90) < 0.2
    target[3, :50] = np.nan
    target[4] = 0.0
    return make_panel(target)


SLOW = {
    "auto_arima", "auto_ets", "gradient_boosting", "random_forest", "xgboost", "lstm", "prophet", "chronos",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in model_names() if name not in SLOW])
def test_a_model_tried_in_pieces_forecasts_the_same(panel: Panel, name: str) -> None:
    histories = [panel.as_of(76, 7), panel.as_of(83, 7)]
    calls: list[None] = []
    whole = try_model(name, histories, 7, 0, int)
    parts = try_model(name, histories, 7, 0, lambda: calls.append(None), InThrees())
    for mine, theirs in zip(parts.means, whole.means, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert len(calls) == 2
    assert (parts.fallbacks, parts.seconds > 0) == (whole.fallbacks, True)


def test_quantiles_learned_elsewhere_are_the_same(panel: Panel) -> None:
    whole, parts = (learn_quantiles([panel], 7, 0, int, *engine) for engine in ([], [InThrees()]))
    np.testing.assert_array_equal(parts[0], whole[0])


@pytest.mark.parametrize("name", ["lightgbm", "linear", "profile_smoothing", "tsb"])
def test_a_model_fitted_elsewhere_comes_back_as_it_was(panel: Panel, name: str) -> None:
    kind = load_model_class(name)
    here = kind(seed=3).fit(panel, 7)
    (back,) = fit_models([kind(seed=3)], panel, 7, InThrees())
    assert (type(back), back.parameters()) == (kind, here.parameters())
    np.testing.assert_array_equal(predict_mean(back, panel, 7, InThrees()), here.predict(panel, 7))


def test_only_models_of_one_series_at_a_time_are_cut() -> None:
    cut = {name for name in default_models(30) if issubclass(load_model_class(name), LocalModel)}
    assert {"auto_ets", "croston", "seasonal_naive"} <= cut
    assert not cut & {"lightgbm", "linear", "profile_smoothing"}


def test_an_engine_that_breaks_down_ends_the_run_instead_of_leaving_models_out(panel: Panel) -> None:
    with pytest.raises(EngineError, match="scheduler is gone"):
        run_backtest(panel, 7, BacktestOptions(("seasonal_naive",)), engine=Unreachable())


class Remembers(InThrees):
    """Keeps every history that it was asked to hand out."""

    def __init__(self) -> None:
        self.seen: list[Panel] = []

    def pieces(self, panel: Panel, *, separable: bool) -> list[History]:
        self.seen.append(panel)
        return super().pieces(panel, separable=separable)


def test_no_history_handed_out_reaches_past_its_cutoff(panel: Panel) -> None:
    panel = replace(panel, known_ahead={"price": np.ones((7, 97))}, calendar={"feast": np.zeros(97)})
    engine = Remembers()
    options = BacktestOptions(("seasonal_naive", "linear"), folds=2, learn_quantiles=True)
    backtest = run_backtest(panel, 7, options, engine=engine)
    cutoffs = {fold.cutoff for fold in backtest.folds}
    assert {seen.n_periods for seen in engine.seen} == cutoffs
    # Two models, and the quantiles; and one without what is known ahead, to tell what that is worth.
    plain = [seen for seen in engine.seen if not seen.known_ahead]
    assert (len(engine.seen) - len(plain), len(plain)) == (3 * len(cutoffs), 2)
    for seen in engine.seen:
        np.testing.assert_array_equal(seen.target, panel.target[:, : seen.n_periods])
        if not seen.known_ahead:
            continue
        assert seen.known_ahead["price"].shape[1] == len(seen.calendar["feast"]) == seen.n_periods + 7


@pytest.mark.parametrize("error", [OptionError("No.", fix="Yes."), MissingExtraError("distributed", "dask")])
def test_an_error_travels_between_processes_whole(error: OptionError) -> None:
    twin = copy.copy(error)  # by the same protocol as pickling
    assert (type(twin), twin.problem, twin.fix, str(twin)) == (
        type(error),
        error.problem,
        error.fix,
        str(error),
    )
