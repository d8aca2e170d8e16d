"""Which series and which period someone asked for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from foresale.errors import OptionError
from foresale.forecasting.results import Forecast
from foresale.frequency import period_index
from foresale.panel import Panel

Series = int | str | Sequence[object] | Mapping[str, object]


def position_of(panel: Panel, series: Series) -> int:
    """The position of a series given by its keys by name or in order, its only key, or its position.

    Raises:
        OptionError: No series fits, or several do.

    Examples:
        >>> import numpy as np
        >>> from foresale.frequency import Frequency
        >>> nothing = np.zeros((2, 1))
        >>> panel = Panel(
        ...     series=pl.DataFrame({"item": ["milk", "bread"]}),
        ...     keys=("item",),
        ...     dates=np.array(["2024-01-01"], "datetime64[D]"),
        ...     freq=Frequency.DAY,
        ...     target=nothing,
        ...     closed=nothing > 0,
        ...     censored=nothing > 0,
        ... )
        >>> position_of(panel, "bread"), position_of(panel, {"item": "milk"})
        (1, 0)
    """
    keys = panel.series.select(panel.keys)
    if isinstance(series, int | np.integer):
        if 0 <= series < panel.n_series:
            return int(series)
        raise OptionError(
            f"Series {series} was asked for; there are {panel.n_series:,}.",
            fix=f"Give a position from 0 to {panel.n_series - 1}, or its keys.",
        )
    wanted = _read_keys(panel, series)
    example = ", ".join(f"{name!r}: {value!r}" for name, value in keys.row(0, named=True).items())
    fix = f"Give its keys, as in {{{example}}}."
    if not wanted or not set(wanted) <= set(panel.keys):
        raise OptionError(f"{series!r} names no series; the keys are {', '.join(panel.keys)}.", fix=fix)
    fits = keys.select(
        pl.all_horizontal(pl.col(name).cast(pl.String) == str(value) for name, value in wanted.items())
    ).to_series()
    found = np.flatnonzero(fits.to_numpy())
    if len(found) != 1:
        count = f"{len(found):,} series" if len(found) else "no series"
        raise OptionError(f"{series!r} fits {count}.", fix=fix)
    return int(found[0])


def _read_keys(panel: Panel, series: str | Sequence[object] | Mapping[str, object]) -> dict[str, object]:
    """The keys asked for by name; nothing where they aren't as many as the panel's."""
    if isinstance(series, Mapping):
        return dict(series)
    values = [series] if isinstance(series, str) else list(series)
    return dict(zip(panel.keys, values, strict=True)) if len(values) == len(panel.keys) else {}


def step_of(forecast: Forecast, date: str | datetime.date) -> int:
    """How many periods ahead the period that holds `date` is, 1 for the first.

    Raises:
        OptionError: That isn't a date, or it isn't forecast.
    """
    dates = forecast.dates.astype("datetime64[D]")
    first, last = dates[0], dates[-1]
    fix = f"Give a date from {first} to {last}."
    try:
        day = np.datetime64(date, "D")
    except ValueError:
        raise OptionError(f"{date!r} is no date.", fix=fix) from None
    step = int(period_index(np.array([day]), first, forecast.panel.freq)[0]) + 1
    if not 1 <= step <= len(dates):
        raise OptionError(f"{day} isn’t forecast.", fix=fix)
    return step
