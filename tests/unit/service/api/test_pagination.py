"""Pages by cursor over a table in memory: every row once, whatever comes and goes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from foresale.errors import OptionError
from foresale.service.api.kit.pagination import Paging, SortKey, parse_sort, read_page

THINGS = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("price", sa.Float),
)


def asked(limit: int = 3, cursor: str | None = None, bound_to: str = "/things?[]") -> Paging:
    return Paging(limit, cursor, bound_to, b"key")


@contextmanager
def session_of(prices: list[float | None]) -> Iterator[Session]:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    THINGS.create(engine)
    with Session(engine) as session:
        for number, price in enumerate(prices, start=1):
            session.execute(sa.insert(THINGS).values(id=number, price=price))
        yield session
    engine.dispose()


def pages(session: Session, sort: str, limit: int) -> Iterator[list[Any]]:
    order = parse_sort(sort, {"price": SortKey(THINGS.c.price, nullable=True)}, THINGS.c.id)
    cursor: str | None = None
    while True:
        rows, cursor = read_page(session, sa.select(THINGS.c.id), order, asked(limit, cursor))
        yield rows
        if cursor is None:
            return


@given(
    prices=st.lists(st.none() | st.sampled_from((0.0, 1.0, 2.5)), max_size=12),
    limit=st.integers(1, 5),
    sort=st.sampled_from(("price", "-price")),
)
def test_every_row_comes_once_in_order_with_the_empty_ones_last(
    prices: list[float | None], limit: int, sort: str
) -> None:
    with session_of(prices) as session:
        found = [row for page in pages(session, sort, limit) for row in page]
    turn = -1 if sort.startswith("-") else 1
    rows = [(price is None, turn * (price or 0.0), turn * number) for number, price in enumerate(prices, 1)]
    assert found == [turn * number for _, _, number in sorted(rows)]


def test_rows_that_come_and_go_between_pages_are_neither_skipped_nor_shown_twice() -> None:
    with session_of([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) as session:
        found = pages(session, "price", 2)
        assert next(found) == [1, 2]
        session.execute(sa.delete(THINGS).where(THINGS.c.id.in_((1, 3))))
        session.execute(sa.insert(THINGS).values(id=7, price=0.5))
        assert [*found] == [[4, 5], [6]]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "A" * 100])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    order = [SortKey(THINGS.c.id)]
    with session_of([1.0]) as session, pytest.raises(OptionError, match="cursor"):
        read_page(session, sa.select(THINGS.c.id), order, asked(cursor=cursor))


def test_a_cursor_belongs_to_its_filters_and_sorting() -> None:
    order = [SortKey(THINGS.c.id)]
    with session_of([1.0, 2.0]) as session:
        _, cursor = read_page(session, sa.select(THINGS.c.id), order, asked(1))
        with pytest.raises(OptionError, match="cursor"):
            read_page(session, sa.select(THINGS.c.id), order, asked(1, cursor, "/things?[('a', 'b')]"))
        with pytest.raises(OptionError, match="cursor"):
            read_page(session, sa.select(THINGS.c.id), [*order, *order], asked(1, cursor))


def test_sorting_by_something_else_names_what_there_is() -> None:
    with pytest.raises(OptionError, match="colour") as told:
        parse_sort("-colour", {"price": SortKey(THINGS.c.price)}, THINGS.c.id)
    assert "price" in told.value.fix
