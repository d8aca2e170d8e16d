"""A saved model says what it misses rather than forecasting without it."""

from dataclasses import replace

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import SavedModelError, UnknownColumnError
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.messages import options_in
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_forecast, prepare
from foresale.workflows.files.predict import predict_saved, read_as_trained


def promoted(days: int) -> pl.DataFrame:
    """Sales that triple on promotion."""
    frame = pl.DataFrame({"day": list(range(days))}).with_columns(
        date=pl.date(2024, 1, 1) + pl.duration(days="day"), promotion=(pl.col("day") * 7 % 5 == 0).cast(int)
    )
    return frame.select("date", "promotion", units=10.0 + 20.0 * pl.col("promotion") + pl.col("day") % 3)


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Forecaster:
    """Linear regression that knows promotions ahead, for it beats repeating the past."""
    future = tmp_path_factory.mktemp("plans") / "future.csv"
    promoted(120).filter(pl.col("date") > pl.date(2024, 4, 9)).drop("units").write_csv(future)
    sales = read_sales(promoted(100), options=ReadOptions(future=(future,)))
    options = ForecastOptions(horizon=7, models=("linear",))
    made, forecaster = make_forecast(prepare(sales, options), options)
    assert made.backtest.champion.model != "seasonal_naive"
    return forecaster


def test_without_the_promotions_to_come_it_stops_and_names_the_option(trained):
    with pytest.raises(SavedModelError, match="to know promotion ahead") as error:
        predict_saved(trained, read_sales(promoted(105)))
    assert "future=" in error.value.fix


def test_with_them_it_forecasts(trained, tmp_path):
    future = tmp_path / "future.csv"
    promoted(120).drop("units").write_csv(future)
    sales = read_sales(promoted(105), options=ReadOptions(future=(future,)))
    _, prediction = predict_saved(trained, sales)
    assert prediction.mean.shape == (1, 7)
    assert prediction.mean[0].max() > 1.5 * prediction.mean[0].min()  # promotions are seen


def test_its_own_history_needs_nothing_more(trained):
    assert predict_saved(trained)[1].mean.shape == (1, 7)


def test_a_column_that_only_training_had_is_told_as_that_and_not_as_an_option(trained):
    lacking = promoted(105).drop("promotion")
    with pytest.raises(SavedModelError, match="trained with a column 'promotion'") as error:
        read_as_trained(trained, lacking, ReadOptions())
    assert options_in(error.value.problem) == []
    by_store = promoted(105).with_columns(store=pl.lit("north"), region=pl.lit("up"))
    about = trained.about | {"roles": trained.about["roles"] | {"static": ["region"]}}
    with pytest.raises(SavedModelError, match="trained with a column 'region'") as error:
        read_as_trained(replace(trained, about=about), by_store.drop("region"), ReadOptions())
    assert options_in(error.value.fix) == ["join"]


def test_a_column_that_the_reader_named_is_told_as_the_option(trained):
    with pytest.raises(UnknownColumnError, match="which static= names"):
        read_as_trained(trained, promoted(105), ReadOptions(static=("area",)))
