"""Works out what products without a list price are usually sold for, from what was paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.engine.transactions import connect_at_one_moment, write
from foresale.storage.database.sales.daily_sales import daily_sales
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.forecasts.usual_prices import USUAL_DAYS, usual_prices
from foresale.workflows.ports import Scope

_CENTS = Decimal("0.0001")
_FEW = 500
"""Products whose sales are read alone."""


def refresh_usual_prices(engine: sa.Engine, yesterday: date) -> bool:
    """Work out what products without a list price are usually sold for; answer whether any has another.

    Proposals of orders know the prices before: they are marked as stale then.

    Args:
        engine: The system of record.
        yesterday: The last day that is over.
    """
    with connect_at_one_moment(engine) as connection:
        wanted = sa.select(ProductRow.sku, ProductRow.id).where(ProductRow.price.is_(None))
        unset = {sku: number for sku, number in connection.execute(wanted)}  # noqa: C416 - rows are no pairs
        found = _read_usual_prices(connection, unset, yesterday) if unset else {}

    def keep(session: Session) -> bool:
        row = UsualPriceRow
        kept = session.execute(sa.select(row.product_id, row.price))
        before = {number: price for number, price in kept}  # noqa: C416 - rows are no pairs
        changed = [number for number, price in found.items() if before.get(number) != price]
        gone = [number for number in before if number not in found]
        if not changed and not gone:
            return False
        for start in range(0, len(old := sorted([*changed, *gone])), 1000):
            session.execute(sa.delete(row).where(row.product_id.in_(old[start : start + 1000])))
        if changed:
            session.execute(
                sa.insert(row), [{"product_id": number, "price": found[number]} for number in changed]
            )
        mark_stale(session, None)
        return True

    return write(engine, keep)


def _read_usual_prices(
    connection: sa.Connection, unset: dict[str, int], yesterday: date
) -> dict[int, Decimal]:
    last = connection.scalar(sa.select(sa.func.max(SaleRow.sold_on)).where(SaleRow.sold_on <= yesterday))
    if last is None:
        return {}
    names = pl.DataFrame({"product": sorted(unset)})
    series = None
    if names.height <= _FEW:
        codes = connection.scalars(sa.select(StoreRow.code)).all()
        series = names.join(pl.DataFrame({"store": codes}, schema={"store": pl.String}), how="cross")
    sales = daily_sales(connection, Scope(), last - timedelta(days=USUAL_DAYS - 1), series)
    prices = usual_prices(sales.join(names, on="product", how="semi"), last, ["product"])
    return {unset[sku]: Decimal(str(price)).quantize(_CENTS) for sku, price in prices.iter_rows()}
