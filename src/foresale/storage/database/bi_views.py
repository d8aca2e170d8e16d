"""Views that tools such as Power BI, Metabase and Excel read: few, plain, and with columns that stay."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import aliased

from foresale.storage.database.sql.column_types import MONEY_DIGITS
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow, SeriesForecastRow
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow, SupplierRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow

VIEWS: dict[str, tuple[str, ...]] = {
    "bi_sales": (
        "transaction_id", "store", "store_name", "product", "product_name", "category", "sold_on", "sold_at",
        "quantity", "unit_price", "revenue", "promotion", "customer_group",
    ),
    "bi_forecasts": (
        "model_version", "known_until", "made_at", "store", "store_name", "product", "product_name",
        "category", "grain", "starts_on", "mean", "p025", "p10", "p50", "p90", "p975",
    ),
    "bi_accuracy": (
        "model_version", "known_until", "lag_days", "store", "product", "category", "day", "forecast", "p10",
        "p90", "actual", "error",
    ),
    "bi_orders": (
        "order_id", "state", "supplier", "supplier_name", "store", "product", "product_name", "category",
        "order_on", "expected_on", "quantity", "received", "unit_cost",
    ),
    "bi_transfers": (
        "transfer_id", "state", "from_store", "from_store_name", "to_store", "to_store_name", "product",
        "product_name", "category", "send_on", "expected_on", "sent_at", "quantity", "received", "saves",
    ),
}  # fmt: skip
"""The columns of each, in order: a report of somebody's rests on each name."""
_LEVELS = {"p025": 0.025, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p975": 0.975}
_MAX_LEVELS = 11
_NEAR = 1e-4


def existing_views(connection: Connection) -> list[str]:
    """Those of our views that the database has.

    Args:
        connection: An open transaction.
    """
    found = set(sa.inspect(connection).get_view_names())
    return [name for name in VIEWS if name in found]


def drop_views(connection: Connection) -> list[str]:
    """Take our views away, and answer which there were.

    Args:
        connection: An open transaction.
    """
    names = existing_views(connection)
    for name in names:
        connection.exec_driver_sql(f"DROP VIEW {name}")
    return names


def make_views(connection: Connection) -> list[str]:
    """Make our views, anew where they are there; needs the newest schema.

    Args:
        connection: An open transaction of somebody who may make views.
    """
    drop_views(connection)
    for name in VIEWS:
        ordered = view_query(name, connection.dialect.name)
        text = str(ordered.compile(connection, compile_kwargs={"literal_binds": True}))
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {text.replace('%', '%%')}")
    return list(VIEWS)


def view_query(name: str, kind: str) -> sa.Select[Any]:
    """What a view shows, its columns in their order.

    Args:
        name: Of the view.
        kind: Of the database.
    """
    query = _QUERIES[name](kind)
    return query.with_only_columns(
        *(query.selected_columns[column] for column in VIEWS[name]), maintain_column_froms=True
    )


def _money(column: Any, kind: str, name: str) -> Any:
    """An amount as a number; SQLite keeps ten-thousandths."""
    amount = sa.cast(column, sa.BigInteger) / float(10**MONEY_DIGITS) if kind == "sqlite" else column
    return amount.label(name)


def _select_names() -> list[Any]:
    return [
        StoreRow.code.label("store"),
        StoreRow.name.label("store_name"),
        ProductRow.sku.label("product"),
        ProductRow.name.label("product_name"),
        ProductRow.category.label("category"),
    ]


def _quantile(level: float, name: str) -> Any:
    """What a run says at one level, wherever that stands among its levels; NULL where it has none."""
    places = range(_MAX_LEVELS)
    return sa.case(
        *(
            (
                sa.func.abs(ForecastRunRow.levels[place].as_float() - level) < _NEAR,
                ForecastRow.quantiles[place].as_float(),
            )
            for place in places
        )
    ).label(name)


def _sales(kind: str) -> sa.Select[Any]:
    sale = SaleRow
    return (
        sa.select(
            sale.transaction_id, *_select_names(), sale.sold_on, sale.sold_at, sale.quantity,
            _money(sale.unit_price, kind, "unit_price"), _money(sale.revenue, kind, "revenue"),
            sale.promotion, sale.customer_group,
        )
        .join(StoreRow, StoreRow.id == sale.store_id)
        .join(ProductRow, ProductRow.id == sale.product_id)
    )  # fmt: skip


def _forecast_rows() -> sa.Select[Any]:
    row, run = ForecastRow, ForecastRunRow
    return (
        sa.select(
            run.model_version, run.cutoff.label("known_until"), run.created_at.label("made_at"),
            *_select_names(), row.grain, row.target_date.label("starts_on"), row.mean,
            *(_quantile(level, name) for name, level in _LEVELS.items()),
        )
        .join(run, run.id == row.run_id)
        .join(StoreRow, StoreRow.id == row.store_id)
        .join(ProductRow, ProductRow.id == row.product_id)
    )  # fmt: skip


def _forecasts(_kind: str) -> sa.Select[Any]:
    """What is in force of the newest forecast by each version that serves."""
    row, run, made = ForecastRow, ForecastRunRow, SeriesForecastRow
    base, newer = aliased(run, name="base"), aliased(run, name="newer")
    newest = (
        sa.select(sa.func.max(newer.id))
        .where(newer.model_version == base.model_version, newer.base_id.is_(None))
        .correlate(base)
        .scalar_subquery()
    )
    renewed = (
        sa.select(sa.func.max(made.run_id))
        .where(
            made.base_id == base.id, made.product_id == row.product_id, made.store_id == row.store_id,
            sa.or_(row.grain != "day", made.first_day <= row.target_date),
        )
        .correlate(row, base)
        .scalar_subquery()
    )  # fmt: skip
    version = ServingRow.model + "." + sa.cast(ServingRow.version, sa.String(10))
    return (
        _forecast_rows()
        .join(base, base.id == sa.func.coalesce(run.base_id, run.id))
        .join(ServingRow, sa.and_(ServingRow.alias == "champion", version == base.model_version))
        .where(base.id == newest, row.run_id == sa.func.coalesce(renewed, base.id))
    )


def _accuracy(_kind: str) -> sa.Select[Any]:
    """Each forecast of a series' day that has an actual, by whatever version, whenever it was made."""
    row, run = ForecastRow, ForecastRunRow
    return (
        sa.select(
            run.model_version, run.cutoff.label("known_until"),
            days_between(run.cutoff, row.target_date).label("lag_days"), *_select_names(),
            row.target_date.label("day"), row.mean.label("forecast"),
            _quantile(0.1, "p10"), _quantile(0.9, "p90"), row.actual, (row.mean - row.actual).label("error"),
        )
        .join(run, run.id == row.run_id)
        .join(StoreRow, StoreRow.id == row.store_id)
        .join(ProductRow, ProductRow.id == row.product_id)
        .where(row.grain == "day", row.actual.is_not(None))
    )  # fmt: skip


def _orders(kind: str) -> sa.Select[Any]:
    order, line = PurchaseOrderRow, PurchaseOrderLineRow
    return (
        sa.select(
            order.id.label("order_id"), order.state, SupplierRow.code.label("supplier"),
            SupplierRow.name.label("supplier_name"), *_select_names(), order.order_on, order.expected_on,
            line.quantity, line.received, _money(line.unit_cost, kind, "unit_cost"),
        )
        .select_from(line)
        .join(order, order.id == line.order_id)
        .join(ProductRow, ProductRow.id == line.product_id)
        .outerjoin(SupplierRow, SupplierRow.id == order.supplier_id)
        .outerjoin(StoreRow, StoreRow.id == order.store_id)
    )  # fmt: skip


def _transfers(_kind: str) -> sa.Select[Any]:
    transfer, line, giver, taker = TransferRow, TransferLineRow, aliased(StoreRow), aliased(StoreRow)
    names: list[Any] = [
        giver.code.label("from_store"), giver.name.label("from_store_name"), taker.code.label("to_store"),
        taker.name.label("to_store_name"), ProductRow.sku.label("product"),
        ProductRow.name.label("product_name"), ProductRow.category.label("category"),
    ]  # fmt: skip
    return (
        sa.select(
            transfer.id.label("transfer_id"), transfer.state, *names, transfer.send_on, transfer.expected_on,
            transfer.sent_at, line.quantity, line.received, line.saves,
        )
        .select_from(line)
        .join(transfer, transfer.id == line.transfer_id)
        .join(ProductRow, ProductRow.id == line.product_id)
        .join(giver, giver.id == transfer.from_store_id)
        .join(taker, taker.id == transfer.to_store_id)
    )  # fmt: skip


_QUERIES = {
    "bi_sales": _sales,
    "bi_forecasts": _forecasts,
    "bi_accuracy": _accuracy,
    "bi_orders": _orders,
    "bi_transfers": _transfers,
}
