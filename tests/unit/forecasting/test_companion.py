"""A companion beside the champion: what it adds to the quantiles, and that it is saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foresale.data.calendars import CalendarOptions
from foresale.data.cleaning import CleaningOptions
from foresale.errors import SavedModelError
from foresale.forecasting.backtest import BacktestOptions, run_backtest
from foresale.forecasting.companion import COMPANION
from foresale.forecasting.forecaster import Forecaster, load_forecaster
from foresale.forecasting.results import QUANTILES, QuantileRecipe
from foresale.forecasting.training import TrainingOptions, train_champion
from foresale.panel import Panel

OPTIONS = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={})
HORIZON = 7


@pytest.fixture(scope="module")
def accompanied(moody: Panel) -> Forecaster:
    """A moving average whose quantiles are joined with learned ones and a companion's."""
    models = ("seasonal_naive", "moving_average", COMPANION.name)
    found = run_backtest(moody, HORIZON, BacktestOptions(models, learn_quantiles=True))
    weights = np.tile([[0.2], [0.3], [0.5]], len(QUANTILES))
    recipe = QuantileRecipe(weights, np.zeros(len(QUANTILES)))
    champion = replace(found.champion, model="moving_average")
    return train_champion(replace(found, champion=champion, quantile_recipe=recipe), OPTIONS)


def test_saved_and_loaded_it_has_the_same_companion(accompanied: Forecaster, tmp_path: Path) -> None:
    accompanied.save(tmp_path)
    saved, fresh = load_forecaster(tmp_path).predict(), accompanied.predict()
    np.testing.assert_array_equal(saved.mean, fresh.mean)
    np.testing.assert_array_equal(saved.quantiles, fresh.quantiles)
    (tmp_path / "companion" / "model.json").write_text('{"seed": 7}')
    with pytest.raises(SavedModelError, match="companion"):
        load_forecaster(tmp_path)


def test_a_companions_quantiles_are_those_of_its_own_means_and_errors(
    accompanied: Forecaster, moody: Panel
) -> None:
    """With the champion and the learned quantiles left out, nothing but the companion's are left."""
    recipe = QuantileRecipe(np.tile([[0.0], [0.0], [1.0]], len(QUANTILES)), np.zeros(len(QUANTILES)))
    companion = accompanied.companion
    assert companion is not None
    found = replace(accompanied, recipe=recipe).predict()
    mean = companion.mean(moody, HORIZON, None)
    expected = companion.calibration.quantiles(mean, non_negative=True)
    np.testing.assert_allclose(found.quantiles, expected)
    assert not np.allclose(found.mean, mean)


def test_with_a_companion_other_series_are_forecast_in_their_order(
    accompanied: Forecaster, moody: Panel
) -> None:
    turned = replace(
        moody, series=moody.series[::-1], target=moody.target[::-1], censored=moody.censored[::-1]
    )
    there, back = accompanied.predict(), accompanied.predict(turned)
    np.testing.assert_allclose(back.quantiles[::-1], there.quantiles)
