"""What a store sold a day by product comes back to the last bit, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.storage.database.sales.packed_day import ProductSums, pack_day, unpack_day

AMOUNTS = st.one_of(
    st.floats(-1e15, 1e15, allow_nan=False).map(lambda value: value + 0.0),
    st.integers(-200, 200).map(float),
    st.integers(-(10**9), 10**9).map(lambda cents: cents / 100),
    st.integers(-(10**9), 10**9).map(lambda exact: exact / 10_000),
)
LINES = st.lists(st.tuples(AMOUNTS, st.none() | AMOUNTS, st.booleans()), max_size=20)


def day_of(lines: list[tuple[float, float | None, bool]], first: int = 1) -> ProductSums:
    """A day of products with ids from a first one on, a few apart."""
    units, revenue, promotion = zip(*lines, strict=True) if lines else ((), (), ())
    return ProductSums(
        first + 3 * np.arange(len(lines), dtype=np.int64),
        np.array(units, dtype=np.float64),
        np.array(revenue, dtype=np.float64),
        np.array(promotion, dtype=np.uint8),
    )


def columns(day: ProductSums) -> list[bytes]:
    return [values.tobytes() for values in (day.product_id, day.units, day.revenue, day.promotion)]


@settings(max_examples=100, deadline=None)
@given(lines=LINES, first=st.sampled_from((1, 65_530, 2**31, 2**40)), scale=st.sampled_from((None, 1, 100)))
def test_a_day_comes_back_to_the_last_bit(lines, first, scale):
    if scale is not None:  # whole columns that are narrow
        lines = [(round(units) % 40_000 / scale, None, False) for units, _, _ in lines]
    day = day_of(lines, first)
    back = unpack_day(pack_day(day))
    assert back is not None
    assert columns(back) == columns(day)


def test_usual_days_take_a_few_bytes_a_product():
    rng = np.random.default_rng(1)
    units = rng.poisson(3.0, 1000).astype(np.float64)
    day = ProductSums(np.arange(1, 1001), units, np.round(units * 1.99, 2), (units > 4).astype(np.uint8))
    assert len(pack_day(day)) < 6 * 1000


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_turned_bit_is_noticed(place, bit):
    packed = bytearray(pack_day(day_of([(1.0, 2.5, True), (0.1 + 0.2, None, False), (3.0, 7.25, False)])))
    packed[place % len(packed)] ^= 1 << bit
    assert unpack_day(bytes(packed)) is None


@pytest.mark.parametrize("missing", range(1, 12))
def test_what_is_cut_off_is_noticed(missing):
    packed = pack_day(day_of([(1.0, 2.5, True)]))
    assert unpack_day(packed[:-missing]) is None
    assert unpack_day(packed[missing:]) is None
    assert unpack_day(b"") is None
