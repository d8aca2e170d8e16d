"""The rows of a file while it is decided which of them are sales."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.roles.target_column import choose_target
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.errors import ColumnsError

_MAX_VALUES = 40


@dataclass(frozen=True)
class SaleRows:
    """Rows with a date, and what each of them would add to the target.

    Attributes:
        frame: The rows.
        stats: What their columns look like.
        date: The date column.
        target: The column that will most likely be forecast.
        amounts: Its cells as numbers, 0 where there is none.
        unread: The date column as the file has it.
        is_money: Whether the target's name says money.
        is_pieces: Whether it says pieces.
        options: What the caller knows better.
        settled: Columns that the caller has settled, or that come from units written in the cells.
        used: Columns that said which rows are sales, and so tell no series apart.
        currency: Column of currencies by which amounts are to be converted.
        apart: Column of currencies or units that have series of their own.
    """

    frame: pl.DataFrame
    stats: dict[str, ColumnStats]
    date: str
    target: str
    amounts: pl.Series
    unread: pl.Series
    is_money: bool
    is_pieces: bool
    options: ReadOptions
    settled: frozenset[str]
    used: tuple[str, ...] = ()
    currency: str | None = None
    apart: str | None = None
    _few: dict[str, list[str]] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """Columns that the caller names as keys."""
        return frozenset(self.options.keys or ())

    def filter(self, kept: pl.Series) -> SaleRows:
        """The rows where `kept` is true."""
        return replace(
            self,
            frame=self.frame.filter(kept),
            amounts=self.amounts.filter(kept),
            unread=self.unread.filter(kept),
            _few={},
        )

    def turn_round(self, turned: pl.Series) -> SaleRows:
        """The same rows with the amounts of some below zero instead of above."""
        counts = [n for n, f in self.stats.items() if f.kind in ("units", "sales", "revenue") and f.is_number]
        names = dict.fromkeys([self.target, *(n for n in counts if n in self.frame.columns)])
        frame = self.frame.with_columns(_negative(self.frame[name], turned).alias(name) for name in names)
        amounts = pl.select(pl.when(turned).then(-self.amounts).otherwise(self.amounts)).to_series()
        return replace(self, frame=frame, amounts=amounts)

    def total(self, rows: pl.Series | None = None) -> float:
        """What these rows, or all, add up to."""
        amounts = self.amounts if rows is None else self.amounts.filter(rows)
        return float(amounts.sum() or 0.0)

    def free(self) -> list[str]:
        """Columns that are neither date nor target, and that the caller left open."""
        taken = {self.date, self.target, FILE, ROW, COLUMN, *self.settled}
        return [name for name in self.frame.columns if name not in taken and name in self.stats]

    def few_labels(self, name: str, *, codes: bool = False) -> list[str]:
        """A column's different values as labels, where they are few; none where they aren't.

        Args:
            name: The column.
            codes: Whether numbers are labels too.
        """
        stat = self.stats[name]
        numbers = stat.numeric >= 0.9 and not codes
        if stat.constant or stat.distinct > _MAX_VALUES or numbers or stat.dates >= 0.5:
            return []
        if name not in self._few:
            labels = (
                as_text_labels(self.frame[name].unique(maintain_order=True))
                .drop_nulls()
                .unique(maintain_order=True)
            )
            self._few[name] = labels.to_list() if len(labels) <= _MAX_VALUES else []
        return self._few[name]

    def labels(self, name: str) -> pl.Series:
        """A column's cells as trimmed text."""
        return as_text_labels(self.frame[name])


def as_text_labels(cells: pl.Series) -> pl.Series:
    """Cells as trimmed text, whatever their type."""
    return as_labels(cells.cast(pl.String) if cells.dtype in (pl.Categorical, pl.Enum) else cells)


def sale_rows(tidy: TidyTable, options: ReadOptions) -> SaleRows | None:
    """A table's rows with their likely amounts; None where it has no dates or nothing to add up.

    Args:
        tidy: The table with its dates read.
        options: What the caller knows better.
    """
    if tidy.dated is None:
        return None
    taken = {tidy.dated.date, *tidy.dated.used}
    taken |= {name for names in options.columns_by_role().values() for name in names} - {options.target}
    target = options.target
    if target is None:
        try:
            target, _ = choose_target(tidy.frame, tidy.stats, taken, lambda question: question.answers[0])
        except ColumnsError:
            return None
    if target not in tidy.stats:
        return None
    numbers = parse_numbers(tidy.frame[target], decimal=tidy.formats.of(target), units=True)
    undated = tidy.frame[tidy.dated.date].is_null()
    amounts = pl.select(
        pl.when(undated).then(0.0).otherwise(numbers.fill_null(0.0).fill_nan(0.0))
    ).to_series()
    filtered = (text.partition("=")[0].strip().casefold() for text in (*options.only, *options.without))
    said = set(filtered) | {name.casefold() for name in options.ignored}
    return SaleRows(
        tidy.frame,
        tidy.stats,
        tidy.dated.date,
        target,
        amounts,
        tidy.dated.unread,
        tidy.stats[target].kind == "revenue",
        tidy.stats[target].kind == "units",
        options,
        frozenset(n for n in tidy.frame.columns if n.strip().casefold() in said or n in tidy.units.values()),
    )


def _negative(cells: pl.Series, turned: pl.Series) -> pl.Series:
    """Cells with a minus before those to turn that have none."""
    if cells.dtype != pl.String:
        return pl.select(pl.when(turned & (cells > 0)).then(-cells).otherwise(cells)).to_series()
    plain = cells.str.strip_chars().str.strip_prefix("+")
    unsigned = ~plain.str.contains(r"[-−(]").fill_null(value=True) & plain.str.contains(r"\d").fill_null(
        value=False
    )
    return pl.select(pl.when(turned & unsigned).then("-" + plain).otherwise(cells)).to_series()
