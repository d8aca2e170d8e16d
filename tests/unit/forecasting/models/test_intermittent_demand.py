"""Croston, SBA, TSB, ADIDA and IMAPA answer what statsforecast's versions answer."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.forecasting.models.adida import ADIDA
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.croston import Croston
from foresale.forecasting.models.imapa import IMAPA
from foresale.forecasting.models.sba import SBA
from foresale.forecasting.models.tsb import TSB

NAN = np.nan
FAMILY = [Croston(), SBA(), TSB(), ADIDA(), IMAPA()]


@pytest.fixture(scope="module")
def demand() -> Any:
    rng = np.random.default_rng(11)
    chance = rng.uniform(0.03, 1, (80, 1))
    demand = rng.poisson(3, (80, 150)) * (rng.random((80, 150)) < chance)
    demand[demand.sum(axis=1) == 0, 5] = 1
    return demand.astype(np.float64)


@pytest.mark.parametrize(
    ("ours", "theirs", "arguments"),
    [
        (Croston(), "CrostonClassic", {}),
        (SBA(), "CrostonSBA", {}),
        (TSB(size_alpha=0.2, chance_alpha=0.3), "TSB", {"alpha_d": 0.2, "alpha_p": 0.3}),
        (ADIDA(), "ADIDA", {}),
        (IMAPA(), "IMAPA", {}),
    ],
    ids=lambda value: value.name if isinstance(value, Model) else "",
)
def test_it_agrees_with_statsforecast(make_panel, demand, ours: Model, theirs: str, arguments: dict) -> None:
    import statsforecast.models

    engine = getattr(statsforecast.models, theirs)(**arguments)
    expected = np.array([engine.forecast(np.ascontiguousarray(row), 3)["mean"] for row in demand])
    np.testing.assert_allclose(ours.predict(make_panel(demand), 3), expected, rtol=2e-4)


@pytest.mark.parametrize("model", FAMILY, ids=lambda model: model.name)
def test_unknown_days_are_skipped_not_waited_for(make_panel, demand, model: Model) -> None:
    with_holes = np.insert(demand, [40, 90, 90, 150], NAN, axis=1)
    np.testing.assert_allclose(
        model.predict(make_panel(with_holes), 1), model.predict(make_panel(demand), 1), rtol=1e-12
    )


@pytest.mark.parametrize("model", FAMILY, ids=lambda model: model.name)
def test_a_series_that_began_late_is_judged_from_its_beginning(make_panel, demand, model: Model) -> None:
    late = np.hstack([np.full((80, 60), NAN), demand])
    np.testing.assert_allclose(
        model.predict(make_panel(late), 1), model.predict(make_panel(demand), 1), rtol=1e-12
    )


def test_tsb_fades_when_sales_stop_and_croston_does_not(make_panel) -> None:
    panel = make_panel(np.r_[np.full(50, 4.0), np.zeros(50)])
    assert TSB().predict(panel, 1)[0, 0] < 0.05
    assert Croston().predict(panel, 1)[0, 0] == pytest.approx(4.0)


def test_sba_is_croston_less_half_its_weight(make_panel, demand) -> None:
    panel = make_panel(demand)
    expected = 0.85 * Croston(alpha=0.3).predict(panel, 2)
    np.testing.assert_allclose(SBA(alpha=0.3).predict(panel, 2), expected)


def test_negative_demand_counts_as_demand_where_it_may_be_negative(make_panel) -> None:
    panel = make_panel([0, -2, 0, -2], non_negative=False)
    np.testing.assert_allclose(Croston().predict(panel, 1), [[-1]])


@pytest.mark.parametrize("weight", [0, -0.1, 1.5, NAN])
def test_a_smoothing_weight_outside_its_range_is_refused(weight: float) -> None:
    with pytest.raises(OptionError, match="alpha"):
        Croston(alpha=weight)
    with pytest.raises(OptionError, match="chance_alpha"):
        TSB(chance_alpha=weight)


@pytest.mark.parametrize("model", FAMILY, ids=lambda model: model.name)
def test_ten_thousand_series_of_83_days_take_less_than_two_seconds(make_panel, model: Model) -> None:
    rng = np.random.default_rng(2)
    panel = make_panel(rng.poisson(0.4, (10_000, 83)))
    began = time.process_time()
    model.predict(panel, 7)
    assert time.process_time() - began < 2
