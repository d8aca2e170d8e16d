"""`/comments`: what people say about products, orders and transfers."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, status
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.comments.schemas import Comment, CommentFilter, CommentGiven
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.orders.to_schema import make_not_found as unknown_order
from foresale.service.api.overrides.to_schema import person_of
from foresale.service.api.transfers.to_schema import show_transfer, visible
from foresale.storage.database.event_log.changes import Change, log_comment
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.collaboration import CommentRow
from foresale.storage.database.tables.people import UserRow
from foresale.storage.database.tables.supply import PurchaseOrderRow
from foresale.storage.database.tables.transfers import TransferRow

router = APIRouter(prefix="/comments", tags=["comments"])
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK)]
Writer = Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK, Permission.COMMENT)]
CommentId = Annotated[RowId, Path(description="The comment's number.")]
_ROW = CommentRow


@router.get("")
def list_comments(
    session: Reading, caller: Reader, page: Paged, which: Annotated[CommentFilter, Query()]
) -> Page[Comment]:
    """What was said, newest first: about stores that the caller may see, and about all of them.

    With a store: what was said about it, and about the product everywhere.
    """
    wanted = _comments(caller)
    if which.product_key is not None:
        wanted = wanted.where(_ROW.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        store_id = store_coded(session, caller, which.store_key).id
        wanted = wanted.where(sa.or_(_ROW.store_id == store_id, _ROW.store_id.is_(None)))
    if which.order_id is not None:
        wanted = wanted.where(_ROW.order_id == which.order_id)
    if which.transfer_id is not None:
        wanted = wanted.where(_ROW.transfer_id == which.transfer_id)
    rows, after = read_page(session, wanted, [SortKey(_ROW.id, descending=True)], page)
    return Page(items=[_show(row) for row in rows], next=after)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_comment(session: Writing, caller: Writer, given: CommentGiven, audit: Audited) -> Comment:
    """Say something that everybody reads who may see the product, the store, the order or the transfer."""
    row = _ROW(**given.model_dump(), user_id=caller.user_id)
    if given.order_id is not None:
        row.store_id = _store_of_order(session, caller, given.order_id)
    elif given.transfer_id is not None:
        show_transfer(session, caller, given.transfer_id)
    else:
        check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
        if caller.store_ids is not None and given.store_id is None:
            raise ForbiddenError(
                "You are limited to some stores.",
                fix="Name one of them as store_id.",
                reason=Reason("name_a_store"),
            )
    session.add(row)
    session.flush()
    audit.write(session, "comment.added", f"comment {row.id}")
    _log(session, "added", row)
    return _show(session.execute(_comments(caller).where(_ROW.id == row.id)).one())


@router.delete("/{comment_id}")
def remove_comment(session: Writing, caller: Writer, comment_id: CommentId, audit: Audited) -> Removed:
    """Take back what one said; an admin may take away anybody's."""
    found = session.execute(_comments(caller).where(_ROW.id == comment_id)).one_or_none()
    if found is None:
        raise NotFoundError(
            f"There is no comment {comment_id}.",
            fix="GET /api/comments lists them.",
            reason=Reason("no_such_comment", name=comment_id),
        )
    row = found[0]
    if row.user_id != caller.user_id and not caller.may(Permission.MANAGE_USERS):
        raise ForbiddenError(
            "Somebody else said that.",
            fix="Ask them, or an admin, to take it away.",
            reason=Reason("somebody_elses"),
        )
    session.delete(row)
    audit.write(session, "comment.removed", f"comment {comment_id}", {"user_id": row.user_id})
    _log(session, "removed", row)
    return Removed(deleted=True, deactivated=False, message=f"Comment {comment_id} is deleted.")


def _comments(caller: Caller) -> sa.Select[Any]:
    """Comments that a caller may see; those on orders to no store are for who sees all."""
    wanted = (
        sa.select(_ROW)
        .add_columns(ProductRow.sku, StoreRow.code, UserRow.id, UserRow.name)
        .outerjoin(ProductRow, ProductRow.id == _ROW.product_id)
        .outerjoin(StoreRow, StoreRow.id == _ROW.store_id)
        .outerjoin(UserRow, UserRow.id == _ROW.user_id)
    )
    if caller.store_ids is None:
        return wanted
    everywhere = sa.and_(_ROW.store_id.is_(None), _ROW.order_id.is_(None), _ROW.transfer_id.is_(None))
    transfers = _ROW.transfer_id.in_(sa.select(TransferRow.id).where(visible(caller)))
    return wanted.where(sa.or_(everywhere, _ROW.store_id.in_(caller.store_ids), transfers))


def _show(found: Any) -> Comment:
    row, sku, code, user_id, name = found
    return Comment(
        id=row.id, product_id=row.product_id, product=sku, store_id=row.store_id, store=code,
        order_id=row.order_id, transfer_id=row.transfer_id, text=row.text, by=person_of(user_id, name),
        created_at=row.created_at,
    )  # fmt: skip


def _store_of_order(session: Session, caller: Caller, order_id: int) -> int | None:
    row = session.get(PurchaseOrderRow, order_id)
    if row is None or (caller.store_ids is not None and row.store_id not in caller.store_ids):
        raise unknown_order(order_id)
    return row.store_id


def _log(session: Session, change: Change, row: CommentRow) -> None:
    told = {name: getattr(row, name) for name in ("id", "product_id", "store_id", "order_id", "transfer_id")}
    transfer = None if row.transfer_id is None else session.get_one(TransferRow, row.transfer_id)
    stores = [row.store_id] if transfer is None else [transfer.from_store_id, transfer.to_store_id]
    log_comment(session.connection(), change, told, stores)
