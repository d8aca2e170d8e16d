"""How a file is to be read: what the caller overrides."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from foresale.data.reading.answers import Answers
from foresale.errors import OptionError
from foresale.messages import option

_COLUMN_LISTS = ("keys", "known_ahead", "past_only", "static", "ignored")
_COLUMN_NAMES = ("date", "target", "price", "promotion", "stockout", "in_stock", "transaction")


@dataclass(frozen=True)
class ReadOptions:
    """What the caller knows better than the file; everything left out is inferred.

    Attributes:
        date: Column of the day or time of a sale.
        target: Column to forecast.
        keys: Columns that tell series apart; an empty tuple asks for one total.
        price: Unit price column.
        promotion: Promotion or discount column.
        stockout: Column that is true where stock ran out.
        in_stock: Column that is true where there was stock.
        known_ahead: Columns known before they happen.
        past_only: Columns known only afterwards.
        static: Columns that never change within a series.
        transaction: Column of the invoice or order number.
        ignored: Columns to leave out.
        layout: "long", "wide" or "auto".
        date_format: The dates' strptime format, such as "%d.%m.%Y".
        day_first: Whether 05/06/2019 is the fifth of June.
        year: The year of months, weeks or days that say none.
        decimal: "." or ",".
        number_words: What words beside numbers make of them, as `mil=1000`.
        delimiter: What parts the cells of a text file.
        encoding: The text file's encoding.
        sheet: The workbook's sheet; "all" for all that have the same columns.
        names: The columns' names, for a file without a header.
        fill_down: Whether labels hold for the blank rows below them; proved from the cells where it's None.
        sql_url: Database address; the source is then `query`'s answer.
        query: The SELECT that gives the sales.
        future: Files or tables with known values beyond the history.
        join: Files or tables with further columns, joined by date, place or key.
        only: Rows to keep, as `Column=value,value`: of each column named, rows with one of its values.
        without: Rows to leave out, written the same way.
        max_bad_share: The share of unusable rows above which reading stops, 0–1.
        time_zone: Zone whose days count, such as "Europe/Rome", for times that carry an offset.
        cumulative: Whether amounts add up from period to period, such as year to date.
        duplicates: Whether rows that several files share count once ("drop") or each ("keep"), where the
            files leave it open.
        key_spelling: Whether keys written in several ways are one where that is certain ("merge"), where
            it is likely too ("merge-likely"), or never ("keep").
        rates: What one unit of each currency is worth, as `EUR=1` and `USD=0.92`, or a file of a currency, a
            rate and perhaps a date; amounts of money are then converted.
        today: Sales after this day are rejected; the day of the call where it's None.
        week_scheme: How weeks of a year are counted: "iso", from 1 January ("jan1"), or from the Sunday or
            Monday before it; None for ISO weeks as long as all labels are.
        swapped_dates: Whether a spreadsheet swapped day and month of a column's real dates: "mend", "keep",
            or "auto" to tell from the column.
        fiscal_year_start: Month in which the fiscal year begins ("7"), or in which the file's first one does
            ("2019-07").
        answers: Answers to questions of reading, by their names; what no question is asked for is refused.
    """

    date: str | None = None
    target: str | None = None
    keys: tuple[str, ...] | None = None
    price: str | None = None
    promotion: str | None = None
    stockout: str | None = None
    in_stock: str | None = None
    known_ahead: tuple[str, ...] = ()
    past_only: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    transaction: str | None = None
    ignored: tuple[str, ...] = ()
    layout: str = "auto"
    date_format: str | None = None
    day_first: bool | None = None
    year: int | None = None
    decimal: str | None = None
    number_words: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    names: tuple[str, ...] = ()
    fill_down: bool | None = None
    sql_url: str | None = None
    query: str | None = None
    future: tuple[Path | str | Any, ...] = ()
    join: tuple[Path | str | Any, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    max_bad_share: float = 0.05
    time_zone: str | None = None
    today: datetime.date | None = None
    cumulative: bool | None = None
    duplicates: Literal["drop", "keep"] | None = None
    key_spelling: Literal["merge", "merge-likely", "keep"] = "merge"
    rates: tuple[str, ...] = ()
    week_scheme: Literal["iso", "jan1", "sunday", "monday"] | None = None
    swapped_dates: Literal["auto", "mend", "keep"] = "auto"
    fiscal_year_start: str | None = None
    answers: Answers = ()

    def __post_init__(self) -> None:
        """Refuse values that can't mean anything."""
        if self.layout not in ("auto", "long", "wide"):
            raise OptionError(
                f"Layout '{self.layout}' is unknown.", fix=f"Use {option('layout', 'auto')}, long or wide."
            )
        if self.decimal not in (None, ".", ","):
            raise OptionError(
                f"Decimal mark '{self.decimal}' is unknown.", fix=f"Use {option('decimal', '.')} or ,"
            )
        if self.delimiter is not None and len(self.delimiter.encode()) != 1:
            raise OptionError(
                f"Delimiter '{self.delimiter}' isn't one plain character.",
                fix=f"Use one, such as {option('delimiter', ';')}",
            )
        if self.week_scheme not in (None, "iso", "jan1", "sunday", "monday"):
            raise OptionError(
                f"Weeks can't be counted by '{self.week_scheme}'.",
                fix=f"Use {option('week_scheme', 'iso')}, jan1, sunday or monday.",
            )
        if self.swapped_dates not in ("auto", "mend", "keep"):
            raise OptionError(
                f"Swapped dates can't be treated by '{self.swapped_dates}'.",
                fix=f"Use {option('swapped_dates', 'auto')}, mend or keep.",
            )
        if not 0 <= self.max_bad_share <= 1:
            raise OptionError(
                f"The largest share of bad rows is {self.max_bad_share}.",
                fix=f"Give {option('max_bad_share')} a number from 0 to 1.",
            )

    def columns_by_role(self) -> dict[str, tuple[str, ...]]:
        """The columns named by each role's option, leaving out roles that weren't given."""
        named = {role: tuple(getattr(self, role) or ()) for role in _COLUMN_LISTS}
        named |= {role: (getattr(self, role),) for role in _COLUMN_NAMES if getattr(self, role)}
        return {role: columns for role, columns in named.items() if columns}
