"""Segments: list, read, add, change and remove parts of the assortment that may have models of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, status
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.jobs.routes import Jobs
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import Removed, RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import find_row
from foresale.service.api.segments.schemas import RuleGiven, Segment, SegmentGiven, SegmentProduct
from foresale.service.jobs.handlers.kept_forecast import last_whole_day
from foresale.service.jobs.job import JobOptions, JobUnderWayError
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.segments.fill import find_products, put_products
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.segments import SegmentProductRow, SegmentRow
from foresale.workflows.ports import CHAMPION

router = APIRouter(prefix="/segments", tags=["models"])
Reader = Annotated[Caller, needs(Permission.READ_MODELS)]
Editor = Annotated[Caller, needs(Permission.READ_MODELS, Permission.TRAIN)]
SegmentId = Annotated[RowId, Path(description="The segment's id.")]
_TOGETHER = 500


def without_store_limits(caller: Editor) -> Caller:
    """A caller who sees all stores: segments are judged by the sales of all."""
    if caller.store_ids is not None:
        raise ForbiddenError(
            "A segment is of all stores, and you see only some.",
            fix="Ask somebody who isn't limited to stores.",
            reason=Reason("all_stores_only"),
        )
    return caller


Unlimited = Annotated[Caller, Depends(without_store_limits)]


@dataclass(frozen=True)
class SegmentToBe:
    """A segment as somebody wants it.

    Attributes:
        given: What was sent.
        products: The ids of the products that it names, or that its rule finds.
        caller: Who wants it.
    """

    given: SegmentGiven
    products: list[int]
    caller: Caller


def segment_to_be(caller: Unlimited, given: SegmentGiven, container: Services) -> SegmentToBe:
    """What a body asks for, with its products looked up before any transaction begins."""
    until = last_whole_day(container.settings.time_zone, utc_now())
    with container.engine.connect().execution_options(writes=False) as connection:
        if given.rule is not None:
            found = find_products(connection, given.rule.to_rule(), until)
        else:
            found = _find_listed(connection, given.products or [])
    return SegmentToBe(given, found, caller)


Wanted = Annotated[SegmentToBe, Depends(segment_to_be)]


@router.get("")
def list_segments(session: Reading, _caller: Reader, page: Paged) -> Page[Segment]:
    """The segments, in the order they were added."""
    rows, after = read_page(session, select(SegmentRow), [SortKey(SegmentRow.id)], page)
    return Page(items=[_to_schema(row) for row in rows], next=after)


@router.get("/{segment_id}")
def read_segment(session: Reading, _caller: Reader, version: Tagged, segment_id: SegmentId) -> Segment:
    """One segment; its `ETag` goes with a change."""
    return version.show(_to_schema(find_row(session, SegmentRow, segment_id, "segment")))


@router.get("/{segment_id}/products")
def list_segment_products(
    session: Reading, _caller: Reader, page: Paged, segment_id: SegmentId
) -> Page[SegmentProduct]:
    """The products that a segment holds: of a rule, those it found last."""
    find_row(session, SegmentRow, segment_id, "segment")
    held = select(SegmentProductRow.product_id).where(SegmentProductRow.segment_id == segment_id)
    wanted = select(ProductRow).where(ProductRow.id.in_(held))
    rows, after = read_page(session, wanted, [SortKey(ProductRow.id)], page)
    items = [SegmentProduct(id=row.id, sku=row.sku, name=row.name, category=row.category) for row in rows]
    return Page(items=items, next=after)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_segment(wanted: Wanted, session: Writing, version: Tagged, audit: Audited) -> Segment:
    """Keep a list or a rule; train a model for it by its name: `segment=Top sellers`."""
    row = SegmentRow(filled_at=utc_now())
    _set(session, row, wanted)
    audit.write(session, "segment.added", f"segment {row.id}", _details(row))
    return version.show(_to_schema(row), f"/api/segments/{row.id}")


@router.put("/{segment_id}")
def change_segment(
    wanted: Wanted, segment_id: SegmentId, session: Writing, version: Versioned, audit: Audited, jobs: Jobs
) -> Segment:
    """Replace all of a segment; 412 if it was changed since `If-Match` was read.

    Where it has a champion, that forecasts its products anew.
    """
    row = find_row(session, SegmentRow, segment_id, "segment")
    hold(session, row)
    version.check(_to_schema(row))
    serving = _serving(session, row)
    if serving and wanted.given.name != row.name:
        raise ConflictError(
            f"{serving[0]} serves under the name '{row.name}'.",
            fix="Retire it first, or keep the name and change the description.",
        )
    _set(session, row, wanted)
    for model in serving:
        _forecast_anew(session, jobs, model, wanted.caller)
    audit.write(session, "segment.changed", f"segment {row.id}", _details(row))
    return version.show(_to_schema(row))


@router.delete("/{segment_id}")
def remove_segment(
    _caller: Unlimited, segment_id: SegmentId, session: Writing, version: Versioned, audit: Audited
) -> Removed:
    """Forget a segment that no champion serves; versions that were trained for it stay registered."""
    row = find_row(session, SegmentRow, segment_id, "segment")
    hold(session, row)
    version.check(_to_schema(row))
    serving = _serving(session, row)
    if serving:
        raise ConflictError(
            f"{serving[0]} has a champion that serves this segment.",
            fix="Retire that first: POST /api/models/{version}/retire.",
        )
    session.delete(row)
    audit.write(session, "segment.removed", f"segment {row.id}", {"name": row.name})
    return Removed(deleted=True, deactivated=False, message=f"Segment '{row.name}' is deleted.")


def _set(session: Session, row: SegmentRow, wanted: SegmentToBe) -> None:
    given = wanted.given
    try:
        with session.begin_nested():
            row.name, row.description = given.name, given.description
            row.rule = None if given.rule is None else given.rule.model_dump()
            session.add(row)
            session.flush()
    except IntegrityError:
        raise ConflictError(
            f"There is a segment '{given.name}' already.",
            fix="Choose another name, or change that one.",
            reason=Reason("code_taken", name=given.name),
        ) from None
    put_products(session.connection(), row.id, wanted.products)
    session.refresh(row)


def _details(row: SegmentRow) -> dict[str, object]:
    return {"name": row.name, "products": row.n_products}


def _serving(session: Session, row: SegmentRow) -> list[str]:
    """The models that serve a segment, such as `daily.segment=Slow`."""
    names = [f"{family}.segment={row.name}" for family in ("daily", "monthly")]
    wanted = select(ServingRow.model).where(ServingRow.model.in_(names), ServingRow.alias == CHAMPION)
    return list(session.scalars(wanted.order_by(ServingRow.model)))


def _forecast_anew(session: Session, jobs: JobRepository, model: str, caller: Caller) -> None:
    if not model.startswith("daily."):
        return
    options = JobOptions(exclusive=True)
    try:
        jobs.submit("forecast", model, {"scope": model}, caller.user_id, options=options, session=session)
    except JobUnderWayError:
        return  # the one that waits or runs will know the new products, or the next will


def _find_listed(connection: Connection, keys: Sequence[int | str]) -> list[int]:
    found: dict[int | str, int] = {}
    pairs: tuple[tuple[Any, Sequence[int | str]], ...] = (
        (ProductRow.id, [key for key in keys if isinstance(key, int)]),
        (ProductRow.sku, [key for key in keys if isinstance(key, str)]),
    )
    for column, wanted in pairs:
        for start in range(0, len(wanted), _TOGETHER):
            some = select(column, ProductRow.id).where(column.in_(wanted[start : start + _TOGETHER]))
            found.update({row[0]: row[1] for row in connection.execute(some)})
    missing = [key for key in keys if key not in found]
    if missing:
        raise OptionError(
            f"products: there is no product {missing[0]!r}.",
            fix="GET /api/products lists them.",
            reason=Reason("no_such_product", name=missing[0]),
        )
    return sorted(set(found.values()))


def _to_schema(row: SegmentRow) -> Segment:
    return Segment(
        id=row.id,
        name=row.name,
        segment=f"segment={row.name}",
        description=row.description,
        rule=None if row.rule is None else RuleGiven(**row.rule),
        n_products=row.n_products,
        filled_at=row.filled_at,
        created_at=row.created_at,
    )
