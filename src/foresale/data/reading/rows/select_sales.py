"""Which rows of a file count as a sale, once: the same for the command line and the importer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from foresale.data.reading.columns.column_stats import measure_columns
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.kinds.balances import leave_out_balances
from foresale.data.reading.rows.kinds.debit_credit import turn_debits_round
from foresale.data.reading.rows.kinds.fees_among_products import name_fees
from foresale.data.reading.rows.kinds.negative_sales import turn_negative_sales
from foresale.data.reading.rows.kinds.sale_kinds import leave_out_no_sales
from foresale.data.reading.rows.kinds.scenarios import keep_actual_sales, keep_one_measure, keep_one_period
from foresale.data.reading.rows.repeats.repeated_rows import leave_out_overlaps
from foresale.data.reading.rows.repeats.sent_again import leave_out_sent_again
from foresale.data.reading.rows.repeats.versions import keep_last_versions
from foresale.data.reading.rows.sale_rows import sale_rows
from foresale.data.reading.rows.sums.averages import leave_out_averages
from foresale.data.reading.rows.sums.first_line_totals import keep_first_lines
from foresale.data.reading.rows.sums.order_totals import count_order_totals_once
from foresale.data.reading.rows.sums.period_totals import leave_out_period_totals
from foresale.data.reading.rows.sums.rates import leave_out_rates
from foresale.data.reading.rows.sums.rolling_sums import refuse_rolling_sums
from foresale.data.reading.rows.sums.running_totals import undo_running_totals
from foresale.data.reading.rows.sums.sum_dates import leave_out_sum_dates
from foresale.data.reading.rows.sums.totals import leave_out_totals
from foresale.data.reading.rows.sums.undated_totals import leave_out_undated_totals
from foresale.data.reading.rows.units.currencies import part_currencies, part_units
from foresale.data.reading.rows.units.exchange_rates import read_rates
from foresale.notes import Note


def select_sales(
    tidy: TidyTable, options: ReadOptions, ask: Ask | None, *, can_key: bool = True
) -> TidyTable:
    """A table with the rows that are sales, and notes on those that aren't.

    In turn: rows that two files share, rows that are no sales by status or type, plans and other measures,
    other currencies and units, and totals and averages of other rows.

    Args:
        tidy: A table with its dates read.
        options: What the caller knows better; a column of `only` or `without` is settled by them.
        ask: Asked what the rows leave open.
        can_key: Whether further columns may become keys, so that each unit of measure has its own series.

    Raises:
        ColumnsError: Rows could be sales or not, and nobody is asked.
    """
    rows = sale_rows(tidy, options)
    if rows is None or tidy.dated is None or not rows.frame.height:
        return tidy
    notes: list[Note] = []
    for step in (
        leave_out_overlaps,
        leave_out_sent_again,
        keep_last_versions,
        leave_out_balances,
        leave_out_no_sales,
        turn_debits_round,
        keep_actual_sales,
        keep_one_measure,
        keep_one_period,
        partial(part_currencies, can_key=can_key, rates=read_rates(options.rates)),
        partial(part_units, can_key=can_key),
        leave_out_rates,
        leave_out_undated_totals,
        leave_out_sum_dates,
        leave_out_period_totals,
        leave_out_totals,
        leave_out_averages,
        undo_running_totals,
        refuse_rolling_sums,
        turn_negative_sales,
        count_order_totals_once,
        keep_first_lines,
        name_fees,
    ):
        rows, said = step(rows, ask)
        notes += said
    stats, dated = tidy.stats, tidy.dated
    if rows.frame is not tidy.frame:
        own = rows.frame.drop(COLUMN, strict=False)
        dates = {name: stat for name, stat in tidy.stats.items() if name == rows.date}
        stats = {**measure_columns(own.drop(rows.date), tidy.formats), **dates}
        dated = replace(dated, frame=own, unread=rows.unread)
    stats = {n: replace(stat, kind="status") if n in rows.used else stat for n, stat in stats.items()}
    if rows.apart is not None:
        stats[rows.apart] = replace(stats[rows.apart], kind="unit")
    return replace(
        tidy,
        frame=rows.frame,
        stats=stats,
        dated=dated,
        notes=(*tidy.notes, *notes),
        apart=rows.apart,
        currency=rows.currency,
    )
