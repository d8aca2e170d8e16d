"""Which decimal mark each column uses, with the whole table as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from foresale.data.reading.columns.numbers.arithmetic import ReadColumns, decimal_by_arithmetic
from foresale.data.reading.columns.words.names import date_rank, kind_of
from foresale.data.reading.parsing.numbers.cell_words import POINT_CURRENCIES, WHOLE_CURRENCIES
from foresale.data.reading.parsing.numbers.number_cells import ANY_MARK, currency_of, split_cells, split_scale
from foresale.data.reading.parsing.numbers.number_format import MarkCounts, NumberFormat, count_marks
from foresale.data.reading.parsing.numbers.parse_numbers import PLAIN, is_missing
from foresale.data.reading.provenance import own_columns

_SAMPLE = 2_000
_NUMERIC = 0.5
NO_AMOUNTS = frozenset(
    ["product", "store", "transaction", "person", "row", "label", "category", "place", "series", "time"]
)
"""What columns say by their names that hold no amount: dots and commas in them prove nothing for others."""

#: Kana, Chinese characters, Hangul and Thai: of countries where the point is decimal.
_POINT_SCRIPTS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = {".": "a point", ",": "a comma"}


@dataclass(frozen=True)
class NumberFormats:
    """How each column of a table writes its numbers.

    Attributes:
        by_column: Column → its format.
        words: What words beside numbers mean everywhere, as the caller says.
    """

    by_column: Mapping[str, NumberFormat]
    words: Mapping[str, float] = field(default_factory=dict)

    def of(self, column: str) -> NumberFormat:
        """The format of one column; the plain one where nothing is known."""
        found = self.by_column.get(column, PLAIN)
        return replace(found, words={**self.words, **found.words}) if self.words else found


def find_formats(frame: pl.DataFrame, decimal: str | None, *, semicolons: bool = False) -> NumberFormats:
    """Decide each column's decimal mark: by its own cells, by arithmetic, by the other columns.

    Args:
        frame: The table.
        decimal: The mark that the caller says is decimal.
        semicolons: Whether semicolons part the cells, as they do where a comma is decimal.
    """
    texts = [n for n in own_columns(frame) if frame[n].dtype == pl.String and date_rank(n) <= 1]
    marked = frame.select(pl.col(texts).str.contains(ANY_MARK).any()).row(0) if texts else ()
    counts = {
        name: count_marks(frame[name])
        for name, has_marks in zip(texts, marked, strict=True)
        if has_marks and _holds_numbers(frame[name])
    }
    formats = {name: _own_format(found, decimal) for name, found in counts.items()}
    settled = {name: found for name, found in formats.items() if found.decimal and not found.mixed}
    proofs = {
        found.decimal
        for name, found in settled.items()
        if kind_of(name) not in NO_AMOUNTS and counts[name].strong
    } or {found.decimal for name, found in settled.items() if kind_of(name) not in NO_AMOUNTS}
    read: ReadColumns = {}
    for name, found in formats.items():
        by_shape = found.decimal is not None and not (counts[name].point or counts[name].comma)
        if decimal is None and by_shape and proofs - {found.decimal}:
            formats[name] = replace(found, decimal=None, reason="")
        if formats[name].is_open and not found.mixed:
            formats[name] = _by_the_rest(frame, name, formats, read, semicolons=semicolons)
    return NumberFormats(formats)


def _holds_numbers(cells: pl.Series) -> bool:
    sample = cells.drop_nulls().head(_SAMPLE).unique()
    sample = sample.filter(~is_missing(sample))
    body = split_cells(sample)["body"]
    return len(sample) > 0 and body.count() >= _NUMERIC * len(sample)


def _own_format(found: MarkCounts, decimal: str | None) -> NumberFormat:
    """What the column's own cells say, or the caller where they leave it open."""
    base = NumberFormat(n_open=found.n_open, example=found.example, mixed=found.is_mixed)
    if found.is_mixed:
        if decimal is not None:
            return replace(base, decimal=decimal, reason="as asked", certainty="told")
        return base
    own = found.decimal
    by_cells = own is not None and bool(found.point or found.comma)
    if decimal is not None and not by_cells:
        return replace(base, decimal=decimal, reason="as asked", certainty="told")
    if own is None:
        return base
    reason = f"'{found.proof}' has no other reading"
    if not by_cells:
        reason = "whole numbers stand without a mark only up to 999"
    return replace(base, decimal=own, reason=reason)


def _by_the_rest(
    frame: pl.DataFrame,
    name: str,
    formats: Mapping[str, NumberFormat],
    read: ReadColumns,
    *,
    semicolons: bool,
) -> NumberFormat:
    found = formats[name]
    settled = {other: form for other, form in formats.items() if not form.is_open and not form.mixed}
    by_sums = decimal_by_arithmetic(frame, name, formats, read)
    if by_sums is not None:
        return replace(found, decimal=by_sums[0], reason=by_sums[1])
    telling = {
        other: form for other, form in settled.items() if form.decimal and kind_of(other) not in NO_AMOUNTS
    }
    marks = {form.decimal for form in telling.values() if form.decimal}
    if len(marks) == 1:
        mark = marks.pop()
        return replace(found, decimal=mark, reason=f"{next(iter(telling))} has {_WORDS[mark]} for decimals")
    if len(marks) > 1:
        return found
    by_money = _decimal_of_money(frame[name], found.example) if kind_of(name) != "price" else None
    if by_money is not None:
        return replace(found, decimal=by_money, reason="amounts in this currency have no decimals")
    if _POINT_SCRIPTS.search(name):
        why = "where column names are written so, commas part thousands"
        return replace(found, decimal=".", reason=why, certainty="likely")
    if semicolons and not _names_point_currency(frame[name]):
        return replace(found, decimal=",", reason="semicolons part the cells", certainty="likely")
    return found


def _names_point_currency(cells: pl.Series) -> bool:
    """Whether some cell names a currency of a country where the point is decimal."""
    beside = split_cells(cells.drop_nulls().head(_SAMPLE).unique())["beside"]
    return bool(currency_of(split_scale(beside)["beside"]).is_in(list(POINT_CURRENCIES)).any())


def _decimal_of_money(cells: pl.Series, example: str) -> str | None:
    """The other mark than the one before three digits, where every cell names a currency without decimals."""
    sample = cells.drop_nulls().head(_SAMPLE).unique()
    parts = split_cells(sample.filter(~is_missing(sample))).drop_nulls("body")
    codes = currency_of(parts["beside"])
    if codes.null_count() or not codes.is_in(list(WHOLE_CURRENCIES)).all():
        return None
    return "," if "." in split_cells(pl.Series([example]))["body"][0] else "."
