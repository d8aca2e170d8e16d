"""Parts of dates to moments: years, months, weeks and quarters as the day they begin on."""

from __future__ import annotations

from typing import Literal

import polars as pl

Order = Literal["day", "month", "year"]
"""What stands first in a date of two or three short numbers."""
WeekScheme = Literal["iso", "jan1", "sunday", "monday"]
"""Whose weeks are counted: ISO 8601, from 1 January, or from the Sunday or Monday on or before it."""

_LAST_SECOND = 86_399  # 24:00 is the end of its day, not the next one


def build_datetimes(found: pl.DataFrame, *, order: Order, weeks: WeekScheme = "iso") -> pl.DataFrame:
    """Matched parts as times: `wall` as written, `offset` in minutes east, and whether they are `timed`.

    `wall` is null where there is no such date. A week begins on its first day, a month and a quarter on
    theirs. Years of two digits lie between 1970 and 2069.

    Args:
        found: What `match_dates` says.
        order: What stands first where numbers alone don't tell.
        weeks: How weeks are counted.
    """
    numeric = pl.col("family") == "numeric"
    first, second, third = {"day": ("y", "b", "a"), "month": ("y", "a", "b"), "year": ("a", "b", "y")}[order]
    year = pl.when(numeric).then(pl.col(first)).otherwise(pl.col("y")).cast(pl.Int64, strict=False)
    short = pl.col("family").is_not_null() & (year < 100)
    year = pl.when(short & (year < 70)).then(year + 2000).when(short).then(year + 1900).otherwise(year)
    quarter = (pl.col("q").cast(pl.Int64, strict=False) * 3 - 2).cast(pl.String)
    iso = pl.concat_str(
        year.cast(pl.String).str.zfill(4),
        pl.coalesce("m", quarter, second).str.zfill(2),
        pl.coalesce(pl.when(numeric).then(pl.col(third)), "d", pl.lit("1")).str.zfill(2),
        separator="-",
    )
    parts = found.select(
        "cell", "text", "family", "z",
        *(pl.col(name).cast(pl.Int64, strict=False) for name in ("w", "wd", "yd", "H", "M")),
        pl.col("S").cast(pl.Int64, strict=False), "ap", year.alias("year"),
        iso.str.to_date("%Y-%m-%d", strict=False).alias("date"),
    )  # fmt: skip
    if parts["w"].null_count() < parts.height:
        week = (
            week_dates(parts["year"], parts["w"], weeks)
            + pl.select(pl.duration(days=pl.lit(parts["wd"].fill_null(1) - 1))).to_series()
        )
        parts = parts.with_columns(
            pl.when(pl.col("w").is_null()).then(pl.col("date")).otherwise(week).alias("date")
        )
    if parts["yd"].null_count() < parts.height:
        of_year = pl.date(pl.col("year"), 1, 1) + pl.duration(days=pl.col("yd") - 1)
        real = (pl.col("yd") > 0) & (of_year.dt.year() == pl.col("year"))
        day = pl.when(pl.col("yd").is_null()).then(pl.col("date")).when(real).then(of_year)
        parts = parts.with_columns(day.cast(pl.Date).alias("date"))
    return _with_clock(parts)


def week_dates(year: pl.Series, week: pl.Series, scheme: WeekScheme) -> pl.Series:
    """The first day of each week; null where the year has no such week.

    Args:
        year: Years, as numbers.
        week: Numbers of weeks.
        scheme: How they are counted.

    Examples:
        >>> week_dates(pl.Series([2024, 2024]), pl.Series([1, 53]), "iso").to_list()
        [datetime.date(2024, 1, 1), None]
    """
    table = pl.DataFrame({"y": year.cast(pl.Int32), "w": week})
    if scheme == "iso":
        anchor = pl.date(pl.col("y"), 1, 4)
        start = anchor.dt.offset_by("0d") - pl.duration(days=anchor.dt.weekday() - 1)
        following = pl.date(pl.col("y") + 1, 1, 4)
        last = following - pl.duration(days=following.dt.weekday() - 1)
    else:
        start, last = pl.date(pl.col("y"), 1, 1), pl.date(pl.col("y") + 1, 1, 1)
        if scheme == "sunday":
            start = start - pl.duration(days=start.dt.weekday() % 7)
        elif scheme == "monday":
            start = start - pl.duration(days=start.dt.weekday() - 1)
    day = start + pl.duration(days=(pl.col("w") - 1) * 7)
    return (
        table.select(pl.when((pl.col("w") >= 1) & (day < last)).then(day).alias("day"))
        .to_series()
        .cast(pl.Date)
    )


