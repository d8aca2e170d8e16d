"""Codes that are unique: a product's sku, a store's code, a supplier's code."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError


def refuse_taken(
    session: Session,
    column: InstrumentedAttribute[str],
    code: str,
    own_id: int | None = None,
    *,
    is_seen: Callable[[int], bool] = lambda _: True,
) -> None:
    """Refuse a code that another row has.

    Args:
        session: An open transaction.
        column: Where such codes are kept.
        code: The one that is wanted.
        own_id: The row that may have it.
        is_seen: Whether the caller may know of a row, by its id.

    Raises:
        ConflictError: Another row has it.
    """
    table = column.class_
    other = session.scalar(select(table.id).where(column == code))
    if other is None or other == own_id:
        return
    noun = str(table.__tablename__).removesuffix("s")
    seen = f": {noun} {other} has it" if is_seen(other) else ""
    raise ConflictError(
        f"The {column.key} '{code}' is taken{seen}.",
        fix=f"Give another {column.key}, or change that {noun}.",
        reason=Reason("code_taken", name=code),
    )
