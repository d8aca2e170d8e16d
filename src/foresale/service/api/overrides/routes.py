"""`/overrides`: the ledger of people's changes of forecasts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.overrides.making import check_allowed, nudges_for, spread_given, standing_of
from foresale.service.api.overrides.schemas import (
    CellChange,
    CellFilter,
    Override,
    OverrideAnswer,
    OverrideFilter,
    OverrideGiven,
    OverridePreview,
)
from foresale.service.api.overrides.to_schema import entries, person_of, round_units, show_entries, visible
from foresale.service.api.overrides.value import router as value_router
from foresale.storage.database.event_log.changes import log_override
from foresale.storage.database.overrides.ledger import keep_cells
from foresale.storage.database.overrides.standing import CHANGE_KINDS, has_entry
from foresale.storage.database.tables.overrides import OverrideCellRow, OverrideRow
from foresale.storage.database.tables.people import UserRow

router = APIRouter(prefix="/overrides", tags=["overrides"])
router.include_router(value_router)
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS)]
Editor = Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.EDIT_FORECASTS)]
OverrideId = Annotated[RowId, Path(description="The entry's number.")]


@router.get("")
def list_overrides(
    session: Reading,
    caller: Reader,
    container: Services,
    page: Paged,
    which: Annotated[OverrideFilter, Query()],
) -> Page[Override]:
    """The ledger, newest first: changes, undoings and approvals, about stores that the caller may see."""
    row, standing = OverrideRow, standing_of(container)
    wanted = entries(standing).where(visible(caller))
    if which.product_key is not None:
        wanted = wanted.where(row.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(row.store_id == store_coded(session, caller, which.store_key).id)
    if which.category is not None:
        wanted = wanted.where(row.category == which.category)
    if which.kind is not None:
        wanted = wanted.where(row.kind == which.kind)
    if which.mine:
        wanted = wanted.where(row.user_id == caller.user_id)
    if which.first is not None:
        wanted = wanted.where(row.last_day >= which.first)
    if which.last is not None:
        wanted = wanted.where(row.first_day <= which.last)
    if which.active is not None:
        is_active = standing.condition() & (row.last_day >= standing.today)
        wanted = wanted.where(is_active if which.active else ~is_active)
    rows, after = read_page(session, wanted, [SortKey(row.id, descending=True)], page)
    return Page(items=show_entries(session, caller, rows, standing), next=after)


@router.get("/cells")
def list_override_cells(
    session: Reading, caller: Reader, page: Paged, which: Annotated[CellFilter, Query()]
) -> Page[CellChange]:
    """What each change made of each day of a product in a store: the history of a cell, newest first."""
    cell, row = OverrideCellRow, OverrideRow
    wanted: Select[Any] = (
        select(cell)
        .add_columns(row, UserRow.id, UserRow.name, has_entry("undo"))
        .join(row, row.id == cell.override_id)
        .outerjoin(UserRow, UserRow.id == row.user_id)
    )
    if which.product_key is not None:
        wanted = wanted.where(cell.product_id == product_coded(session, which.product_key).id)
    if caller.store_ids is not None:
        wanted = wanted.where(cell.store_id.in_(caller.store_ids))
    if which.store_key is not None:
        wanted = wanted.where(cell.store_id == store_coded(session, caller, which.store_key).id)
    if which.first is not None:
        wanted = wanted.where(cell.target_date >= which.first)
    if which.last is not None:
        wanted = wanted.where(cell.target_date <= which.last)
    order = [
        SortKey(cell.override_id, descending=True), SortKey(cell.product_id), SortKey(cell.store_id),
        SortKey(cell.target_date),
    ]  # fmt: skip
    rows, after = read_page(session, wanted, order, page)
    items = [
        CellChange(
            override_id=entry.id, product_id=one.product_id, store_id=one.store_id, date=one.target_date,
            kind=entry.kind, amount=entry.amount, forecast=round_units(one.champion) or 0.0,
            before=round_units(one.before) or 0.0, after=round_units(one.after) or 0.0,
            reason=entry.reason, comment=entry.comment, by=person_of(user_id, name),
            created_at=entry.created_at, is_undone=bool(is_undone),
        )
        for one, entry, user_id, name, is_undone in rows
    ]  # fmt: skip
    return Page(items=items, next=after)


@router.get("/{override_id}")
def read_override(session: Reading, caller: Reader, container: Services, override_id: OverrideId) -> Override:
    """One entry of the ledger."""
    return _show_entry(session, caller, container, override_id)


@router.post("/preview")
def preview_override(
    session: Reading, caller: Editor, container: Services, given: OverrideGiven
) -> OverridePreview:
    """What a change would do, and what speaks against it; nothing is kept."""
    check_allowed(session, caller, given)
    connection = session.connection()
    spread = spread_given(connection, container, given)
    return OverridePreview(
        before=round_units(spread.before) or 0.0,
        after=round_units(spread.after) or 0.0,
        series=spread.n_series,
        cells=spread.cells.height,
        run=spread.run_id,
        model_version=spread.model_version,
        nudges=nudges_for(connection, container, spread, caller.user_id),
    )


@router.post("", status_code=status.HTTP_201_CREATED)
def add_override(
    session: Writing, caller: Editor, container: Services, given: OverrideGiven, audit: Audited
) -> OverrideAnswer:
    """Change a forecast; the forecast itself stays, and its ranges move with the change.

    It is spread over days and series by the forecast's own proportions. Later forecasts are changed in the
    same way until its days are over, it expires or it is undone.
    """
    check_allowed(session, caller, given)
    connection = session.connection()
    spread = spread_given(connection, container, given)
    nudges = nudges_for(connection, container, spread, caller.user_id)
    row = OverrideRow(
        **given.model_dump(), user_id=caller.user_id, run_id=spread.run_id,
        model_version=spread.model_version, levels=spread.levels, before=spread.before, after=spread.after,
        n_series=spread.n_series, n_cells=spread.cells.height,
    )  # fmt: skip
    session.add(row)
    session.flush()
    keep_cells(connection, row.id, spread)
    details = {"kind": row.kind, "before": round_units(row.before), "after": round_units(row.after)}
    audit.write(session, "override.added", f"override {row.id}", details)
    shown = _show_entry(session, caller, container, row.id)
    log_override(connection, shown.model_dump(exclude={"by"}))
    return OverrideAnswer(**shown.model_dump(), nudges=nudges)


@router.post("/{override_id}/undo", status_code=status.HTTP_201_CREATED)
def undo_override(
    session: Writing, caller: Editor, container: Services, override_id: OverrideId, audit: Audited
) -> Override:
    """Take a change back: an entry of its own, so that what was done stays readable."""
    row = _own_change(session, caller, override_id)
    if _has(session, override_id, "undo"):
        raise ConflictError(
            f"Change {override_id} was undone already.",
            fix="Add a new one to bring it back.",
            reason=Reason("undone_already"),
        )
    return _add_entry(session, caller, container, row, "undo", audit)


@router.post("/{override_id}/approve", status_code=status.HTTP_201_CREATED)
def approve_override(
    session: Writing, caller: Editor, container: Services, override_id: OverrideId, audit: Audited
) -> Override:
    """Say yes to somebody else's change; one's own, only an admin."""
    row = _own_change(session, caller, override_id)
    if row.user_id == caller.user_id and not caller.may(Permission.MANAGE_USERS):
        raise ForbiddenError(
            "It is your own change.", fix="Ask somebody else to approve it.", reason=Reason("own_change")
        )
    for kind, word in (("undo", "undone"), ("approve", "approved")):
        if _has(session, override_id, kind):
            raise ConflictError(
                f"Change {override_id} was {word} already.",
                fix="Read the ledger again.",
                reason=Reason("decided_already"),
            )
    return _add_entry(session, caller, container, row, "approve", audit)


def _add_entry(
    session: Session, caller: Caller, container: Services, row: OverrideRow, kind: str, audit: Audited
) -> Override:
    names = (
        "product_id",
        "store_id",
        "category",
        "first_day",
        "last_day",
        "reason",
        "run_id",
        "model_version",
    )
    entry = OverrideRow(
        kind=kind, about_id=row.id, user_id=caller.user_id, n_series=row.n_series, n_cells=row.n_cells,
        **{name: getattr(row, name) for name in names},
    )  # fmt: skip
    session.add(entry)
    session.flush()
    audit.write(session, f"override.{kind}", f"override {row.id}")
    shown = _show_entry(session, caller, container, entry.id)
    log_override(session.connection(), shown.model_dump(exclude={"by"}))
    return _show_entry(session, caller, container, row.id)


def _own_change(session: Session, caller: Caller, override_id: int) -> OverrideRow:
    """A change that the caller may undo or approve, held so that only one does.

    Raises:
        NotFoundError: There is none that it sees.
        ForbiddenError: It is of all stores, and the caller sees only some.
        ConflictError: It is no change.
    """
    row = session.scalar(select(OverrideRow).where(OverrideRow.id == override_id).with_for_update())
    if row is None or not caller.sees(row.store_id):
        raise _make_not_found(override_id)
    if caller.store_ids is not None and row.store_id is None:
        raise ForbiddenError(
            "That change is of all stores, and you are limited to some.",
            fix="Ask somebody who sees all stores.",
            reason=Reason("all_stores_only"),
        )
    if row.kind not in CHANGE_KINDS:
        raise ConflictError(f"Entry {override_id} is no change.", fix=f"Name the change: {row.about_id}.")
    return row


def _has(session: Session, override_id: int, kind: str) -> bool:
    found = select(OverrideRow.id).where(OverrideRow.about_id == override_id, OverrideRow.kind == kind)
    return session.scalar(found.limit(1)) is not None


def _show_entry(session: Session, caller: Caller, container: Services, override_id: int) -> Override:
    standing = standing_of(container)
    found = session.execute(entries(standing).where(OverrideRow.id == override_id, visible(caller))).all()
    if not found:
        raise _make_not_found(override_id)
    return show_entries(session, caller, found, standing)[0]


def _make_not_found(override_id: int) -> NotFoundError:
    return NotFoundError(
        f"There is no change {override_id}.",
        fix="GET /api/overrides lists them.",
        reason=Reason("no_such_change", name=override_id),
    )
