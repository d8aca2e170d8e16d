"""The hour that a clock shows twice on the night when summer time ends."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

_HOUR = datetime.timedelta(hours=1)
_REGULAR = 0.9  # share of steps from one moment to the next that are of one length
_FEWEST = 24  # different moments that show how far apart rows are
_LAST_HOUR = 3  # clocks are put back before four in the morning


def is_hour_put_back(moments: pl.Series, place: NDArray[np.int64], repeated: NDArray[np.bool_]) -> bool:
    """Whether rows come twice in the hour only that is put back: both are rows of their own.

    Rows are an hour or less apart day and night, and all that come twice do so in the small hours of a Sunday
    on which some country puts its clocks back.

    Args:
        moments: When each row was.
        place: Number of each row's series and moment.
        repeated: Which rows share theirs with another.
    """
    if not isinstance(moments.dtype, pl.Datetime) or not repeated.any():
        return False
    again = pl.DataFrame({"at": moments.filter(repeated)})
    day, month = pl.col("at").dt.day(), pl.col("at").dt.month()
    ends = ((month == 10) & (day >= 25)) | ((month.is_in([4, 11])) & (day <= 7))
    on_sunday = (pl.col("at").dt.weekday() == 7) & (pl.col("at").dt.hour() <= _LAST_HOUR)
    if not again.select((ends & on_sunday).all()).item():
        return False
    if np.unique(place[repeated], return_counts=True)[1].max() > 2:
        return False
    steps = np.diff(moments.unique().sort().to_physical().to_numpy())
    if len(steps) < _FEWEST:
        return False
    lengths, times = np.unique(steps, return_counts=True)
    usual = pl.Series([int(lengths[times.argmax()])]).cast(pl.Duration(moments.dtype.time_unit))
    return bool(usual[0] <= _HOUR and times.max() >= _REGULAR * len(steps))
