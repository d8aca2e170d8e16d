"""When a line was sold: the moment in UTC, and the day in its store's own time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from foresale.errors import OptionError

_NOON = pl.duration(hours=12)


def with_days(lines: pl.DataFrame, default: str) -> pl.DataFrame:
    """Give lines `sold_at` in UTC and `sold_on`, the store's day.

    A time without a zone is the store's wall clock: one that a clock shows twice is the first, one that it
    skips is an hour later. A day without a time is its noon.

    Args:
        lines: `sold_at` and `time_zone`, that of the store; empty where it has none.
        default: Time zone of stores that have none.

    Raises:
        OptionError: A time zone doesn't exist.
    """
    zones = lines["time_zone"].fill_null(default)
    lines = lines.with_columns(zones)
    parts = [
        part.with_columns(*_moment_and_day(part.schema["sold_at"], _select_known(str(name[0]))))
        for name, part in lines.partition_by("time_zone", as_dict=True, maintain_order=True).items()
    ]
    return pl.concat(parts)


def _moment_and_day(kind: pl.DataType, zone: str) -> tuple[pl.Expr, pl.Expr]:
    sold = pl.col("sold_at")
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return sold, sold.dt.convert_time_zone(zone).dt.date().alias("sold_on")
    wall = sold if isinstance(kind, pl.Datetime) else sold.cast(pl.Datetime("us")) + _NOON
    moment = pl.coalesce(
        moved.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        for moved in (wall, wall + pl.duration(hours=1))
    )
    return moment.dt.convert_time_zone("UTC").alias("sold_at"), sold.cast(pl.Date).alias("sold_on")


def _select_known(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        raise OptionError(
            f"The time zone '{zone}' doesn't exist.", fix="Write one such as Europe/Berlin or UTC."
        ) from None
