"""Amounts in several units or currencies: a series each, or only one of them, never one sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.units.currencies import APART, are_pure
from foresale.data.reading.rows.units.exchange_rates import check_rates, read_rates
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.sales import ColumnRoles


@dataclass(frozen=True)
class UnitRows:
    """Rows whose series are in one unit each.

    Attributes:
        frame: The rows.
        roles: The part of each of their columns.
        notes: What was decided.
        currency: Column of currencies by which the target is to be converted, if the caller gives rates.
    """

    frame: pl.DataFrame
    roles: ColumnRoles
    notes: tuple[Note, ...] = ()
    currency: str | None = None


def with_unit(roles: ColumnRoles, column: str | None) -> ColumnRoles:
    """The roles where a column of units parts the series: it names or describes each of them.

    Args:
        roles: The part of each column.
        column: The column of units; None where all is in one.
    """
    if column is None:
        return roles
    if column in (*roles.keys, *roles.static):
        return replace(roles, unit=column)
    return replace(_without(roles, column), static=(*_but(roles.static, column), column), unit=column)


def keep_units_apart(
    frame: pl.DataFrame, roles: ColumnRoles, tidy: TidyTable, options: ReadOptions, ask: Ask | None
) -> UnitRows:
    """Ask what to do with a target whose cells name several units, unless the keys tell them apart.

    Args:
        frame: The rows, their target as the file has it.
        roles: The part of each column.
        tidy: The table that they come from, with its amounts in several units.
        options: What the caller knows better.
        ask: Asked; an error that names units, counts and totals where it's None.

    Raises:
        ColumnsError: Nobody can be asked, or a currency has no rate.
    """
    target = roles.target
    if target not in tidy.units:
        return UnitRows(frame, with_unit(roles, tidy.apart), currency=tidy.currency)
    column = tidy.units[target]
    readings = unit_totals(frame, target, column, tidy.formats.of(target))
    if len(readings) < 2:
        return UnitRows(frame, roles)
    rates = read_rates(options.rates)
    if rates is not None:
        check_rates(readings, rates)
        return UnitRows(frame, roles, currency=column)
    named = ", ".join(readings)
    seen = f"{target} holds amounts in {named}, which don't add up to one total"
    evidence = Evidence(seen, tuple(readings.values()))
    text = f"{target} is in {named}: a series each, by {column}, and a total each."
    apart = Note("units_apart", len(readings), text, evidence)
    if column in roles.keys or (options.keys and are_pure(frame, column, roles.keys)):
        return UnitRows(frame, with_unit(roles, column), (apart,))
    first = next(iter(readings))
    fix = (
        f"Keep them apart with {option('keys', [*roles.keys, column])}, or name one with "
        f"{filter_option(True, column, [first])}, or convert them with {option('rates')}."
    )
    answer = settle(
        Question(
            f"units:{target}",
            f"{seen}: a series each, or which one counts?",
            (APART, *readings),
            fix,
            tuple(readings.values()),
        ),
        ask,
    )
    if answer == APART:
        parted = replace(_without(roles, column), keys=(*roles.keys, column), unit=column)
        return UnitRows(frame, parted, (apart,))
    other = (frame[column] != answer).fill_null(value=False)
    left_out = "; ".join(f"{r.meaning}: {r.total:,.10g}" for unit, r in readings.items() if unit != answer)
    text = f"{target} is in {named}: only {answer} counts, {left_out} are left out."
    return UnitRows(frame.filter(~other), roles, (replace(apart, count=int(other.sum()), text=text),))


def _without(roles: ColumnRoles, column: str) -> ColumnRoles:
    return replace(
        roles,
        static=_but(roles.static, column),
        ignored=_but(roles.ignored, column),
        known_ahead=_but(roles.known_ahead, column),
        past_only=_but(roles.past_only, column),
    )


def _but(names: tuple[str, ...], column: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != column)


def rows_in_other_units(
    frame: pl.DataFrame,
    amounts: Sequence[str | None],
    units: Mapping[str, str],
    formats: NumberFormats,
    ask: Ask | None,
) -> tuple[pl.Series, tuple[Note, ...]]:
    """True for each row in another unit than the one that is answered, where only one can be kept.

    Args:
        frame: The rows.
        amounts: The columns that hold amounts; None among them is passed over.
        units: Amount → the column that says its units.
        formats: How the columns write their numbers.
        ask: Asked; an error that names units, counts and totals where it's None.
    """
    other, notes = pl.repeat(value=False, n=frame.height, eager=True), []
    for name in amounts:
        if name is None or name not in units:
            continue
        readings = unit_totals(frame, name, units[name], formats.of(name))
        named = ", ".join(readings)
        seen = f"{name} holds amounts in {named}, which don't add up to one total"
        fix = "Import a file for each of them."
        answer = settle(
            Question(
                f"units:{name}", f"{seen}: which one counts?", tuple(readings), fix, tuple(readings.values())
            ),
            ask,
        )
        found = (frame[units[name]] != answer).fill_null(value=False)
        other |= found
        text = f"{name} is in {named}: only {answer} counts."
        evidence = Evidence(seen, tuple(readings.values()), "asked")
        notes.append(Note("units_apart", int(found.sum()), text, evidence))
    return other, tuple(notes)


def unit_totals(
    frame: pl.DataFrame, target: str, column: str, number_format: NumberFormat
) -> dict[str, Reading]:
    """Each unit and what its cells add up to, the commonest first."""
    numbers = parse_numbers(frame[target], decimal=number_format, units=True)
    table = pl.DataFrame({"unit": frame[column], "number": numbers}).drop_nulls()
    totals = table.group_by("unit").agg(pl.len().alias("n"), pl.col("number").sum())
    totals = totals.sort("n", "unit", descending=[True, False])
    return {unit: Reading(f"{n:,} cells in {unit}", total) for unit, n, total in totals.iter_rows()}
