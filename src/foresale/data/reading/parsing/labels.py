"""Cells as labels: trimmed text, the same for a number however its format types it."""

from __future__ import annotations

import polars as pl


def as_labels(values: pl.Series) -> pl.Series:
    """Cells as trimmed text: 3.0 becomes "3", a missing cell null."""
    if values.dtype.is_float():
        whole = values.drop_nulls()
        if (whole == whole.floor()).all():
            values = values.fill_nan(None).cast(pl.Int64, strict=False)
    text = values.cast(pl.String)
    if values.dtype == pl.String:
        text = text.str.strip_chars()
        return text.set(text == "", None) if (text == "").any() else text
    return text
