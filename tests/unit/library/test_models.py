"""Models as objects: parameters, classes of one's own, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pytest

import foresale as fs
from foresale.forecasting.ensemble.blend import parameters_of
from foresale.forecasting.models import catalog
from foresale.forecasting.models.base import Mean
from foresale.panel import Panel
from library_sales import small_sales

SALES = small_sales().drop("price")


class MeanOfLast(fs.models.Model):
    """Every period ahead is the average of the newest ones."""

    name: ClassVar[str] = "mean_of_last"
    family: ClassVar[str] = "baseline"
    label: ClassVar[str] = "Mean of the newest"

    def __init__(self, *, periods: int = 28, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.periods = periods

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Nothing to learn."""
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """The average, again and again."""
        mean = np.nan_to_num(np.nanmean(panel.target[:, -self.periods :], axis=1))
        return np.repeat(mean[:, None], horizon, axis=1)


class Forgetful(MeanOfLast):
    """A model that doesn't keep what it is told."""

    name: ClassVar[str] = "forgetful"

    def __init__(self, *, span: int = 28, seed: int = 0) -> None:
        super().__init__(periods=span, seed=seed)


class Flat(MeanOfLast):
    """A model that answers one number a series."""

    name: ClassVar[str] = "flat"

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Without periods."""
        return super().predict(panel, horizon)[:, 0]


class Holey(MeanOfLast):
    """A model that knows nothing of one series."""

    name: ClassVar[str] = "holey"

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Without the first series."""
        found = super().predict(panel, horizon)
        found[0] = np.nan
        return found


def test_names_and_instances_mix_and_stand_side_by_side_on_the_leaderboard() -> None:
    few = fs.models.LightGBM(num_leaves=8, rounds=15)
    found = fs.cross_validation(SALES, 7, models=["lightgbm", few, "moving_average"], folds=1)
    names = set(found.leaderboard()["model"])
    assert {"lightgbm", "lightgbm(rounds=15, num_leaves=8)", "moving_average", "seasonal_naive"} <= names
    by_model = found.to_frame(quantiles=[]).group_by("model").agg("mean").sort("model")
    means = dict(by_model.iter_rows())
    assert means["lightgbm"] != means["lightgbm(rounds=15, num_leaves=8)"]


def test_parameters_are_kept_with_the_saved_model(tmp_path: Path) -> None:
    made = fs.forecast(SALES, 7, models=fs.models.LightGBM(num_leaves=8, rounds=15), folds=1)
    made.save(tmp_path / "model")
    of_model = json.loads((tmp_path / "model" / "learned" / "model.json").read_text())
    kept = parameters_of(made.forecaster.model)
    assert of_model == made.forecaster.model.parameters()
    assert "'num_leaves': 8" in str(kept)
    assert "'rounds': 15" in str(kept)
    again = fs.load(tmp_path / "model")
    assert parameters_of(again.forecaster.model) == kept
    assert again.predict().to_frame().equals(made.to_frame())


def test_a_class_of_ones_own_works_without_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fs.forecast(SALES, 7, models=[MeanOfLast, MeanOfLast(periods=140)], folds=1)
    assert {"mean_of_last", "mean_of_last(periods=140)"} <= set(made.leaderboard()["model"])
    champion = made.backtest.champion.model
    made.save(tmp_path / "model")
    if champion != "seasonal_naive":
        monkeypatch.setattr(catalog, "_CLASSES", {})
        with pytest.raises(fs.ForesaleError, match="made with 'mean_of_last'"):
            fs.load(tmp_path / "model")
    assert fs.load(tmp_path / "model", models=[MeanOfLast]).predict().to_frame().equals(made.to_frame())
    assert champion != "seasonal_naive"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: fs.models.LightGBM(leaves=3), "Did you mean 'num_leaves'"),
        (lambda: fs.models.LightGBM(n_estimators=3), "It has: rounds, learning_rate"),
        (lambda: fs.forecast(SALES, 7, models=[Forgetful(span=7)]), "doesn't keep its argument 'span'"),
        (lambda: fs.forecast(SALES, 7, models=["lightgbn"]), "Did you mean lightgbm"),
        (lambda: fs.forecast(SALES, 7, models=[3]), "3 is no model"),  # type: ignore[list-item]
    ],
)
def test_what_is_no_model_says_what_would_be(wrong: Any, said: str) -> None:
    with pytest.raises(fs.ForesaleError, match=said):
        wrong()


def test_an_answer_of_another_shape_is_told_with_the_one_that_is_wanted() -> None:
    notes = fs.forecast(SALES, 7, models=[Flat], folds=1).notes
    said = "flat was left out: predict() of the model 'flat' answers an array of shape (3,), not"
    assert any(note.text.startswith(f"{said} an array of shape (3, 7)") for note in notes)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Holey, "predict() of the model 'holey' answers 7 of 21 values that are no numbers"),
        (fs.models.LightGBM(num_leaves=-3), "num_leaves=-3: Check failed: (num_leaves) > (1)."),
    ],
)
def test_a_model_that_can_t_forecast_is_left_out_and_says_why(model: Any, said: str) -> None:
    notes = [note.text for note in fs.forecast(SALES, 7, models=[model], folds=1).notes]
    assert any("was left out: " in text and said in text for text in notes), notes


def test_a_class_named_like_another_model_is_refused() -> None:
    class Mine(MeanOfLast):
        """Named like a model that there is."""

        name: ClassVar[str] = "lightgbm"

    with pytest.raises(fs.ForesaleError, match="named 'lightgbm', as another model is"):
        fs.forecast(SALES, 7, models=[Mine])


def test_every_built_in_model_is_there_by_name() -> None:
    assert {"LightGBM", "Linear", "RandomForest", "SeasonalNaive", "Model"} <= set(dir(fs.models))
    with pytest.raises(AttributeError, match="LightGBM"):
        _ = fs.models.Lightgbm
