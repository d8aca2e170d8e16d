"""The views for reports as Parquet files, for tools that read files and not the database."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.errors import OptionError, did_you_mean
from foresale.progress import LoggedProgress
from foresale.storage.database.bi_views import VIEWS, view_query
from foresale.writing.atomic_folder import whole_folder
from foresale.writing.manifest import Manifest

MAX_COPY_DAYS = 3660
_BATCH = 100_000
_DAYS = ("sold_on", "known_until", "starts_on", "day", "order_on", "expected_on", "send_on")
_TIMES = ("sold_at", "made_at", "sent_at")
_WHOLE = ("order_id", "transfer_id", "lag_days")
_NUMBERS = (
    "quantity", "unit_price", "revenue", "mean", "p025", "p10", "p50", "p90", "p975", "forecast", "actual",
    "error", "received", "unit_cost", "saves",
)  # fmt: skip
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(_DAYS, pl.Date),
    **dict.fromkeys(_TIMES, pl.Datetime("us", "UTC")),
    **dict.fromkeys(_WHOLE, pl.Int64),
    **dict.fromkeys(_NUMBERS, pl.Float64),
}


@dataclass(frozen=True)
class ExportOptions:
    """What is exported, and which older exports stay.

    Attributes:
        views: Names of views.
        copy_days: For so many days a copy with the day in its name stays beside the newest; 0: none is made.
    """

    views: tuple[str, ...] = tuple(VIEWS)
    copy_days: int = 0

    @classmethod
    def read(cls, arguments: Mapping[str, Any]) -> ExportOptions:
        """What a schedule asks for.

        Raises:
            OptionError: A view isn't known, or the days can't be used.
        """
        views = arguments.get("views") or list(VIEWS)
        views = [views] if isinstance(views, str) else views
        unknown = [name for name in views if name not in VIEWS]
        if unknown:
            fix = did_you_mean(str(unknown[0]), VIEWS, f"Choose among {', '.join(VIEWS)}.")
            raise OptionError(f"There is no view '{unknown[0]}'.", fix=fix)
        days = arguments.get("copy_days", 0)
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MAX_COPY_DAYS:
            raise OptionError(
                f"copy_days can't be {days!r}.", fix=f"Give whole days from 0 to {MAX_COPY_DAYS}."
            )
        return cls(tuple(dict.fromkeys(map(str, views))), days)


def export_views(
    engine: sa.Engine, folder: Path, options: ExportOptions, today: date, progress: LoggedProgress
) -> dict[str, int]:
    """Write views into a folder, each as one Parquet file, and answer how many rows each has.

    The folder shows the export before, whole, until the new one is; only files that an export wrote, and
    nobody changed since, are replaced or removed.

    Args:
        engine: The system of record.
        folder: Where to.
        options: Which views, and how long dated copies stay.
        today: The day in a copy's name.
        progress: Hears how far it is, and may stop it.

    Raises:
        OptionError: Something in the way isn't ours, or the folder can't be written.
    """
    outdated = _find_outdated_copies(folder, options, today)
    counts: dict[str, int] = {}
    try:
        with whole_folder(folder, outdated) as draft:
            for name in options.views:
                place = draft / f"{name}.parquet"
                counts[name] = _write_view(engine, name, place, progress)
                if options.copy_days:
                    shutil.copyfile(place, draft / f"{name}-{today.isoformat()}.parquet")
    except OptionError as error:
        raise OptionError(
            error.problem, fix="Move it away, or set export_folder to a folder of exports alone."
        ) from error
    return counts


def _write_view(engine: sa.Engine, name: str, place: Path, progress: LoggedProgress) -> int:
    """Stream one view through parts on disk, so that memory holds one part at a time."""
    schema = {column: _TYPES.get(column, pl.String) for column in VIEWS[name]}
    query = view_query(name, engine.dialect.name)
    progress.start(f"Exporting {name}", 0)
    parts = place.with_name(f".{name}")
    parts.mkdir()
    rows = 0
    reading = engine.connect().execution_options(writes=False, stream_results=True, max_row_buffer=_BATCH)
    with reading as connection:
        for number, part in enumerate(connection.execute(query).partitions(_BATCH)):
            frame = _frame(part, schema)
            frame.write_parquet(parts / f"{number:06}.parquet")
            rows += frame.height
            progress.advance()
    if rows:
        pl.scan_parquet(parts / "*.parquet").sink_parquet(place)
    else:
        pl.DataFrame(schema=schema).write_parquet(place)
    shutil.rmtree(parts)
    return rows


def _frame(part: Sequence[sa.Row[Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    columns = zip(*part, strict=True)
    return pl.DataFrame(
        [
            pl.Series(
                name,
                [None if cell is None else float(cell) for cell in cells] if kind == pl.Float64 else cells,
            ).cast(kind)
            for (name, kind), cells in zip(schema.items(), columns, strict=True)
        ]
    )


def _find_outdated_copies(folder: Path, options: ExportOptions, today: date) -> list[str]:
    """Dated copies that are older than they have to be, and still as we wrote them."""
    dated = re.compile(rf"(?:{'|'.join(VIEWS)})-(\d{{4}}-\d{{2}}-\d{{2}})\.parquet")
    first = today - timedelta(days=max(options.copy_days - 1, 0))
    listed = Manifest.read(folder, ())
    old = []
    for name in listed.files:
        found = dated.fullmatch(name)
        if found and date.fromisoformat(found[1]) < first and listed.first_foreign(folder, [name]) is None:
            old.append(name)
    return old
