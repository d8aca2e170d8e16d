"""Exchange rates: amounts of money in several currencies as amounts in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, measure_columns
from foresale.data.reading.columns.dates.date_column import find_dates
from foresale.data.reading.columns.numbers.number_formats import find_formats
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.formats.read_file import find_files, read_file
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.cell_words import CURRENCIES
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.errors import ColumnsError, OptionError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.sales import ColumnRoles

_CODES = frozenset(CURRENCIES.values())


@dataclass(frozen=True)
class ExchangeRates:
    """What one unit of each currency is worth.

    Attributes:
        table: `currency` in capitals and `rate`; with `day` where rates change.
    """

    table: pl.DataFrame

    @property
    def base(self) -> str | None:
        """The currency that counts as one, which the others are turned into."""
        ones = self.table.group_by("currency").agg((pl.col("rate") == 1).all().alias("is_one"))
        found = ones.filter("is_one")["currency"].sort()
        return str(found[0]) if len(found) == 1 else None

    def of_rows(self, currencies: pl.Series, days: pl.Series | None) -> pl.Series:
        """The rate of each row, that of its day or the last before it; null where there is none.

        Args:
            currencies: The currency of each row.
            days: Their days; None where only rates without days can be used.
        """
        rows = pl.DataFrame({"currency": currency_codes(currencies)}).with_row_index()
        if "day" not in self.table.columns or days is None:
            return rows.join(self.table, on="currency", how="left", maintain_order="left")["rate"]
        rows = rows.with_columns(days.cast(pl.Date).alias("day")).sort("day", nulls_last=True)
        known = self.table.sort("day")
        found = rows.join_asof(known, on="day", by="currency", check_sortedness=False)
        first = known.unique("currency", keep="first", maintain_order=True).select(
            "currency", pl.col("rate").alias("first")
        )
        found = found.join(first, on="currency", how="left")
        return found.sort("index").select(pl.coalesce("rate", "first").alias("rate"))["rate"]


def currency_codes(cells: pl.Series) -> pl.Series:
    """Currencies by their codes, whether a cell holds the code, the sign or the word."""
    labels = cells.cast(pl.String).str.strip_chars()
    known = labels.drop_nulls().unique()
    codes = [CURRENCIES.get(label.casefold(), label).upper() for label in known]
    return labels.replace_strict(known, codes, default=None, return_dtype=pl.String)


def read_rates(given: Sequence[str]) -> ExchangeRates | None:
    """The rates that a caller gives as `EUR=1`, `USD=0.92`, or in a file; None where there are none.

    Args:
        given: Pairs, and paths of tables with a currency, a rate and perhaps a date.

    Raises:
        OptionError: A rate is no number above zero, or a currency has several.
        UnreadableFileError: A file can't be read.
        ColumnsError: It has no column of currencies or of rates.
    """
    if not given:
        return None
    pairs = [item for item in given if "=" in item]
    tables = (
        [_table_of(path) for path in find_files([item for item in given if item not in pairs])]
        if len(pairs) < len(given)
        else []
    )
    if pairs:
        tables.append(
            pl.DataFrame([_pair(item) for item in pairs], schema=["currency", "rate"], orient="row")
        )
    table = pl.concat(tables, how="diagonal_relaxed")
    table = table.with_columns(currency_codes(table["currency"]).alias("currency"))
    key = [name for name in ("currency", "day") if name in table.columns]
    twice = table.unique().filter(
        pl.col("currency").is_duplicated() if len(key) == 1 else pl.struct(key).is_duplicated()
    )
    if twice.height:
        raise OptionError(
            f"{twice['currency'][0]} has several rates.",
            fix="Give each currency one rate, or one for each date.",
        )
    return ExchangeRates(table.unique(maintain_order=True))


def _pair(item: str) -> tuple[str, float]:
    name, _, said = item.partition("=")
    try:
        rate = float(said.strip())
    except ValueError:
        rate = 0.0
    if not name.strip() or not 0 < rate < float("inf"):
        raise OptionError(
            f"'{item}' is no exchange rate.",
            fix=f"Give what one unit is worth, such as {option('rates', ['EUR=1', 'USD=0.92'])}",
        )
    return name.strip(), rate


def _table_of(path: Path) -> pl.DataFrame:
    """A file of rates: its column of currencies, its numbers, and its dates if it has any."""
    raw = read_file(path, ReadOptions())
    formats = find_formats(raw.frame, None, semicolons=raw.decimal_comma)
    stats = measure_columns(raw.frame, formats)
    codes = {n: currency_codes(raw.frame[n].cast(pl.String)) for n in raw.columns if not stats[n].is_number}
    named = [n for n, cells in codes.items() if _are_currencies(cells)]
    numbers = [n for n in raw.columns if stats[n].is_number and stats[n].dates < 0.9]
    if not named or len(numbers) != 1:
        raise ColumnsError(
            f"{path.name} has {len(named)} columns of currencies and {len(numbers)} of numbers.",
            fix="Give a table with a column of currencies, one of rates and, where they change, one of dates",
        )
    rates = parse_numbers(raw.frame[numbers[0]], decimal=formats.of(numbers[0]))
    table = pl.DataFrame({"currency": codes[named[0]], "rate": rates})
    if any(stat.dates >= 0.9 for stat in stats.values()):
        dated = find_dates(raw.frame, stats, ReadOptions(), None)
        if dated is not None:
            table = table.with_columns(dated.frame[dated.date].cast(pl.Date).alias("day"))
    bad = table.filter(pl.any_horizontal(pl.all().is_null()) | (pl.col("rate") <= 0))
    if bad.height:
        raise ColumnsError(
            f"{path.name} holds {bad.height} rows without a currency, a rate above zero or a date.",
            fix="Complete those rows or take them out.",
        )
    return table


def _are_currencies(codes: pl.Series) -> bool:
    known = codes.drop_nulls()
    return len(known) > 0 and all(code.casefold() in _CODES for code in known.unique())


def convert_money(
    frame: pl.DataFrame,
    roles: ColumnRoles,
    stats: Mapping[str, ColumnStats],
    currency: str | None,
    options: ReadOptions,
) -> tuple[pl.DataFrame, list[Note]]:
    """Amounts of money in the rates' base currency, and a note with each currency's own total.

    Args:
        frame: The rows, their amounts read as numbers.
        roles: The part of each of their columns.
        stats: What the columns looked like.
        currency: The column that says each row's currency; None where nothing has to be converted.
        options: The caller's rates among others.

    Raises:
        OptionError: There are rates, but no column of currencies.
    """
    rates = read_rates(options.rates)
    if rates is None:
        return frame, []
    if currency is None:
        raise _no_currencies()
    money = [n for n, f in stats.items() if f.kind in ("price", "revenue") and n in frame.columns]
    if stats[roles.target].kind != "units":
        money.append(roles.target)
    if roles.price is not None:
        money.append(roles.price)
    names = [n for n in dict.fromkeys(money) if frame[n].dtype.is_numeric()]
    codes = currency_codes(frame[currency])
    rate = rates.of_rows(codes, frame[roles.date])
    if not names:
        return frame, []
    told = roles.target if roles.target in names else names[0]
    sums = (
        pl.DataFrame({"currency": codes.fill_null("(none)"), "own": frame[told], "rate": rate})
        .group_by("currency")
        .agg(pl.col("own").sum(), (pl.col("own") * pl.col("rate")).sum().alias("there"))
        .sort("there", "currency", descending=[True, False])
    )
    frame = frame.with_columns((pl.col(n) * rate).alias(n) for n in names)
    parts = [f"{code} {own:,.10g} = {there:,.10g}" for code, own, there in sums.iter_rows()]
    text = (
        f"{', '.join(names)} in {rates.base or 'the currency of the rates'} by {option('rates')}: "
        f"{'; '.join(parts)}."
    )
    readings = tuple(Reading(f"{code}, converted", float(there)) for code, _, there in sums.iter_rows())
    return frame, [Note("exchange_rates", frame.height, text, Evidence(text, readings, "told"))]


def find_rates(
    tidy: TidyTable, amounts: Sequence[str | None], options: ReadOptions
) -> tuple[pl.Series | None, list[Note]]:
    """What one unit of each row's currency is worth; None where nothing has to be converted.

    Args:
        tidy: The table, its rows selected.
        amounts: Columns of amounts; None among them is passed over.
        options: The caller's rates among others.

    Raises:
        OptionError: There are rates, but no column of currencies.
        ColumnsError: A currency has no rate.
    """
    rates = read_rates(options.rates)
    if rates is None or tidy.dated is None:
        return None, []
    column = tidy.currency or next((tidy.units[n] for n in amounts if n in tidy.units), None)
    if column is None:
        raise _no_currencies()
    codes = currency_codes(tidy.frame[column])
    check_rates(codes.drop_nulls().unique(), rates)
    worth = ", ".join(sorted({f"{code}" for code in codes.drop_nulls().unique()}))
    text = (
        f"Amounts in {worth} are converted to {rates.base or 'the currency of the rates'} by the given rates."
    )
    note = Note("exchange_rates", len(codes), text, Evidence(text, certainty="told"))
    return rates.of_rows(codes, tidy.frame[tidy.dated.date]), [note]


def check_rates(currencies: Iterable[str], rates: ExchangeRates) -> None:
    """Stop where a currency of the rows has no rate.

    Raises:
        ColumnsError: With the currencies that lack one.
    """
    cells = pl.Series("currency", list(currencies), dtype=pl.String)
    known = set(rates.table["currency"])
    lacking = sorted({code for code in currency_codes(cells).drop_nulls() if code not in known})
    if lacking:
        raise ColumnsError(
            f"There is no rate for {', '.join(lacking)}.",
            fix=f"Add what one is worth: {option('rates', [f'{lacking[0]}=…'])} (and the others, such "
            "as EUR=1,USD=0.92).",
        )


def _no_currencies() -> OptionError:
    return OptionError(
        f"{option('rates')} is given, but no column says in which of several currencies a row is.",
        fix=f"Leave {option('rates')} out, or give a file with a column of currencies such as EUR and USD.",
    )
