"""Pages by cursor: the next one begins after the last row seen, however many rows come and go meanwhile."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.storage.secret import derive_key

LONGEST = 1000
_TAG_BYTES = 12

Item = TypeVar("Item")
Column = InstrumentedAttribute[Any] | ColumnElement[Any]


class Page(BaseModel, Generic[Item]):
    """Some of the things asked for, and how to get more."""

    items: list[Item]
    next: str | None = Field(
        default=None, description="Give it as `cursor` for the next page; null after the last."
    )


class CountedPage(Page[Item], Generic[Item]):
    """Some of the things asked for, and how many there are."""

    total: int = Field(description="How many there are in all, on this page and others.")


@dataclass(frozen=True)
class SortKey:
    """A column that pages are ordered by.

    Attributes:
        column: What is compared; a page's rows are told apart by all keys together.
        descending: Whether the largest comes first.
        nullable: Whether it may be empty; empty ones come last.
    """

    column: Column
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Paging:
    """Which page was asked for.

    Attributes:
        limit: Rows, at most.
        cursor: From the page before.
        bound_to: What a cursor belongs to: the address and its filters.
        key: Signs cursors.
    """

    limit: int
    cursor: str | None
    bound_to: str
    key: bytes


def paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=LONGEST, description="Rows a page.")] = 100,
    cursor: Annotated[
        str | None, Query(max_length=2000, description="`next` of the page before, with the same filters.")
    ] = None,
) -> Paging:
    """What a request says about pages."""
    container: Container = request.app.state.container
    filters = sorted((k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "cursor"))
    return Paging(limit, cursor, f"{request.url.path}?{filters}", derive_key(container.secret, "cursor"))


Paged = Annotated[Paging, Depends(paging)]
"""A route's parameter: which page is wanted."""


def parse_sort(sort: str, known: Mapping[str, SortKey], last: Column) -> list[SortKey]:
    """The keys that a `sort` such as `-price` asks for, ended by one that tells all rows apart.

    Args:
        sort: A name, with a minus for the largest first.
        known: What may be sorted by.
        last: A unique column, such as the id.

    Raises:
        OptionError: It can't be sorted by that.
    """
    name = sort.removeprefix("-")
    if name not in known:
        raise OptionError(
            f"It can't be sorted by '{name[:50]}'.",
            fix=f"Sort by {', '.join(known)}; a minus turns it round.",
            reason=Reason("unknown_sorting", name=name[:50]),
        )
    found, turned = known[name], sort.startswith("-")
    return [SortKey(found.column, turned, found.nullable), SortKey(last, turned)]


def count_rows(session: Session, statement: Select[Any]) -> int:
    """How many rows match, on all pages together.

    Args:
        session: Reads them.
        statement: All rows that match the filters.
    """
    within = statement.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(within)) or 0


def read_page(
    session: Session, statement: Select[Any], order: Sequence[SortKey], paging: Paging
) -> tuple[list[Any], str | None]:
    """The rows of a page and the cursor of the next.

    Args:
        session: Reads them.
        statement: All rows that match the filters. Of entities or of columns.
        order: Keys that tell all rows apart together.
        paging: Which page.

    Raises:
        OptionError: The cursor isn't ours, or belongs to other filters.
    """
    columns = [key.column.label(f"cursor_{place}") for place, key in enumerate(order)]
    if paging.cursor is not None:
        after = _open(paging)
        if len(after) != len(order):
            raise _foreign()
        statement = statement.where(_beyond(order, after))
    for key in order:
        if key.nullable:
            statement = statement.order_by(key.column.is_(None))
        statement = statement.order_by(key.column.desc() if key.descending else key.column.asc())
    rows = session.execute(statement.add_columns(*columns).limit(paging.limit + 1)).all()
    more = len(rows) > paging.limit
    rows = rows[: paging.limit]
    width = len(order)
    cut = [row[:-width] for row in rows]
    single = bool(cut) and len(cut[0]) == 1
    return (
        [row[0] for row in cut] if single else list(cut),
        _seal(list(rows[-1][-width:]), paging) if more else None,
    )


def _beyond(order: Sequence[SortKey], after: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come later than one with these values, key by key."""
    choices: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(order, after, strict=True):
        if value is None:
            later: ColumnElement[bool] = false()
            equal = key.column.is_(None)
        else:
            later = key.column < value if key.descending else key.column > value
            equal = key.column == value
            if key.nullable:
                later = or_(later, key.column.is_(None))
        choices.append(and_(*same, later))
        same.append(equal)
    return or_(*choices)


def _seal(values: list[Any], paging: Paging) -> str:
    body = orjson.dumps([_to_plain(value) for value in values])
    return base64.urlsafe_b64encode(_tag(body, paging) + body).decode().rstrip("=")


def _open(paging: Paging) -> list[Any]:
    text = paging.cursor or ""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise _foreign() from None
    tag, body = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(body, paging)):
        raise _foreign()
    return [_read(item) for item in orjson.loads(body)]


def _tag(body: bytes, paging: Paging) -> bytes:
    signed = paging.bound_to.encode() + b"\n" + body
    return hmac.new(paging.key, signed, hashlib.sha256).digest()[:_TAG_BYTES]


def _to_plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case Decimal():
            return {"n": str(value)}
    raise TypeError(f"{type(value).__name__} can't be in a cursor")


def _read(value: Any) -> Any:
    match value:
        case {"t": str(text)}:
            return datetime.fromisoformat(text)
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case {"n": str(text)}:
            return Decimal(text)
    return value


def _foreign() -> OptionError:
    return OptionError(
        "This cursor isn't one of ours, or belongs to other filters.",
        fix="Begin without a cursor, and keep filters and sorting the same from page to page.",
        reason=Reason("wrong_cursor"),
    )
