"""Tables that the library hands out: polars, pandas, wide or long, with any quantiles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import polars as pl

from foresale.arrays import Array
from foresale.errors import MissingExtraError
from foresale.forecasting.quantiles.any_level import check_levels, quantiles_at
from foresale.forecasting.results import QUANTILES, forecast_table, quantile_column
from foresale.frequency import Dates


class ForecastTables(ABC):
    """Forecasts of S series over H periods as tables."""

    @property
    @abstractmethod
    def _parts(self) -> tuple[pl.DataFrame, Dates, Array, Array]:
        """Key columns, dates, means (S × H) and quantiles (S × H × Q at `QUANTILES`)."""

    def to_frame(self, quantiles: Sequence[float] | None = None) -> pl.DataFrame:
        """One row per series and period: keys, `date`, `mean`, then a column per quantile (`q0.05` …).

        Args:
            quantiles: Chances from 0.005 to 0.995; by default the 15 that are calibrated. What lies
                between two of them is interpolated.

        Raises:
            OptionError: A quantile lies outside.
        """
        keys, dates, mean, known = self._parts
        if quantiles is None:
            return forecast_table(keys, dates, mean, known)
        levels = [float(level) for level in _levels(quantiles)]
        return forecast_table(keys, dates, mean, quantiles_at(known, levels), levels)

    def to_long(self, quantiles: Sequence[float] | None = None) -> pl.DataFrame:
        """One row per series, period and number: keys, `date`, `kind`, `level`, `value`.

        `kind` is "mean" (its `level` is null) or "quantile"; the form that plotting libraries like.

        Args:
            quantiles: As for `to_frame`.
        """
        wide = self.to_frame(quantiles)
        levels = QUANTILES if quantiles is None else _levels(quantiles)
        names = {"mean": None, **{quantile_column(float(level)): float(level) for level in levels}}
        index = [name for name in wide.columns if name not in names]
        long = wide.unpivot(on=list(names), index=index, variable_name="kind", value_name="value")
        return long.with_columns(
            pl.col("kind").replace_strict(names, return_dtype=pl.Float64).alias("level"),
            pl.when(pl.col("kind") == "mean")
            .then(pl.lit("mean"))
            .otherwise(pl.lit("quantile"))
            .alias("kind"),
        ).select(*index, "kind", "level", "value")

    def to_pandas(self, quantiles: Sequence[float] | None = None) -> Any:
        """`to_frame` as a pandas table; `date` is a datetime column.

        Raises:
            MissingExtraError: pandas isn't installed.
        """
        return to_pandas(self.to_frame(quantiles))


def _levels(quantiles: Sequence[float] | float) -> Sequence[float]:
    levels = [quantiles] if isinstance(quantiles, int | float) else list(quantiles)
    check_levels(levels)
    return list(dict.fromkeys(levels))


def to_pandas(frame: pl.DataFrame) -> Any:
    """A polars table as a pandas one, column by column, as polars' own way needs pyarrow.

    Raises:
        MissingExtraError: pandas isn't installed.

    Examples:
        >>> to_pandas(pl.DataFrame({"units": [3.0]})).shape
        (1, 1)
    """
    try:
        pandas = import_module("pandas")
    except ModuleNotFoundError as error:
        raise MissingExtraError("pandas", "statistical") from error
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype == pl.Date:
            column = column.cast(pl.Datetime("ns"))
        columns[name] = (
            column.to_numpy()
            if column.dtype.is_numeric() or column.dtype.is_temporal()
            else (pandas.Series(column.to_list(), dtype=object if column.dtype != pl.Boolean else None))
        )
    return pandas.DataFrame(columns)
