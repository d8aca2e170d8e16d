"""Hierarchies of one's own: sums by paths of columns that agree with their parts, saved with the model."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import foresale as fs
from foresale.errors import OptionError, SavedModelError
from foresale.library.results import ForecastResult
from library_sales import small_sales

PATHS = ["region > store", "class > item"]
MODELS = ["moving_average", "seasonal_naive"]


@pytest.fixture(scope="module")
def chain() -> pl.DataFrame:
    """Three items in three stores; two stores of the same name stand in two regions."""
    sales = small_sales().drop("price")
    places = pl.DataFrame(
        {
            "place": ["P1", "P2", "P3"],
            "store": ["Main", "Main", "Side"],
            "region": ["North", "South", "South"],
        }
    )
    classes = pl.DataFrame({"item": ["tea", "salt", "jam"], "class": ["drinks", "food", "food"]})
    return sales.join(places, how="cross").join(classes, on="item")


@pytest.fixture(scope="module")
def result(chain: pl.DataFrame) -> ForecastResult:
    return fs.forecast(chain, 7, models=MODELS, folds=2, keys=["place", "item"], hierarchy=PATHS)


def sums(result: ForecastResult, level: str) -> pl.DataFrame:
    return result.totals.filter(level=level, grain="day").select("name", "date", "mean")


def test_the_levels_are_those_of_the_paths_and_the_total(result: ForecastResult) -> None:
    assert result.totals["level"].unique(maintain_order=True).to_list() == [
        "total", "region", "region > store", "class", "class > item",
    ]  # fmt: skip


def test_every_level_adds_up_to_the_one_above_and_to_the_series(
    result: ForecastResult, chain: pl.DataFrame
) -> None:
    above = sums(result, "region").sort("name", "date")
    below = sums(result, "region > store").with_columns(pl.col("name").str.split(" > ").list.first())
    added = below.group_by("name", "date").agg(pl.col("mean").sum()).sort("name", "date")
    assert added["mean"].to_list() == pytest.approx(above["mean"].to_list())

    regions = chain.select("place", "item", "region").unique()
    series = result.to_frame([0.5]).join(regions, on=["place", "item"])
    parts = series.group_by("region", "date").agg(pl.col("mean").sum()).sort("region", "date")
    assert parts["mean"].to_list() == pytest.approx(above["mean"].to_list())


def test_stores_of_one_name_in_two_regions_are_two_sums(result: ForecastResult) -> None:
    names = sums(result, "region > store")["name"].unique().sort().to_list()
    assert names == ["North > Main", "South > Main", "South > Side"]


def test_a_saved_model_keeps_its_hierarchy(
    result: ForecastResult, chain: pl.DataFrame, tmp_path: Path
) -> None:
    saved = fs.load(result.save(tmp_path / "model"))
    again = saved.predict(horizon=7)
    assert again.totals["level"].unique().sort().to_list() == result.totals["level"].unique().sort().to_list()
    with pytest.raises(SavedModelError, match="adds series up by class, region, store"):
        saved.predict(fs.read(chain.drop("class", "region", "store"), keys=["place", "item"]))


def test_a_column_that_no_series_has_is_named_with_those_that_they_have(chain: pl.DataFrame) -> None:
    with pytest.raises(OptionError, match=r"'regoin'[\s\S]*Did you mean 'region'"):
        fs.forecast(chain, 7, models=MODELS, keys=["place", "item"], hierarchy="regoin > store")
