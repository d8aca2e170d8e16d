"""An order in a few numbers: what it costs, saves and serves, by supplier too."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.reports.order_summary import OVERSTOCK_DAYS, OrderSummary, SupplierOrder
from foresale.workflows.ordering.make_order import Order


def summarise(order: Order, table: pl.DataFrame) -> OrderSummary:
    """Add an order up.

    Args:
        order: What to order.
        table: From `order_table`.
    """
    orders, situation = order.orders, order.situation
    demand = float(orders.reasons.demand_in_cycle.sum())
    chosen = table.filter(pl.col("units") > 0)
    suppliers = chosen.group_by("supplier", maintain_order=True).agg(
        order_on=pl.col("order_on").min(),
        lines=pl.len(),
        units=pl.col("units").sum(),
        cost=pl.col("cost").sum(),
        saves=pl.col("saves").sum(),
    )
    over = table.filter(pl.col("days_of_cover").fill_null(1e9) > OVERSTOCK_DAYS).filter(pl.col("on_hand") > 0)
    value = situation.state.on_hand * situation.prices.unit_cost
    return OrderSummary(
        order_day=situation.moment.date.astype("datetime64[D]").item(),
        lines=chosen.height,
        considered=table.height,
        apart=order.apart.height,
        units=float(orders.quantity.sum()),
        cost=float(orders.spend.sum()),
        saves=float(orders.saves.sum()),
        fill_with=1 - float(orders.expected.lost.sum()) / demand if demand > 0 else float("nan"),
        fill_without=1 - float(orders.without.lost.sum()) / demand if demand > 0 else float("nan"),
        lost_before=float(orders.lost_before.sum()),
        lost_before_money=float((orders.lost_before * situation.costs.shortage).sum()),
        empty_before=int((orders.runs_out_before >= 0.5).sum()),
        stock_money=float(np.maximum(value, 0).sum()),
        overstocked=over.height,
        overstocked_money=float((over["on_hand"] * over["unit_cost"]).sum()),
        suppliers=tuple(
            SupplierOrder(
                row["supplier"], row["order_on"], row["lines"], row["units"], row["cost"], row["saves"]
            )
            for row in suppliers.iter_rows(named=True)
        ),
        currency_known=situation.prices.known,
    )