def _with_clock(parts: pl.DataFrame) -> pl.DataFrame:
    """The days with their times of day, and the offsets of their clocks."""
    numbers = parts["family"].is_in(["serial", "epoch"]).any()
    if not numbers and all(parts[name].null_count() == parts.height for name in ("H", "z")):
        return parts.select(
            "cell",
            pl.col("date").cast(pl.Datetime("us")).alias("wall"),
            pl.lit(None, pl.Int64).alias("offset"),
            pl.lit(value=False).alias("timed"),
        )
    pm, noon = pl.col("ap").str.to_lowercase().str.starts_with("p"), pl.col("H") == 12
    hour = pl.when(pm & ~noon).then(pl.col("H") + 12).when(~pm & noon).then(0).otherwise(pl.col("H"))
    second = pl.col("S").fill_null(0)
    whole_day = (hour == 24) & (pl.col("M") == 0) & (second == 0)
    seconds = pl.when(whole_day).then(_LAST_SECOND).otherwise(hour * 3600 + pl.col("M") * 60 + second)
    real_time = pl.col("H").is_null() | whole_day | ((hour < 24) & (pl.col("M") < 60) & (second < 60))
    wall = pl.when(real_time).then(
        pl.col("date").cast(pl.Datetime("us")) + pl.duration(seconds=seconds.fill_null(0))
    )
    timed = pl.col("H").is_not_null()
    offset = _offset(pl.col("z"))
    if not numbers:
        return parts.select(
            "cell", wall.alias("wall"), offset.cast(pl.Int64).alias("offset"), timed.alias("timed")
        )
    value = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    serial = pl.datetime(1899, 12, 30) + pl.duration(seconds=(value * 86_400).round())
    unix = pl.when(value > 1e14).then(value / 1e6).when(value > 1e11).then(value / 1000).otherwise(value)
    family = pl.col("family")
    moment = (
        pl.when(family == "serial")
        .then(serial)
        .when(family == "epoch")
        .then(pl.from_epoch(unix.cast(pl.Int64), "s").cast(pl.Datetime("us")))
        .otherwise(wall)
    )
    timed |= (family == "epoch") | ((family == "serial") & (value % 1 > 0))
    return parts.select(
        "cell",
        moment.alias("wall"),
        pl.when(family == "epoch").then(0).otherwise(offset).cast(pl.Int64).alias("offset"),
        timed.fill_null(value=False).alias("timed"),
    )


def _offset(zone: pl.Expr) -> pl.Expr:
    """Minutes east of UTC of +02:00, GMT-3, Z and the like; null for other names of zones."""
    signed = zone.str.extract(r"([+-]\d{1,2}(?::?\d{2})?)$", 1)
    digits = signed.str.replace_all(r"[:+-]", "")
    hours = digits.str.slice(
        0, digits.str.len_chars() - pl.when(digits.str.len_chars() > 2).then(2).otherwise(0)
    )
    rest = (
        pl.when(digits.str.len_chars() > 2).then(digits.str.tail(2)).cast(pl.Int64, strict=False).fill_null(0)
    )
    minutes = hours.cast(pl.Int64, strict=False) * 60 + rest
    return (
        pl.when(signed.is_not_null())
        .then(pl.when(signed.str.starts_with("-")).then(-minutes).otherwise(minutes))
        .when(zone.str.to_uppercase().is_in(["Z", "UTC", "GMT", "UT"]))
        .then(0)
    )
