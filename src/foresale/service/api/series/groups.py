"""`GET /series/groups`: the list of all series, added up by category, store, region or owner."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.series.routes import choice_of
from foresale.service.api.series.schemas import GroupName, SeriesGroup, SeriesGroupFilter, SeriesGroups
from foresale.storage.database.series_summaries.listed import select_series
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.people import UserRow
from foresale.storage.database.tables.series_summary import SeriesSummaryRow

router = APIRouter(prefix="/series", tags=["forecasts"])
_ROW = SeriesSummaryRow
_KEYS: dict[GroupName, tuple[Any, ...]] = {
    "category": (ProductRow.category, ProductRow.category),
    "store": (StoreRow.code, StoreRow.name),
    "region": (StoreRow.country, StoreRow.city),
    "owner": (UserRow.id, UserRow.name),
}
_WEEK_DAYS = 7
_URGENT_RANK = 1
"""`out_of_stock` and `runs_out` are the first two of the exceptions."""


@router.get("/groups", summary="Products by store, added up")
def list_series_groups(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK)],
    asked: Annotated[SeriesGroupFilter, Query()],
) -> SeriesGroups:
    """What the same filters list, in sums: weeks sold and ahead, last year's, stock, exceptions."""
    one, other = _KEYS[asked.by]
    kept = _ROW.stock.is_not(None)
    forecast = _ROW.next_mean.is_not(None)
    query = (
        select_series(choice_of(session, caller, asked))
        .with_only_columns(
            one.label("one"),
            other.label("other"),
            sa.func.count().label("series"),
            sa.func.sum(_ROW.units).label("units"),
            sa.func.sum(_ROW.next_mean).label("next_mean"),
            sa.func.sum(_ROW.last_year).label("last_year"),
            sa.func.sum(sa.case((forecast, _ROW.last_year))).label("before"),
            sa.func.sum(_ROW.stock).label("stock"),
            sa.func.sum(sa.case((kept & forecast, _ROW.stock))).label("lasting"),
            sa.func.sum(sa.case((kept, _ROW.next_mean))).label("pace"),
            sa.func.count(_ROW.exception_rank).label("exceptions"),
            sa.func.sum(sa.case((_ROW.exception_rank <= _URGENT_RANK, 1), else_=0)).label("urgent"),
        )
        .group_by(one, other)
        .order_by(sa.func.sum(_ROW.units).desc())
    )
    return SeriesGroups(by=asked.by, items=[_show(asked.by, row) for row in session.execute(query)])


def _show(by: GroupName, row: Any) -> SeriesGroup:
    key, name = (None if row.one is None else str(row.one)), row.other
    country = city = None
    if by == "region":
        country, city = row.one, row.other
        name = ", ".join(part for part in (city, country) if part) or None
        key = None if name is None else f"{country or ''}/{city or ''}"
    return SeriesGroup(
        key=key, name=name, country=country, city=city, series=row.series, units=row.units,
        next_mean=row.next_mean, last_year=row.last_year,
        change=row.next_mean / row.before - 1 if row.before else None,
        stock=row.stock, days_of_cover=_WEEK_DAYS * row.lasting / row.pace if row.pace else None,
        exceptions=row.exceptions, urgent=row.urgent,
    )  # fmt: skip
