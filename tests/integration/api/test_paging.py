"""Pages in any order end where they should, on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.service.api.kit.pagination import Paging, SortKey, parse_sort, read_page
from foresale.storage.database.tables.catalog import EventRow, ProductRow

PRICES = ["3.5", None, "1.25", "3.5", None, "0.0001", "2", None, "3.5"]
KNOWN = {"price": SortKey(ProductRow.price, nullable=True), "name": SortKey(ProductRow.name)}


def pages(session: Session, statement: Any, order: list[SortKey], limit: int) -> list[Any]:
    """All rows, page by page."""
    seen: list[Any] = []
    cursor: str | None = None
    while True:
        rows, cursor = read_page(session, statement, order, Paging(limit, cursor, "/here", b"key"))
        assert len(rows) <= limit
        seen += rows
        if cursor is None:
            return seen


@pytest.mark.every_database
def test_every_row_comes_once_and_empty_values_come_last(api: Any) -> None:
    with Session(api.container.engine) as session, session.begin():
        session.add_all(
            ProductRow(
                sku=f"P{number}", name="ab"[number % 2], price=None if price is None else Decimal(price)
            )
            for number, price in enumerate(PRICES)
        )
    for sort in ("price", "-price", "name", "-name"):
        with Session(api.container.engine) as session:
            order = parse_sort(sort, KNOWN, ProductRow.id)
            whole = pages(session, select(ProductRow), order, 100)
            assert {row.sku for row in whole} == {f"P{number}" for number in range(len(PRICES))}
            for limit in (1, 2, 4):
                assert pages(session, select(ProductRow), order, limit) == whole
            turned = sort.startswith("-")
            if sort.endswith("price"):
                found = [row.price for row in whole if row.price is not None]
                assert found == sorted(found, reverse=turned)
                assert [row.price for row in whole[len(found) :]] == [None, None, None]
            else:
                assert [row.name for row in whole] == sorted((row.name for row in whole), reverse=turned)


@pytest.mark.every_database
def test_days_and_moments_keep_their_place(api: Any) -> None:
    moment = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
    with Session(api.container.engine) as session, session.begin():
        session.add_all(
            EventRow(
                name=f"E{n}", starts_on=date(2026, 1, 1 + n % 2), ends_on=date(2026, 2, 1), created_at=moment
            )
            for n in range(5)
        )
    with Session(api.container.engine) as session:
        order = [
            SortKey(EventRow.starts_on, descending=True),
            SortKey(EventRow.created_at),
            SortKey(EventRow.id),
        ]
        names = pages(session, select(EventRow.name), order, 2)
    assert names == ["E1", "E3", "E0", "E2", "E4"]


def test_what_cannot_be_sorted_by_is_told_with_what_can() -> None:
    with pytest.raises(OptionError) as refused:
        parse_sort("colour", KNOWN, ProductRow.id)
    assert "price, name" in refused.value.fix
