"""A search for each group of series: models of their own, kept and loaded."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.panel import Panel
from library_sales import DAYS, small_sales

CLASSES = pl.DataFrame({"item": ["tea", "salt", "jam"], "class": ["drinks", "food", "food"]})
SALES = small_sales().drop("price").filter(pl.col("date") > DAYS[80]).join(CLASSES, on="item")


class ShareOfMean(fs.models.Model):
    """A share of each series' mean, which is best at one: quick to search."""

    name: ClassVar[str] = "share_of_mean"
    family: ClassVar[str] = "baseline"
    label: ClassVar[str] = "Share of the mean"
    searched: ClassVar[dict[str, tuple[float, float]]] = {"share": (0.9, 1.1)}

    def __init__(self, *, seed: int = 0, share: float = 0.2) -> None:
        super().__init__(seed=seed)
        self.share = share

    def fit(self, panel: Panel, horizon: int) -> Self:
        return self

    def predict(self, panel: Panel, horizon: int) -> Any:
        return np.repeat(self.share * np.nanmean(panel.target, axis=1)[:, None], horizon, axis=1)


SEARCH: dict[str, Any] = {
    "horizon": 7, "folds": 1, "tune": 5.0, "tune_trials": 2, "models": [ShareOfMean], "keys": ["item"],
}  # fmt: skip


@pytest.fixture(scope="module")
def tuned() -> Any:
    return fs.forecast(SALES, tune_by="class", **SEARCH)


def test_each_group_is_searched_and_told(tuned: Any) -> None:
    (text,) = [note.text for note in tuned.notes if note.rule == "tuned"]
    assert "4 settings tried on past windows of the 2 groups of class" in text
    assert "did clearly better in drinks, food" in text
    settings = tuned.backtest.choices["share_of_mean_tuned_by_class"].parameters["settings"]
    assert {group: 0.9 <= found["share"] <= 1.1 for group, found in settings.items()} == {
        "drinks": True, "food": True
    }  # fmt: skip
    board = dict(tuned.leaderboard().select("model", "wape").iter_rows())
    assert board["share_of_mean_tuned_by_class"] < board["share_of_mean"]


def test_a_saved_model_by_group_forecasts_the_same(tuned: Any, tmp_path: Any) -> None:
    assert "by class" in tuned.backtest.champion.label
    again = fs.load(tuned.save(tmp_path / "model")).predict(horizon=7)
    assert again.to_frame().equals(tuned.to_frame())


@pytest.mark.parametrize(
    ("given", "said"),
    [({"tune_by": "clas"}, "Did you mean 'class'"), ({"tune_by": "class", "tune": None}, "nothing is tuned")],
)
def test_what_cannot_be_grouped_is_answered_with_what_can(given: dict[str, Any], said: str) -> None:
    with pytest.raises(fs.ForesaleError, match=said):
        fs.backtest(SALES, **(SEARCH | given))
