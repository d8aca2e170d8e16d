"""Whose clock counts the days of times that carry an offset or a zone's name."""

from __future__ import annotations

import datetime
import zoneinfo

import polars as pl

from foresale.data.reading.parsing.times.zone_names import AMBIGUOUS, clock_offsets
from foresale.errors import ColumnsError, OptionError, closest
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, percent


def check_zone(zone: str | None) -> None:
    """Stop where a time zone doesn't exist.

    Raises:
        OptionError: With the closest names there are.
    """
    if zone is not None and zone not in zoneinfo.available_timezones():
        near = closest(zone, zoneinfo.available_timezones(), 2)
        fix = f"Did you mean {' or '.join(near)}?" if near else "Use a name such as Europe/Rome."
        raise OptionError(f"Time zone '{zone}' is unknown.", fix=fix)


def on_clock(
    read: pl.DataFrame, zones: pl.Series, zone: str | None, column: str
) -> tuple[pl.Series, tuple[Note, ...]]:
    """Times on the clock of `zone`; as written where no zone was named.

    Args:
        read: `build_datetimes`'s answer: `wall`, `offset`.
        zones: Each cell's zone as written; null where it has none.
        zone: Zone whose days count.
        column: The column's name.

    Raises:
        ColumnsError: A short name such as CST means several clocks, and no zone was named.
    """
    carrying = len(zones) - zones.null_count() + int((read["offset"].is_not_null() & zones.is_null()).sum())
    if not carrying:
        return read["wall"], ()
    names = set(zones.filter(read["offset"].is_null()).drop_nulls().str.to_uppercase().unique())
    offsets = clock_offsets(names)
    unclear = sorted(names - set(offsets))
    if zone is None:
        if unclear:
            places = " or ".join(AMBIGUOUS[unclear[0]])
            raise ColumnsError(
                f"{column} gives times in {unclear[0]}, which is the clock of {places}.",
                fix="Name the zone whose days count, such as "
                f"{option('time_zone', AMBIGUOUS[unclear[0]][0])}.",
            )
        return read["wall"], (_note_as_written(read, zones, carrying, column),)
    named = zones.str.to_uppercase().replace_strict(offsets, default=None, return_dtype=pl.Int64)
    offset = pl.select(pl.coalesce(read["offset"], named)).to_series()
    table = pl.DataFrame({"wall": read["wall"], "offset": offset})
    local = (pl.col("wall") - pl.duration(minutes=pl.col("offset"))).dt.replace_time_zone("UTC")
    local = local.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    wall = table.select(pl.when(pl.col("offset").is_null()).then("wall").otherwise(local)).to_series()
    _refuse_foreign(unclear, zone, column)
    moved = int((wall.dt.date() != read["wall"].dt.date()).sum())
    share = percent(moved / max(len(wall), 1))
    text = f"{column} counts days of {zone}: {share} of its times fall on another day so."
    evidence = Evidence(
        "you named the zone", (Reading(f"days of {zone}"), Reading("days as written")), "told"
    )
    return wall, (Note("time_zone", carrying, text, evidence),)


def _refuse_foreign(unclear: list[str], zone: str, column: str) -> None:
    """Stop where an ambiguous short name isn't one of the named zone's own clocks."""
    clock = zoneinfo.ZoneInfo(zone)
    own = {clock.tzname(datetime.datetime(2024, month, 1)) for month in (1, 7)}
    foreign = [name for name in unclear if name not in own]
    if foreign:
        raise ColumnsError(
            f"{column} gives times in {foreign[0]}, which means several clocks "
            f"({', '.join(AMBIGUOUS[foreign[0]])}), and {zone} isn't one of them.",
            fix="Write offsets such as +05:30 instead, or name one of these zones with "
            f"{option('time_zone')}.",
        )


def _note_as_written(read: pl.DataFrame, zones: pl.Series, carrying: int, column: str) -> Note:
    written = sorted({z.upper() for z in zones.drop_nulls().unique()})
    offsets = sorted(set(read["offset"].drop_nulls()))
    if not written or set(written) <= {"Z", "UTC", "GMT", "UT", "+00:00", "+0000", "+00", "-00:00"}:
        seen = f"{column} gives times of UTC"
        text = (
            f"{seen}: its days count as written, from midnight of UTC. {option('time_zone')} names "
            "the shop's clock."
        )
        return Note("time_zone", carrying, text, Evidence(seen, (Reading("days of UTC"),), "likely"))
    clocks = ", ".join(written[:3]) + (" …" if len(written) > 3 else "")
    seen = f"{column} carries time offsets ({clocks})"
    apart = len(offsets) > 1 and offsets[-1] - offsets[0] > 60
    each = " of each row's own clock" if apart else ""
    text = f"{seen}: its days count as written{each} ({option('time_zone')} names another clock)."
    return Note("time_zone", carrying, text, Evidence(seen, (Reading("days as written"),), "likely"))
