"""An order as a table: a row a series, with why, days of cover, chances of running out, cost and saving."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.frequency import Dates
from foresale.reports.order_sentences import Line, why
from foresale.reports.series_labels import series_labels
from foresale.workflows.ordering.make_order import Order

_OWN = frozenset(
    [
        *("supplier", "order_on", "units", "packs", "pack", "arrives_on", "next_arrives_on", "on_hand"),
        *("on_the_way", "sells_before", "sells_until_next", "days_of_cover", "days_with_order"),
        *("chance_out_before", "chance_out_without", "chance_out_with", "lost_without", "lost_with"),
        *("unit_cost", "cost", "saves", "limited_by", "why", "series"),
    ]
)


def order_table(order: Order) -> pl.DataFrame:
    """One row for each series that was considered: suppliers by what their orders save, then lines likewise.

    Columns: `supplier`, `order_on`, the keys, `units`, `packs`, `pack`, `arrives_on`, `next_arrives_on`,
    `on_hand`, `on_the_way`, `sells_before`, `sells_until_next`, `days_of_cover`, `days_with_order`,
    `chance_out_before`,
    `chance_out_without`, `chance_out_with`, `lost_without`, `lost_with`, `unit_cost`, `cost`, `saves`,
    `limited_by`, `why`, and `series` (what it is called).
    """
    panel, situation, orders = order.panel, order.situation, order.orders
    rows, freq = situation.rows, panel.freq
    reasons, starts = orders.reasons, situation.moment.starts
    arrives, following = starts[reasons.arrival], starts[np.minimum(reasons.next_arrival, len(starts) - 1)]
    coming = situation.state.receipts.sum(axis=1)
    days = float(freq.days) if not freq.months else 30.4
    covered = orders.cover * days
    bare = orders.cover_without * days
    lines = [
        Line(*values)
        for values in zip(
            orders.quantity.tolist(),
            situation.terms.pack.tolist(),
            situation.state.on_hand.tolist(),
            coming.tolist(),
            reasons.demand_before.tolist(),
            reasons.demand_in_cycle.tolist(),
            arrives,
            following,
            orders.without.runs_out.tolist(),
            orders.expected.runs_out.tolist(),
            orders.runs_out_before.tolist(),
            covered.tolist(),
            reasons.limit.tolist(),
            (situation.terms.shelf_life * days).tolist(),
            strict=True,
        )
    ]
    labels = series_labels(panel)
    table = pl.DataFrame(
        {
            "supplier": situation.supplier,
            "order_on": _days(situation.deliveries.order_on),
        }
    ).hstack(_keys(order))
    table = table.with_columns(
        pl.Series("units", orders.quantity),
        pl.Series("packs", orders.quantity / situation.terms.pack),
        pl.Series("pack", situation.terms.pack),
        _days(situation.deliveries.arrives_on).alias("arrives_on"),
        _days(following).alias("next_arrives_on"),
        pl.Series("on_hand", situation.state.on_hand),
        pl.Series("on_the_way", coming),
        pl.Series("sells_before", reasons.demand_before),
        pl.Series("sells_until_next", reasons.demand_in_cycle),
        pl.Series("days_of_cover", _finite(bare)),
        pl.Series("days_with_order", _finite(covered)),
        pl.Series("chance_out_before", orders.runs_out_before),
        pl.Series("chance_out_without", orders.without.runs_out),
        pl.Series("chance_out_with", orders.expected.runs_out),
        pl.Series("lost_without", orders.without.lost),
        pl.Series("lost_with", orders.expected.lost),
        pl.Series("unit_cost", situation.prices.unit_cost),
        pl.Series("cost", orders.spend),
        pl.Series("saves", orders.saves),
        pl.Series("limited_by", reasons.limit),
        pl.Series("why", [why(line, freq) for line in lines]),
        pl.Series("series", [labels[row] for row in rows]),
    )
    by_supplier = pl.col("saves").filter(pl.col("units") > 0).sum().over("supplier")
    return (
        table.with_columns(_worth=by_supplier)
        .sort("_worth", "supplier", "saves", descending=[True, False, True], maintain_order=True)
        .drop("_worth")
    )


def lines_to_order(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of which something is ordered."""
    return table.filter(pl.col("units") > 0)


def _keys(order: Order) -> pl.DataFrame:
    """The keys of the series; one that is called as a column of ours gets a name of its own."""
    panel = order.panel
    keys: pl.DataFrame = panel.series.select(panel.keys)[order.situation.rows.tolist()]
    return keys.rename({key: f"{key} (sales)" for key in panel.keys if key in _OWN})


def _finite(values: Array) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _days(days: Dates) -> pl.Series:
    return pl.Series("day", days.astype("datetime64[D]"))
