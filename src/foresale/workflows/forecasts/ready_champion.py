"""A champion in memory with what all series say together, so that some are forecast from their own sales."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats
from foresale.data.panel.series_life import first_sales
from foresale.forecasting.explanation.series_reasons import series_changes
from foresale.forecasting.models.on_features import OnFeatures
from foresale.forecasting.sums.series_sums import SeriesSums
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.forecasting.trained.newer_history import in_trained_form
from foresale.panel import Panel, PooledValues
from foresale.workflows.forecasts.rows import forecast_run, last_day
from foresale.workflows.forecasts.sales_of_record import KEYS, flag
from foresale.workflows.ports import ForecastRun, ModelVersion

MOST_READY = 4
"""Champions kept; one of 50,000 series takes some hundred MB."""
_DATE, _TARGET, _OWN = "date", "units", frozenset({"price", "promotion"})


class NotAloneError(Exception):
    """These series can't be forecast from their own sales: everything has to be forecast."""


def forecasts_series_alone(forecaster: Forecaster) -> bool:
    """Whether single series can be forecast from their own sales and what all said together.

    Not where the model isn't one on features, or where it learned from plans and events, which touch other
    series' sales too.
    """
    return (
        isinstance(forecaster.model, OnFeatures)
        and not forecaster.panel.known_ahead
        and set(forecaster.panel.past_only) <= _OWN
    )


@dataclass(frozen=True)
class ReadyChampion:
    """A champion, and what the series of its newest forecast of everything said together.

    Attributes:
        version: Whose model it is.
        forecaster: The model; of its training history only the newest day is held.
        sums: What is known of its series' sums.
        frame: That forecast's series and days, without sales.
        pool: What its series said together.
        closed: Kinds of closed days, K × bits.
        closed_kind: Which of these each series has.
        shared: Columns that were the same for all series: T values each.
    """

    version: ModelVersion
    forecaster: Forecaster
    sums: SeriesSums
    frame: Panel
    pool: PooledValues
    closed: NDArray[np.uint8]
    closed_kind: NDArray[np.intp]
    shared: Mapping[str, Floats]

    @classmethod
    def of(
        cls, version: ModelVersion, forecaster: Forecaster, sums: SeriesSums, panel: Panel
    ) -> ReadyChampion:
        """What a forecast of everything leaves.

        Args:
            version: Whose model it is.
            forecaster: The model.
            sums: What is known of its series' sums.
            panel: The history that was forecast from, with its pool.
        """
        kinds, kind = np.unique(np.packbits(panel.closed, axis=1), axis=0, return_inverse=True)
        shared = {
            name: np.array(values[0])
            for name, values in panel.past_only.items()
            if len(values) > 1 and values.strides[0] == 0
        }
        one = np.broadcast_to(np.float64(np.nan), panel.target.shape)
        no = np.broadcast_to(np.False_, panel.target.shape)
        past = dict.fromkeys(panel.past_only, one)
        frame = replace(panel, target=one, closed=no, censored=no, past_only=past, pool=None)
        slim = replace(forecaster, panel=forecaster.panel.as_of(1, 0))
        return cls(version, slim, sums, frame, panel.pool or PooledValues(), kinds, kind.reshape(-1), shared)

    @property
    def cutoff(self) -> date:
        """The last day of its history."""
        return last_day(self.frame)

    @property
    def first_day(self) -> date:
        """The first day of its history."""
        found: date = self.frame.dates[0].astype("datetime64[D]").astype(object)
        return found

    def holds(self, series: pl.DataFrame) -> pl.DataFrame:
        """Those of `series` (`product`, `store`) that it forecast, with their `row`."""
        known = self.frame.series.select(KEYS).with_row_index("row")
        return series.select(KEYS).join(known, on=list(KEYS), how="inner").sort("row")

    def forecast(self, series: pl.DataFrame, sales: pl.DataFrame, job_id: str | None = None) -> ForecastRun:
        """Forecast some series from their sales.

        Args:
            series: From `holds`.
            sales: Theirs alone, as `SalesRepository.daily_of` gives them, up to the cutoff.
            job_id: The job that asks.

        Raises:
            NotAloneError: They have sales before the first day, or none.
        """
        rows = series["row"].to_numpy().astype(np.intp)
        panel = self._panel(rows, series, sales)
        made = self.forecaster.predict(panel, self.forecaster.horizon)
        present = replace(self.forecaster, panel=in_trained_form(panel, self.forecaster.panel))
        reasons = series_changes(panel, made.mean)
        return forecast_run(self.version, present, made, self.sums, job_id, reasons)

    def _panel(self, rows: NDArray[np.intp], series: pl.DataFrame, sales: pl.DataFrame) -> Panel:
        shape = (len(rows), self.frame.n_periods)
        place = series.select(*KEYS).with_row_index("place")
        lines = sales.join(place, on=list(KEYS), how="inner")
        day = lines[_DATE].to_numpy().astype("datetime64[D]")
        period = (day - self.frame.dates[0].astype("datetime64[D]")).astype(np.int64)
        if len(period) and (period.min() < 0 or period.max() >= shape[1]):
            raise NotAloneError
        at = lines["place"].to_numpy(), period
        units = np.full(shape, np.nan)
        units[at] = np.maximum(lines[_TARGET].cast(pl.Float64).to_numpy(), 0.0)
        listed = ~np.isnan(units)
        if not listed.any(axis=1).all():
            raise NotAloneError
        closed = np.unpackbits(self.closed[self.closed_kind[rows]], axis=1, count=shape[1]).astype(bool)
        target, closed = _fill(units, listed, closed & ~(np.nan_to_num(units) > 0))
        typed = lines.select(pl.col("price").cast(pl.Float64), flag(lines).alias("promotion"))
        past = {name: _place(shape, at, typed[name]) for name in self.frame.past_only}
        for name, values in self.shared.items():
            past[name] = np.broadcast_to(values, shape)
        no = np.zeros(shape, dtype=bool)
        return replace(
            self.frame,
            series=self.frame.series[rows.tolist()],
            target=target,
            closed=closed,
            censored=no,
            past_only=past,
            pool=self.pool.of(rows),
        )


def _fill(units: Floats, listed: Bools, closed: Bools) -> tuple[Floats, Bools]:
    """Days without a row sold nothing, from a series' first sale on, but where its shop was closed."""
    n_periods = units.shape[1]
    first = first_sales(units)
    start = np.where(first < n_periods, first, listed.argmax(axis=1))
    begun = np.arange(n_periods) >= start[:, None]
    closed = closed & begun
    target = np.where(begun & ~listed & ~closed, 0.0, units)
    target[(~begun & (target == 0)) | closed] = np.nan
    return target, closed


def _place(shape: tuple[int, int], at: tuple[NDArray[Any], NDArray[Any]], values: pl.Series) -> Floats:
    out = np.full(shape, np.nan)
    out[at] = values.fill_null(float("nan")).to_numpy()
    return out


ReadyKey = tuple[int, bool]
"""The forecast of everything, and whether the last day isn't over in all stores."""


class ReadyChampions:
    """The champions that forecast single series in this process, by the forecast of everything they made.

    One whose last day wasn't over in all stores is kept beside: what all series say together is another
    once it is.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[ReadyKey, ReadyChampion] = OrderedDict()
        self._lock = Lock()

    def get(self, key: ReadyKey) -> ReadyChampion | None:
        """The champion whose newest forecast of everything this is, if it is ready."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: ReadyKey, champion: ReadyChampion) -> None:
        """Keep a champion; those not asked for longest make room."""
        with self._lock:
            self._kept[key] = champion
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_READY:
                self._kept.popitem(last=False)
