"""Takes pieces spread over a whole large file, so that a look at it sees its end as well as its beginning."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from foresale.data.reading.formats.read_file import ARROW

_PIECES = 24
_FIRST = 6
"""Pieces' worth of the beginning, where titles and the header stand."""

_BLOCK = 16 * 1024**2
_MAX_SEARCHES = 2_000
"""Ends of lines that are tried to find one outside quote marks."""


@dataclass(frozen=True)
class Sample:
    """Which rows of a file its sample holds.

    Attributes:
        starts: Row number in the sample at which each piece begins, from 1.
        shifts: What to add to get the row's number in the file, one a piece.
    """

    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def with_own_rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A table whose `row` is the file's own number.

        Args:
            frame: A table with the sample's numbers in `row`.

        Examples:
            >>> Sample((1, 4), (0, 90)).with_own_rows(pl.DataFrame({"row": [5, 2]}))["row"].to_list()
            [95, 2]
        """
        pieces = pl.DataFrame({"row": self.starts, "_shift": self.shifts}, schema_overrides={"row": pl.Int64})
        placed = frame.with_row_index("_at").with_columns(pl.col("row").cast(pl.Int64)).sort("row")
        shifted = placed.join_asof(pieces, on="row", strategy="backward").sort("_at")
        return shifted.with_columns(pl.col("row") + pl.col("_shift").fill_null(0)).select(frame.columns)


def spread_pieces(size: int, kept: int) -> list[tuple[int, int]]:
    """Where pieces of a file or stream begin and end: its beginning, its end, and some between.

    Args:
        size: Bytes of it.
        kept: Bytes to keep, about.

    Examples:
        >>> spread_pieces(1000, 240)[:3], spread_pieces(1000, 240)[-1]
        ([(0, 60), (102, 112), (154, 164)], (990, 1000))
    """
    share, count = kept // _PIECES, _PIECES - _FIRST
    if not share:
        return [(0, min(kept, size))]
    room = size - _FIRST * share
    later = [_FIRST * share + (i + 1) * room // count - share for i in range(count)]
    return [(0, _FIRST * share), *((at, min(at + share, size)) for at in later)]


def sample_text(path: Path, part: Path, most_bytes: int) -> Sample:
    """Write the beginning of a text and pieces spread over the rest of it, each of whole records.

    Args:
        path: The file.
        part: Where its sample is written.
        most_bytes: Of the sample, about.
    """
    size = path.stat().st_size
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        # Quote marks that don't pair tell nothing about where records end.
        quotes = _Count(text, b'"') if _Count(text, b'"').before(size) % 2 == 0 else None
        lines, starts, shifts, written, end = _Count(text, b"\n"), [1], [0], 0, 0
        with part.open("wb") as target:
            for first, last in spread_pieces(size, most_bytes):
                begin = _record_start(text, max(first, end), quotes)
                stop = size if last == size else _record_start(text, max(last, begin), quotes)
                if begin >= stop:
                    continue
                if begin > end:
                    starts.append(written + 1)
                    shifts.append(lines.before(begin) - written)
                target.write(text[begin:stop])
                written += lines.before(stop) - lines.before(begin)
                end = stop
    return Sample(tuple(starts), tuple(shifts))


def scan_columns(path: Path) -> pl.LazyFrame:
    """The table of a Parquet or Arrow file, none of which is read yet.

    Args:
        path: The file, with the ending of what it holds.
    """
    return pl.scan_ipc(path) if path.suffix.lower() in ARROW else pl.scan_parquet(path)


def sample_columns(path: Path, part: Path, rows: int, kept: int) -> Sample:
    """Write runs of rows spread over a Parquet or Arrow file.

    Args:
        path: The file.
        part: Where its sample is written.
        rows: Of the file.
        kept: Rows of the sample.
    """
    table, pieces, end = scan_columns(path), [], 0
    for begin, stop in spread_pieces(rows, kept):
        if max(begin, end) < stop:
            pieces.append((max(begin, end), stop))
            end = stop
    sample = pl.concat([table.slice(begin, end - begin) for begin, end in pieces])
    if part.suffix.lower() in ARROW:
        sample.sink_ipc(part)
    else:
        sample.sink_parquet(part)
    starts, total = [], 0
    for begin, end in pieces:
        starts.append(total + 1)
        total += end - begin
    shifts = [begin + 1 - start for (begin, _), start in zip(pieces, starts, strict=True)]
    return Sample(tuple(starts), tuple(shifts))


class _Count:
    """How often a mark stands before a place of a text, counted on as places are asked for."""

    def __init__(self, text: mmap.mmap, mark: bytes) -> None:
        self._text, self._mark, self._known = text, mark, {0: 0}

    def before(self, place: int) -> int:
        """The number of marks in front of a place."""
        if place not in self._known:
            begin = max(at for at in self._known if at <= place)
            found = sum(
                self._text[at : min(at + _BLOCK, place)].count(self._mark)
                for at in range(begin, place, _BLOCK)
            )
            self._known[place] = self._known[begin] + found
        return self._known[place]


def _record_start(text: mmap.mmap, place: int, quotes: _Count | None) -> int:
    """The first byte of the first record that begins at or behind a place."""
    if place == 0:
        return 0
    at = place - 1
    for _ in range(_MAX_SEARCHES):
        end = text.find(b"\n", at)
        if end < 0:
            return len(text)
        if quotes is None or quotes.before(end) % 2 == 0:
            return end + 1
        at = end + 1
    return len(text)
