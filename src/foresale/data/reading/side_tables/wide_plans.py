"""Plans whose columns are days or products, or whose rows name columns: as rows of a day and a series."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.side_tables.join import ExtraTable, value_name
from foresale.notes import Evidence, Note, Reading

_KEYS = ("product", "code", "store", "place", "category", "brand", "channel", "series")
_PLANNED = ("promotion", "price", "known")
_SAME = 0.9  # share of the columns that are series, or of the values that the sales hold too
_FEWEST = 2


def shape_plan(extra: ExtraTable, sales: TidyTable) -> ExtraTable:
    """The plan with a row for each day and series, and a column for each thing that it says.

    Args:
        extra: The plan; where its columns were days, its values are in a column named after the file.
        sales: The sales, their dates read.
    """
    if not extra.dated:
        return extra
    value = value_name(extra.name)
    extra = _columns_of_series(extra, sales, value)
    if value in extra.columns and value not in sales.stats:
        extra = _rows_of_columns(extra, sales, value)
    if value in extra.columns and value not in sales.stats:
        extra = _name_values(extra, sales, value)
    return extra


def _columns_of_series(extra: ExtraTable, sales: TidyTable, value: str) -> ExtraTable:
    """Columns that are called after products or stores, as rows."""
    names = [name for name in extra.columns if name not in sales.stats]
    for key in own_columns(sales.frame):
        if key not in sales.stats or sales.stats[key].kind not in _KEYS or key in extra.columns:
            continue
        sold = {
            label.casefold() for label in as_labels(sales.frame[key]).drop_nulls().unique().cast(pl.String)
        }
        series = [name for name in names if name.casefold() in sold]
        if len(series) < _FEWEST or len(series) < _SAME * len(names):
            continue
        others = [name for name in extra.frame.columns if name not in series]
        text = extra.frame.with_columns(pl.col(series).cast(pl.String))
        long = text.unpivot(series, index=others, variable_name=key, value_name=value)
        kept = tuple(name for name in extra.columns if name not in series)
        said = f"{extra.name}: its columns are values of {key}; each became rows."
        return _reshaped(extra, long, (*kept, key, value), extra.formats.of(series[0]), said)
    return extra


def _rows_of_columns(extra: ExtraTable, sales: TidyTable, value: str) -> ExtraTable:
    """Rows that are called after columns of the sales, as these columns."""
    by_words = {"".join(words_of(name)): name for name in own_columns(sales.frame)}
    for name in extra.columns:
        if name == value or extra.frame[name].dtype != pl.String:
            continue
        labels = extra.frame[name].drop_nulls().unique(maintain_order=True).to_list()
        meant = {label: by_words.get("".join(words_of(label))) for label in labels}
        if not labels or None in meant.values() or len(set(meant.values())) < len(labels):
            continue
        others = [n for n in extra.frame.columns if n not in (name, value)]
        if extra.frame.select(*others, name).is_duplicated().any():
            continue
        named = extra.frame.with_columns(pl.col(name).replace_strict(meant))
        wide = named.pivot(name, index=others, values=value)
        new = [str(column) for column in meant.values()]
        kept = tuple(n for n in extra.columns if n not in (name, value))
        said = f"{extra.name}: its rows are {', '.join(new)} of the sales; each became a column."
        return _reshaped(extra, wide, (*kept, *new), extra.formats.of(value), said)
    return extra


def _name_values(extra: ExtraTable, sales: TidyTable, value: str) -> ExtraTable:
    """Values that no name says anything of, as the only column of the sales that they can be of."""
    fitting = [n for n in own_columns(sales.frame) if n in sales.stats and _are_of(extra, value, sales, n)]
    if len(fitting) != 1 or kind_of(fitting[0]) not in _PLANNED or fitting[0] in extra.columns:
        return extra
    (name,) = fitting
    said = f"{extra.name}: its values are {name}, the only column of the sales that holds such."
    columns = tuple(name if n == value else n for n in extra.columns)
    return _reshaped(extra, extra.frame.rename({value: name}), columns, extra.formats.of(value), said)


def _are_of(extra: ExtraTable, value: str, sales: TidyTable, name: str) -> bool:
    """Whether values are yes and no, as a column's are, or hardly any that it doesn't hold."""
    here, sold = (cells.filter(~is_missing(cells)) for cells in (extra.frame[value], sales.frame[name]))
    if not len(here) or not len(sold):
        return False
    flags = [parse_flags(cells).is_in([0.0, 1.0]).fill_null(value=False).all() for cells in (here, sold)]
    if any(flags):
        return all(flags)
    numbers = parse_numbers(here, decimal=extra.formats.of(value), units=True).drop_nulls().unique()
    known = parse_numbers(sold, decimal=sales.formats.of(name), units=True).drop_nulls().unique()
    return len(numbers) > 0 and int(numbers.is_in(known.implode()).sum()) >= _SAME * len(numbers)


def _reshaped(
    extra: ExtraTable, frame: pl.DataFrame, columns: tuple[str, ...], written: NumberFormat, said: str
) -> ExtraTable:
    formats = dict(extra.formats.by_column)
    new = [name for name in columns if name not in extra.columns]
    formats |= dict.fromkeys(new, written)
    evidence = Evidence("names and values of the sales", (Reading("as in the sales"),), "likely")
    note = Note("plan_shape", frame.height, said, evidence)
    return replace(
        extra,
        frame=frame,
        columns=columns,
        kinds={name: extra.kinds.get(name, kind_of(name)) for name in columns},
        formats=NumberFormats(formats, extra.formats.words),
        notes=(*extra.notes, note),
    )
