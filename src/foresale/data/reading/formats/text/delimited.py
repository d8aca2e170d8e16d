"""Reads CSV, TSV and other delimited text, every cell as text, every broken row told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.data.reading.formats.raw_table import (
    RawTable,
    broken_rows,
    clean_header,
    note_doubled_columns,
    refuse_rows_without_header,
)
from foresale.data.reading.formats.tables_below import join_tables_below
from foresale.data.reading.formats.text.irregular_records import split_records
from foresale.data.reading.formats.text.text_encoding import read_text
from foresale.data.reading.formats.text.text_header import find_header, whole_header
from foresale.data.reading.formats.text.text_headings import find_text_headings
from foresale.data.reading.formats.text.text_layout import even_header, plain_text
from foresale.data.reading.formats.text.text_pages import find_page_lines
from foresale.data.reading.formats.text.text_records import Records, find_delimiter, find_records
from foresale.data.reading.formats.text.text_tables import cut_tables, find_text_tables
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError, UnreadableFileError
from foresale.messages import option
from foresale.notes import Note, counted
from foresale.sales import no_rejects


@dataclass(frozen=True)
class _Origin:
    """Where a text is from: its file, what was found on opening it, how many lines stand before it."""

    file: str
    notes: tuple[Note, ...]
    lines_before: int = 0


def read_delimited(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None, names: tuple[str, ...] = ()
) -> RawTable:
    """Read a delimited text file; rows with too many or too few cells become rejects.

    Lines before the header (a report's title) and blank lines are left out. Row numbers are
    those of an editor, also after cells that hold line breaks.

    Args:
        path: The file, packed by gzip if it ends in .gz.
        delimiter: What parts the cells; told apart by the first lines where it's None.
        encoding: The text's encoding; told apart where it's None.
        names: The columns' names, for a file without a header.

    Raises:
        UnreadableFileError: The file can't be opened, is empty, has no rows, or isn't text.
        ColumnsError: The header is missing, the names don't fit, or the file is made of sections.
    """
    text, notes = read_text(path, encoding)
    if b"\n" not in text and b"\r" in text:
        text = text.replace(b"\r", b"\n")
    text, delimiter = plain_text(text, delimiter)
    sep_line = text[:6].lower().startswith(b"sep=")  # Excel's hint: "sep=;" as the first line
    if sep_line and delimiter is None:
        delimiter = chr(text[4])
    delimiter = delimiter or find_delimiter(text)
    records = find_records(text, delimiter)
    if sep_line:
        records.blank[0] = True
    if not records.regular:
        return _read_irregular(text, path.name, delimiter, notes)
    places = () if names else find_text_tables(text, records, delimiter)
    if not places:
        return _read_records(text, records, delimiter, names, _Origin(path.name, notes))
    tables = [
        _read_records(piece, find_records(piece, delimiter), delimiter, (), _Origin(path.name, notes, above))
        for piece, above in cut_tables(text, records, places)
    ]
    return join_tables_below(tables, places, path.name)


def _read_records(
    text: bytes, records: Records, delimiter: str, names: tuple[str, ...], origin: _Origin
) -> RawTable:
    """The one table of a text."""
    file, notes = origin.file, origin.notes
    more: tuple[Note, ...] = ()
    records = replace(records, line=records.line + origin.lines_before)
    if names:
        header, width, columns = -1, len(names), clean_header(names)
        _check_width(records, width, file)
    else:
        text, records = even_header(text, records, delimiter)
        header, more = find_header(text, records, delimiter, file)
        header, given, joined = whole_header(text, records, header, delimiter, file)
        more = joined or more
        columns, width = clean_header(given), int(records.cells[header])
        more = (*more, *note_doubled_columns(given, columns, file))
    body = np.arange(len(records.start)) > header
    again = _repeats(text, records, header)
    body[again] = False
    good = body & ~records.blank & (records.cells == width)
    if width == 1:
        good = body & (records.end > records.start) & (records.cells <= 1)
    broken = body & ~records.blank & ~good
    headings = None
    if broken.any() or len(again):
        first = _place_above(records, header) if len(again) else header + 1
        headings = find_text_headings(text, records, good, first, delimiter, columns)
    if headings is not None:
        broken[headings.lines] = False
        more = (*more, *headings.notes)
    if len(again):
        paged = find_page_lines(text, records, broken, header, delimiter)
        broken[paged] = False
        _refuse_sections(int(broken.sum()), len(again), records, header, file)
        said = f"{file}: the header stands again on {len(again):,} lines, which are left out."
        more = (*more, Note("repeated_header", len(again), said))
        if len(paged):
            said = (
                f"{file}: {counted(len(paged), 'line')} repeat what stands above the header or number pages: "
                "left out."
            )
            more = (*more, Note("page_lines", len(paged), said))
    frame = _parse(_text_of(text, records, good), columns, delimiter)
    if frame is None or frame.height != int(good.sum()):
        return _read_irregular(text, file, delimiter, notes)
    frame = frame.with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.Series(ROW, records.line[good]),
        *(() if headings is None else headings.as_columns(good)),
    )
    rejects = _set_aside(text, records, np.flatnonzero(broken), width, file)
    table = _finish(frame, rejects, (*notes, *more), file, delimiter, named=bool(names))
    above = text[: records.start[header]] if header > 0 else b""
    stood = () if headings is not None else tuple(records.line[again].tolist())
    return replace(table, lines_above={file: above.decode(errors="replace")}, headers_again=stood)


def _parse(text: bytes, names: list[str], delimiter: str) -> pl.DataFrame | None:
    """The cells of records of one width; None where quote marks make others of them."""
    if not text:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    try:
        return pl.read_csv(text, has_header=False, new_columns=names, separator=delimiter, infer_schema=False)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _finish(
    frame: pl.DataFrame,
    rejects: pl.DataFrame,
    notes: tuple[Note, ...],
    file: str,
    delimiter: str,
    *,
    named: bool = False,
) -> RawTable:
    if not frame.height and not rejects.height:
        raise UnreadableFileError(f"{file} has a header but no rows.", fix="Give a file with rows.")
    if not named:
        refuse_rows_without_header(frame, file)
    return RawTable(frame, rejects, notes, decimal_comma=delimiter == ";")


def _place_above(records: Records, header: int) -> int:
    """Place of the filled record above the header; the header itself where there is none."""
    filled = np.flatnonzero(records.end[:header] > records.start[:header])
    return int(filled[-1]) if len(filled) else header


def _repeats(text: bytes, records: Records, header: int) -> NDArray[np.int64]:
    """Records below the header that hold the header's very text."""
    if header < 0:
        return np.empty(0, dtype=np.int64)
    line = text[records.start[header] : records.end[header]]
    same = (records.end - records.start == len(line)) & (np.arange(len(records.start)) > header)
    data = np.frombuffer(text, dtype=np.uint8)
    for offset in range(min(len(line), 8)):
        same[same] = data[records.start[same] + offset] == line[offset]
    found = [at for at in np.flatnonzero(same) if text[records.start[at] : records.end[at]] == line]
    return np.array(found, dtype=np.int64)


def _refuse_sections(broken: int, repeats: int, records: Records, header: int, file: str) -> None:
    """Stop where a header that returns goes with lines of another width: sections, not one table."""
    if broken < repeats:
        return
    raise ColumnsError(
        f"{file} is made of sections, not one table: its header stands {repeats + 1:,} times, first on line "
        f"{records.line[header]}, with {broken:,} lines of other widths between.",
        fix="Export it as one table, with a row an item and the date on each row.",
    )


def _check_width(records: Records, width: int, file: str) -> None:
    """Stop where most rows have another number of cells than there are names."""
    filled = records.cells[~records.blank]
    usual = int(np.bincount(filled[:1000]).argmax()) if len(filled) else width
    if usual != width:
        raise ColumnsError(
            f"{file}: {width} names were given, but most rows have {usual} cells.",
            fix=f"Give {option('names')} {usual} names, one for each column.",
        )


def _text_of(text: bytes, records: Records, good: NDArray[np.bool_]) -> bytes:
    """The text of the good records only, copied in as few pieces as there are gaps."""
    if not good.any():
        return b""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    firsts, lasts = edges[::2], edges[1::2] - 1
    stops = np.append(records.start[1:], len(text))[lasts]
    pieces = [text[a:b] for a, b in zip(records.start[firsts].tolist(), stops.tolist(), strict=True)]
    return b"".join(pieces)


def _set_aside(text: bytes, records: Records, at: NDArray[np.int64], width: int, file: str) -> pl.DataFrame:
    if not len(at):
        return no_rejects()
    values = [text[records.start[i] : records.end[i]].decode("utf-8", errors="replace") for i in at]
    reasons = [f"has {records.cells[i]} cells where the header has {width}" for i in at]
    return broken_rows(file, records.line[at].tolist(), values, reasons)


def _read_irregular(text: bytes, file: str, delimiter: str, notes: tuple[Note, ...]) -> RawTable:
    """Read a text whose quote marks stand in the middle of cells, one record after another."""
    rows, lines, rejects = split_records(text.decode("utf-8"), delimiter, file)
    widths = [len(row) for row in rows]
    if not rows:
        raise UnreadableFileError(f"{file} has no rows that can be read.", fix="Export it again as CSV.")
    width = int(np.bincount(widths[:1000]).argmax()) if len(rows) > 3 else widths[0]
    header = widths.index(width)
    names = clean_header(rows[header])
    notes = (*notes, *note_doubled_columns(rows[header], names, file))
    body = range(header + 1, len(rows))
    good = [i for i in body if widths[i] == width]
    bad = [i for i in body if widths[i] != width]
    columns = list(zip(*(rows[i] for i in good), strict=True)) or [()] * width
    frame = pl.DataFrame(
        {name: pl.Series(column, dtype=pl.String) for name, column in zip(names, columns, strict=True)}
    ).with_columns(pl.when(pl.all() != "").then(pl.all()))
    frame = frame.with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.Series(ROW, [lines[i] for i in good], dtype=pl.Int64),
    )
    reasons = [f"has {widths[i]} cells where the header has {width}" for i in bad]
    ragged = broken_rows(file, [lines[i] for i in bad], [delimiter.join(rows[i]) for i in bad], reasons)
    return _finish(frame, pl.concat([rejects, ragged]), notes, file, delimiter)
