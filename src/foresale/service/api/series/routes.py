"""`GET /series`: all products in all stores, sorted and filtered by what planners look for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.pagination import Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served
from foresale.service.api.kit.visible_stores import store_coded
from foresale.service.api.overrides.to_schema import person_of
from foresale.service.api.series.schemas import (
    SeriesChosen,
    SeriesFilter,
    SeriesPage,
    SeriesProduct,
    SeriesRow,
    SeriesStore,
)
from foresale.service.serving.prediction_service import PredictionService
from foresale.storage.database.series_summaries.listed import SeriesChoice, select_series
from foresale.storage.database.series_summaries.sources import LEVEL
from foresale.storage.database.series_summaries.summarise import EXCEPTIONS
from foresale.storage.database.series_summaries.weeks import Weeks
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.people import UserRow
from foresale.storage.database.tables.series_summary import SeriesSummaryRow, SummaryStateRow

router = APIRouter(prefix="/series", tags=["forecasts"])
_ROW = SeriesSummaryRow
_FIGURES = ("units", "next_mean", "last_year", "change", "wape", "bias", "stock", "days_of_cover")
_ORDERS = {
    "exception": SortKey(_ROW.exception_rank, nullable=True),
    "product": SortKey(ProductRow.name),
    "sku": SortKey(ProductRow.sku),
    "store": SortKey(StoreRow.code),
    "category": SortKey(ProductRow.category, nullable=True),
    "turnover_class": SortKey(_ROW.turnover_class, nullable=True),
    "owner": SortKey(UserRow.name, nullable=True),
    **{name: SortKey(getattr(_ROW, name), nullable=name != "units") for name in _FIGURES},
}
_SHOWN = (
    "sold", "units", "next_mean", "next_lower", "next_upper", "last_year", "change", "wape", "bias",
    "weeks_judged", "stock", "days_of_cover", "turnover_class", "variation_class",
)  # fmt: skip


@router.get("", summary="List products by store")
def list_series(
    predictor: Served,
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK)],
    paging: Paged,
    asked: Annotated[SeriesFilter, Query()],
) -> SeriesPage:
    """Each product in each store that the caller may see: weeks sold and ahead, accuracy, stock, exceptions.

    It is worked out anew after each forecast, and every few minutes while sales or stock change.
    """
    stale = _stale(predictor)  # which may ask the database by itself: before the session does
    wanted = select_series(choice_of(session, caller, asked))
    total = None
    if paging.cursor is None:
        total = session.scalar(select(func.count()).select_from(wanted.subquery()))
    rows, following = read_page(session, wanted, _order(asked.sort), paging)
    return SeriesPage(
        **_times(session),
        level=LEVEL,
        total=total,
        items=[_to_schema(row, stale) for row in rows],
        next=following,
    )


def choice_of(session: Session, caller: Caller, asked: SeriesChosen) -> SeriesChoice:
    """What is asked for, within the stores that the caller may see."""
    stores = caller.store_ids
    if asked.store_key is not None:
        stores = frozenset([store_coded(session, caller, asked.store_key).id])
    return SeriesChoice(
        stores, asked.category, asked.q, asked.exception, asked.turnover_class, asked.variation_class,
        asked.country, asked.city, asked.owner_id,
    )  # fmt: skip


def _order(sort: str) -> list[SortKey]:
    """What is asked for, then the most sold first, each row in one place.

    Raises:
        OptionError: It can't be sorted by that.
    """
    name = sort.removeprefix("-")
    if name not in _ORDERS:
        raise OptionError(
            f"It can't be sorted by '{name[:50]}'.",
            fix=f"Sort by {', '.join(_ORDERS)}; a minus turns it round.",
            reason=Reason("unknown_sorting", name=name[:50]),
        )
    first = _ORDERS[name]
    keys = [SortKey(first.column, sort.startswith("-"), first.nullable)]
    if name != "units":
        keys.append(SortKey(_ROW.units, descending=True))
    return [*keys, SortKey(_ROW.product_id), SortKey(_ROW.store_id)]


def _times(session: Reading) -> dict[str, Any]:
    state = session.execute(select(SummaryStateRow.made_at, SummaryStateRow.known_until)).one_or_none()
    made_at, known_until = (None, None) if state is None else tuple(state)
    weeks = None if known_until is None else Weeks(known_until)
    return {
        "as_of": made_at,
        "known_until": known_until,
        "first_sold": weeks and weeks.first_sold,
        "first_ahead": weeks and weeks.first_ahead,
        "next_week": weeks and weeks.next_week,
    }


def _stale(predictor: PredictionService) -> frozenset[int]:
    """The forecasts of everything that their schedule should have replaced."""
    return frozenset(run.facts.id for run in predictor.champions.serving().values() if run.is_stale)


def _to_schema(found: Any, stale: frozenset[int]) -> SeriesRow:
    row, sku, name, category, price, code, store_name, owner_id, owner = found
    mean, lower, upper = ([week[place] for week in row.ahead] for place in range(3))
    return SeriesRow.model_construct(
        product=SeriesProduct.model_construct(
            id=row.product_id, sku=sku, name=name, category=category, price=price
        ),
        store=SeriesStore.model_construct(id=row.store_id, code=code, name=store_name),
        mean=mean,
        lower=lower,
        upper=upper,
        exception=None if row.exception_rank is None else EXCEPTIONS[row.exception_rank],
        stale=row.base_id in stale,
        owner=person_of(owner_id, owner),
        **{name: getattr(row, name) for name in _SHOWN},
    )
