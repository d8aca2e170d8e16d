"""Times of day such as 13:08 or 1:08 PM."""

from __future__ import annotations

import polars as pl


def parse_times(values: pl.Series) -> pl.Series | None:
    """Seconds since midnight of a column of times such as 13:08 or 1:08 PM; None where it isn't one."""
    if values.dtype == pl.Time:
        return values.cast(pl.Int64) // 1_000_000_000
    if values.dtype != pl.String:
        return None
    pattern = r"^\s*(?P<H>\d{1,2}):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d)(?:\.\d+)?)?\s*(?P<ap>[AaPp][Mm])?\s*$"
    parts = values.str.extract_groups(pattern).struct.unnest()
    hour, minute, second = (parts[name].cast(pl.Int64) for name in ("H", "M", "S"))
    if hour.null_count() > 0.05 * len(values) or (hour > 23).any():
        return None
    table = pl.DataFrame(
        {"h": hour, "m": minute, "s": second.fill_null(0), "pm": parts["ap"].str.to_lowercase() == "pm"}
    )
    twelve = pl.when(pl.col("pm") & (pl.col("h") < 12)).then(pl.col("h") + 12)
    midnight = twelve.when(~pl.col("pm") & (pl.col("h") == 12)).then(0).otherwise(pl.col("h"))
    return table.select(midnight * 3600 + pl.col("m") * 60 + pl.col("s")).to_series()
