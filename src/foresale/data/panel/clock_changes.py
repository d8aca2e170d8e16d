"""The hour that a clock shows twice on the night when summer time ends."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.aggregates import number_of

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
    again = moments.filter(repeated)
    day, month = again.dt.day(), again.dt.month()
    ends = ((month == 10) & (day >= 25)) | ((month == 11) & (day <= 7)) | ((month == 4) & (day <= 7))
    if not ((again.dt.weekday() == 7) & (again.dt.hour() <= _LAST_HOUR) & ends).all():
        return False
    if np.unique(place[repeated], return_counts=True)[1].max() > 2:
        return False
    steps = moments.unique().sort().diff().drop_nulls()
    if len(steps) < _FEWEST or steps.mode().min() > _HOUR:
        return False
    return number_of((steps == steps.mode().min()).mean(), empty=0) >= _REGULAR
