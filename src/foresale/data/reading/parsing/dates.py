"""Text, numbers and times to days: every usual format, with the order of day and month proven."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.parsing.date_formats import NUMERIC_LOOKS, build_datetimes, match_dates
from foresale.data.reading.parsing.numbers import is_missing
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError, OptionError, closest
from foresale.notes import Note

_ORDER_FIX = "Say which with --day-first or --month-first (day_first in a TOML file's [read])."


@dataclass(frozen=True)
class DateReading:
    """How the caller wants dates read.

    Attributes:
        day_first: Whether 05/06/2019 is the fifth of June; None to prove it from the column.
        date_format: A strptime format that every cell follows; None to tell it apart.
        time_zone: Zone whose days count for times that carry an offset.
    """

    day_first: bool | None = None
    date_format: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class ParsedDates:
    """A column of days or times, null where a cell is missing or can't be read, and what was decided."""

    values: pl.Series
    notes: tuple[Note, ...] = ()


def parse_dates(
    values: pl.Series, reading: DateReading | None = None, *, ask: Ask | None = None
) -> ParsedDates:
    """Read a column's dates; the result is Date where no cell has a time of day, else Datetime.

    Args:
        values: Cells of any type.
        reading: What the caller knows.
        ask: Asked when the order of day and month can't be proven.

    Raises:
        ColumnsError: The order of day and month can't be told and nobody is asked.
        OptionError: The time zone doesn't exist, or the format can't be used.

    Examples:
        >>> parse_dates(pl.Series("day", ["31/01/2024", "01/02/2024"])).values.to_list()
        [datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)]
    """
    reading = reading or DateReading()
    if reading.time_zone is not None and reading.time_zone not in zoneinfo.available_timezones():
        near = closest(reading.time_zone, zoneinfo.available_timezones(), 2)
        fix = f"Did you mean {' or '.join(near)}?" if near else "Use a name such as Europe/Rome."
        raise OptionError(f"Time zone '{reading.time_zone}' is unknown.", fix=fix)
    if values.dtype == pl.Date:
        return ParsedDates(values)
    if isinstance(values.dtype, pl.Datetime):
        return _typed_times(values, reading)
    text = _as_text(values)
    distinct = text.filter(~is_missing(text)).unique(maintain_order=True)
    if reading.date_format is not None:
        return _by_format(text, distinct, reading.date_format)
    found = match_dates(distinct)
    day_first, notes = _day_first(found, values.name, reading.day_first, ask)
    read = build_datetimes(found, day_first=day_first)
    wall, more = _zoned(read, reading.time_zone, values.name)
    table = pl.DataFrame({"cell": distinct, "wall": wall})
    joined = pl.DataFrame({"cell": text}).join(table, on="cell", how="left", maintain_order="left")["wall"]
    result = joined if read["timed"].any() else joined.cast(pl.Date)
    return ParsedDates(result.alias(values.name), (*notes, *more))


def date_share(values: pl.Series, *, named_so: bool) -> float:
    """The share of filled cells that are dates, 0–1.

    Args:
        values: A sample of a column.
        named_so: Whether the column's name promises dates: plain numbers may then be dates too.
    """
    if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        return 1.0
    if values.dtype in (pl.Boolean, pl.Time, pl.Duration, pl.Null):
        return 0.0
    text = _as_text(values)
    filled = text.filter(~is_missing(text))
    if not len(filled):
        return 0.0
    found = match_dates(filled.unique())
    by_chance = [] if named_so else list(NUMERIC_LOOKS)
    fits = found.filter(pl.col("family").is_not_null() & ~pl.col("family").is_in(by_chance))
    loose = build_datetimes(fits, day_first=True)["wall"].is_not_null()
    strict = build_datetimes(fits, day_first=False)["wall"].is_not_null()
    dates = fits["cell"].filter(loose | strict)
    return float(filled.is_in(dates.implode()).mean() or 0.0)  # type: ignore[arg-type]


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


def _as_text(values: pl.Series) -> pl.Series:
    text = values.cast(pl.String)
    return text.str.replace(r"^(\d+)\.0$", "$1") if values.dtype.is_float() else text


def _typed_times(values: pl.Series, reading: DateReading) -> ParsedDates:
    zone = getattr(values.dtype, "time_zone", None)
    notes: tuple[Note, ...] = ()
    if zone is not None:
        target = reading.time_zone or zone
        values = values.dt.convert_time_zone(target).dt.replace_time_zone(None)
        notes = (Note("time_zone", len(values), f"{values.name} counts days of {target}."),)
    values = values.cast(pl.Datetime("us"))
    return ParsedDates(values.cast(pl.Date) if (values == values.dt.truncate("1d")).all() else values, notes)


