"""Names for lines of sales that have none: the same file read twice gives the same names."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Identity = Literal["auto", "given"]
LONGEST_NAME = 64
_BLOCK = 1 << 15  # rows whose words stay in the processor's cache

_Words = NDArray[np.uint64]
_SEEDS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_EMPTY = np.uint64(0x5BD1E9955BD1E995)
_IDENTITY = (
    "transaction_id", "product", "store", "sold_at", "quantity", "unit_price", "revenue", "customer_group",
    "promotion",
)  # fmt: skip
_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype="S2")


def identified(lines: pl.DataFrame, identity: Identity = "auto") -> pl.DataFrame:
    """Give each line a `transaction_id` that is its own.

    Ids that are unique within the file stay. Where an id repeats, it is a receipt's number, not a line's:
    then every line gets an id made of the day and a digest of all that the line says, and lines that are
    equal are told apart by counting them. The digest is our own arithmetic, so it stays the same across
    releases of every library.

    Args:
        lines: As `sale_lines` gives them, all lines of a file at once.
        identity: `given` keeps ids also where they repeat: these lines are the same sale.
    """
    ids = lines["transaction_id"]
    given = ids.is_not_null() & (ids.str.len_chars() <= LONGEST_NAME).fill_null(False)
    if identity == "auto" and ids.drop_nulls().is_duplicated().any():
        given = pl.repeat(False, lines.height, dtype=pl.Boolean, eager=True)
    if given.all():
        return lines
    made = pl.when(given).then(ids).otherwise(_made(lines))
    return lines.with_columns(made.alias("transaction_id"))


def _made(lines: pl.DataFrame) -> pl.Series:
    """Eight digits of the day, which keep a file's ids together in an index, and 24 of the digest."""
    parts = [_digests(part) for part in lines.select(_IDENTITY).iter_slices(_BLOCK)]
    one, two = (np.concatenate(digests) for digests in zip(*parts, strict=True))
    twins = pl.DataFrame({"one": one, "two": two})
    if twins.is_duplicated().any():
        count = twins.select(pl.int_range(pl.len()).over("one", "two")).to_series().to_numpy()
        one, two = (_mixed(digest ^ count.astype(np.uint64)) for digest in (one, two))
    raw = np.empty((lines.height, 12), dtype=np.uint8)
    raw[:, :8] = one.astype(">u8").view(np.uint8).reshape(-1, 8)
    raw[:, 8:] = two.astype(">u8").view(np.uint8).reshape(-1, 8)[:, :4]
    texts = _HEX[raw].view("S24").reshape(-1)
    return (
        lines["sold_at"].dt.strftime("%Y%m%d").fill_null("00000000")
        + pl.Series(texts.tolist(), dtype=pl.Binary).cast(pl.String)
    )  # fmt: skip


def _digests(lines: pl.DataFrame) -> list[_Words]:
    digests = [np.full(lines.height, seed, dtype=np.uint64) for seed in _SEEDS]
    for number, column in enumerate(lines.iter_columns(), 1):
        first, *more = _words(column)
        digests = [_mixed(_mixed(digest + np.uint64(number)) ^ first) for digest in digests]
        for words in more:
            # Nothing past a text's own end, so that a longer neighbour doesn't change its digest.
            digests = [np.where(words != 0, _mixed(digest ^ words), digest) for digest in digests]
    return digests


def _words(column: pl.Series) -> list[_Words]:
    """A column's values as 64-bit words: text in as many as its longest needs."""
    missing = column.is_null().to_numpy()
    if column.dtype == pl.String:
        texts = np.array(column.fill_null("").cast(pl.Binary).to_list(), dtype="S")
        width = -(-max(texts.dtype.itemsize, 1) // 8)
        parts = texts.astype(f"S{8 * width}").view("<u8").reshape(-1, width)
        return [np.where(missing, _EMPTY, parts[:, 0]), *(parts[:, n] for n in range(1, width))]
    if column.dtype == pl.Float64:
        values = (column.fill_null(0).to_numpy() + 0.0).view(np.uint64)  # -0.0 is 0.0
    else:
        if column.dtype == pl.Date:  # the same day, whether a file tells days or midnights
            column = column.cast(pl.Datetime("us"))
        values = column.to_physical().fill_null(0).cast(pl.Int64).to_numpy().astype(np.uint64)
    return [np.where(missing, _EMPTY, values)]


def _mixed(value: _Words) -> _Words:
    """The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bit of the input moves half the output's."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
