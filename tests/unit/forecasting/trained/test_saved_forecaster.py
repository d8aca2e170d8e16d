"""A saved forecaster: it forecasts the same, or is refused with what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.errors import SavedModelError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.results import QUANTILES, Prediction
from foresale.forecasting.trained.forecaster import FORMAT, Forecaster, load_forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion

OPTIONS = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={})
HORIZON = 7


def assert_same(one: Prediction, other: Prediction) -> None:
    np.testing.assert_array_equal(one.dates, other.dates)
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.quantiles, other.quantiles)
    assert one.totals.equals(other.totals)


def rewrite(folder: Path, **changes: object) -> None:
    """Change what forecaster.json says."""
    stored = json.loads((folder / "forecaster.json").read_text())
    (folder / "forecaster.json").write_text(json.dumps(stored | changes))


@pytest.fixture(scope="module")
def written(sharp: Forecaster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the sharp one was saved to; not to be changed."""
    folder = tmp_path_factory.mktemp("model")
    sharp.save(folder)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return copytree(written, tmp_path / "model")


def test_saved_and_loaded_it_has_the_same_learned_quantiles(sharp: Forecaster, written: Path) -> None:
    loaded = load_forecaster(written)
    assert loaded.learned is not None
    assert_same(loaded.predict(), sharp.predict())
    assert loaded.about == {"file": "sales.csv"}
    assert (loaded.cleaning, loaded.calendar) == (sharp.cleaning, sharp.calendar)


def test_saved_and_loaded_it_has_the_same_conformal_quantiles(plain: Forecaster, tmp_path: Path) -> None:
    plain.save(tmp_path)
    loaded = load_forecaster(tmp_path)
    assert (loaded.learned, loaded.recipe) == (None, None)
    assert_same(loaded.predict(), plain.predict())


def test_a_blend_is_trained_by_its_recipe_and_loads_the_same(make_panel, tmp_path: Path) -> None:
    panel = make_panel(np.random.default_rng(1).poisson(20.0, (10, 90)))
    models = ("seasonal_naive", "moving_average", "tsb", "adida")
    backtest = run_backtest(panel, HORIZON, BacktestOptions(models))
    chosen = replace(backtest, champion=replace(backtest.champion, model=Blend.name))
    assert backtest.blend is not None
    forecaster = train_champion(chosen, OPTIONS)
    assert isinstance(forecaster.model, Blend)
    assert tuple(member.name for member in forecaster.model.members) == backtest.blend.members
    forecaster.save(tmp_path)
    assert_same(load_forecaster(tmp_path).predict(), forecaster.predict())


@pytest.mark.parametrize(
    "name", ["learned/model.json", "quantiles/trees_1_0.5.txt", "history/arrays.npz", "calibration.npz"]
)
def test_a_changed_file_in_the_folder_is_refused_by_name(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(SavedModelError, match=f"{name} was changed"):
        load_forecaster(folder)


def test_a_missing_file_in_the_folder_is_refused_by_name(folder: Path) -> None:
    (folder / "quantiles" / "trees_2_0.9.txt").unlink()
    with pytest.raises(SavedModelError, match=r"trees_2_0\.9\.txt is missing"):
        load_forecaster(folder)


def test_a_folder_without_a_model_is_refused_with_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(SavedModelError, match=r"holds no readable model .*FileNotFoundError") as error:
        load_forecaster(tmp_path)
    assert "forecast/model" in error.value.fix


def test_a_list_of_contents_that_is_no_json_is_refused(folder: Path) -> None:
    (folder / "forecaster.json").write_text("{")
    with pytest.raises(SavedModelError, match="holds no readable model"):
        load_forecaster(folder)


@pytest.mark.parametrize("content", ['{"format": 99}', "{}", "[1]"])
def test_a_model_of_another_format_is_refused(folder: Path, content: str) -> None:
    (folder / "forecaster.json").write_text(content)
    with pytest.raises(SavedModelError, match=rf"has format .* this version reads {FORMAT}"):
        load_forecaster(folder)


def recipe(**parts: Any) -> dict[str, Any]:
    usual = {"shares": [[0.4, 0.4, 0.2]] * len(QUANTILES), "shift": [0.0] * len(QUANTILES)}
    return {"quantile_recipe": usual | parts}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"horizon": 0}, "the horizon is 0"),
        (recipe(shares=[[0.0, 1.0, 0.0]]), "shares and shifts don't fit the quantiles"),
        (recipe(shares=[[0.0, 1.0]] * len(QUANTILES)), "shares and shifts don't fit the quantiles"),
        (recipe(shift=[0.0]), "shares and shifts don't fit the quantiles"),
        (recipe(shift=[None] * len(QUANTILES)), "shares and shifts aren't numbers that make sense"),
        (recipe(shares=[[None, 1.0, 0.0]] * len(QUANTILES)), "aren't numbers that make sense"),
        (recipe(shares=[[-1.0, 1.0, 1.0]] * len(QUANTILES)), "aren't numbers that make sense"),
        (recipe(shares=[[9.0, 9.0, 9.0]] * len(QUANTILES)), "shares don't add up to 1"),
        ({"quantile_recipe": {"shift": [0.0] * len(QUANTILES)}}, "TypeError"),
        ({"rho": None}, "AttributeError"),
        ({"calendar": {}}, "KeyError"),
    ],
)
def test_contents_that_make_no_sense_are_refused_without_a_stack_trace(
    folder: Path, change: dict[str, object], why: str
) -> None:
    rewrite(folder, **change)
    with pytest.raises(SavedModelError, match=why) as error:
        load_forecaster(folder)
    assert error.value.fix == "Train and save it again."


def test_a_model_of_a_class_that_isnt_known_says_how_to_load_it(folder: Path) -> None:
    rewrite(folder, model="no_such_model")
    with pytest.raises(SavedModelError, match="made with 'no_such_model'") as error:
        load_forecaster(folder)
    assert "load the model with it (models=)" in error.value.fix


def test_calibration_and_history_of_different_series_are_refused(plain: Forecaster, tmp_path: Path) -> None:
    replace(plain, calibration=replace(plain.calibration, by_series=np.ones(5))).save(tmp_path)
    with pytest.raises(SavedModelError, match="calibration and history hold different series"):
        load_forecaster(tmp_path)


def test_nothing_in_the_folder_is_pickled(written: Path) -> None:
    found = {path.suffix for path in written.rglob("*") if path.is_file()}
    assert found == {".json", ".npz", ".parquet", ".txt"}
    for path in written.rglob("*.npz"):
        with np.load(path, allow_pickle=False) as stored:
            assert [name for name in stored if stored[name].dtype == object] == []