def _by_format(text: pl.Series, distinct: pl.Series, date_format: str) -> ParsedDates:
    try:
        if any(mark in date_format for mark in ("%H", "%I", "%T", "%R", "%X")):
            parsed = distinct.str.to_datetime(date_format, strict=False, time_unit="us")
            parsed = parsed.dt.replace_time_zone(None)
        else:
            parsed = distinct.str.to_date(date_format, strict=False)
    except pl.exceptions.PolarsError:
        raise OptionError(
            f"Date format '{date_format}' can't be used.", fix="Write it as %d.%m.%Y or %Y-%m-%d %H:%M."
        ) from None
    table = pl.DataFrame({"cell": distinct, "date": parsed})
    joined = pl.DataFrame({"cell": text}).join(table, on="cell", how="left", maintain_order="left")["date"]
    return ParsedDates(joined.alias(text.name))


def _zoned(read: pl.DataFrame, zone: str | None, column: str) -> tuple[pl.Series, tuple[Note, ...]]:
    """Times on the clock of `zone`; as written where no zone was named."""
    carrying = int(read["offset"].is_not_null().sum())
    if not carrying:
        return read["wall"], ()
    if zone is None:
        text = f"{column} carries time offsets: its days count as written (--time-zone names another clock)."
        return read["wall"], (Note("time_zone", carrying, text),)
    local = (pl.col("wall") - pl.duration(minutes=pl.col("offset"))).dt.replace_time_zone("UTC")
    local = local.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    wall = read.select(pl.when(pl.col("offset").is_null()).then(pl.col("wall")).otherwise(local)).to_series()
    return wall, (Note("time_zone", carrying, f"{column} counts days of {zone}."),)


def _day_first(
    found: pl.DataFrame, column: str, wanted: bool | None, ask: Ask | None
) -> tuple[bool, tuple[Note, ...]]:
    """Whether the first of two numbers is the day: wanted, proven, or asked."""
    numeric = found.filter(pl.col("family") == "numeric")
    if not numeric.height:
        return True, ()
    if wanted is not None:
        return wanted, ()
    first, second = numeric["a"].cast(pl.Int64), numeric["b"].cast(pl.Int64)
    day_led, month_led = (
        int(((first > 12) & (second <= 12)).sum()),
        int(((second > 12) & (first <= 12)).sum()),
    )
    if min(day_led, month_led) > 0.05 * max(day_led, month_led):
        one, other = (numeric["cell"].filter(part > 12)[0] for part in (first, second))
        raise ColumnsError(
            f"{column} mixes day-first and month-first dates, such as '{one}' and '{other}'.",
            fix=f"Write them one way. {_ORDER_FIX} The others are then set aside.",
        )
    if day_led != month_led:
        order = "day" if day_led > month_led else "month"
        proof = numeric["cell"].filter((first if order == "day" else second) > 12)[0]
        return order == "day", (_order_note(column, order, f"'{proof}' has no other reading"),)
    proven = _other_proof(numeric, first, second)
    if proven is not None:
        return proven[0] == "day", (_order_note(column, *proven),)
    example = numeric["cell"][0]
    readings = [
        build_datetimes(numeric.head(1), day_first=day)["wall"][0].strftime("%-d %B %Y")
        for day in (True, False)
    ]
    question = Question(
        f"{column} can't be read: '{example}' is {readings[0]} (day first) or {readings[1]} (month first), "
        "and no date in the column tells which.",
        ("day first", "month first"),
        _ORDER_FIX,
    )
    return settle(question, ask) == "day first", ()


def _order_note(column: str, order: str, why: str) -> Note:
    return Note("date_order", 1, f"{column} is read {order} first: {why}.")


def _other_proof(numeric: pl.DataFrame, first: pl.Series, second: pl.Series) -> tuple[str, str] | None:
    """Proof of the order when no number exceeds 12: dots, month starts of some years, or the rows' order."""
    if (numeric["sep"] == ".").all():
        return "day", "dates with dots are written so"
    years = numeric["y"].n_unique()
    if years >= 2 and numeric.height >= 3 * years:
        if (first == 1).all() and second.n_unique() >= 3:
            return "day", f"every date is then the first of a month, over {years} years"
        if (second == 1).all() and first.n_unique() >= 3:
            return "month", f"every date is then the first of a month, over {years} years"
    if numeric.height >= 10:
        sorted_as = {
            order: build_datetimes(numeric, day_first=order == "day")["wall"].is_sorted()
            for order in ("day", "month")
        }
        if sorted_as["day"] != sorted_as["month"]:
            return ("day" if sorted_as["day"] else "month"), "the rows are then in order of time"
    return None
