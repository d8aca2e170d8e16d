"""The rows of a file whose day can be meant, beside the sales that are stored."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.read_import import ReadImport


def of_plausible_days(read: ReadImport, plausible: PlausibleDays) -> ReadImport:
    """Set the rows aside whose day can't be meant, and say which stretch the history by years.

    Args:
        read: The file as read.
        plausible: Days that its sales may have.
    """
    reasons = plausible.faults(read.frame["sold_at"].dt.date())
    bad = reasons.is_not_null()
    rejects = (
        read.frame.with_columns(reasons.alias("reason"))
        .filter(bad)
        .select(
            pl.lit(read.name, dtype=pl.String).alias("file"),
            "row",
            pl.lit(read.columns.get("timestamp"), dtype=pl.String).alias("column"),
            pl.col("sold_at").dt.date().cast(pl.String).alias("value"),
            "reason",
        )
    )
    kept = read.frame.filter(~bad)
    warning = plausible.warning(kept["sold_at"].dt.date())
    return replace(
        read,
        frame=kept,
        rejects=pl.concat([read.rejects, rejects]).sort("row", maintain_order=True),
        notes=(*read.notes, *([warning] if warning else [])),
    )
