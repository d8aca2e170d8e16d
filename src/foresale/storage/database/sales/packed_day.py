"""What a store sold a day by product as one value of a row: columns of numbers, as narrow as is exact.

A version, how each column is written and how many products there are; then the columns, little-endian, and a
checksum of it all. Numbers come back as the very same floats: a column that no whole numbers of ones,
hundredths or ten-thousandths hold exactly is kept as floats.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Ints

VERSION = 1
_HEAD = struct.Struct("<BBBBBI")
"""Version; how ids, units, revenue and promotions are written; how many products."""
_CHECK = struct.Struct("<I")
_IDS = ("<u2", "<u4", "<i8")
_NONE, _FLOAT = 0, 1
_WHOLE = tuple((scale, kind) for kind in ("i1", "<i2", "<i4") for scale in (1, 100, 10_000))
"""Ways to write numbers as whole ones, the narrowest first; their codes follow `_FLOAT`."""


@dataclass(frozen=True)
class ProductSums:
    """What products sold, one value a product.

    Attributes:
        product_id: Ids, ascending.
        units: Units sold.
        revenue: In the currency's units; NaN where no line has one.
        promotion: Whether any line was on one, 0 or 1.
    """

    product_id: Ints
    units: Array
    revenue: Array
    promotion: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.product_id)


def pack_day(sums: ProductSums) -> bytes:
    """Write down the sums of a day.

    Examples:
        >>> day = ProductSums(
        ...     np.array([3, 7]),
        ...     np.array([2.0, 0.1 + 0.2]),
        ...     np.array([4.5, np.nan]),
        ...     np.array([0, 1], np.uint8),
        ... )
        >>> back = unpack_day(pack_day(day))
        >>> back.product_id.tolist(), back.units.tolist(), back.revenue.tolist(), back.promotion.tolist()
        ([3, 7], [2.0, 0.30000000000000004], [4.5, nan], [0, 1])
    """
    ids = sums.product_id
    highest = int(ids[-1]) if len(ids) else 0
    id_code = next(code for code, kind in enumerate(_IDS) if highest <= np.iinfo(kind).max)
    units_code, units = _write_numbers(sums.units)
    revenue_code, revenue = _write_numbers(sums.revenue)
    on_promotion = bool(sums.promotion.any())
    promotion = np.packbits(sums.promotion).tobytes() if on_promotion else b""
    head = _HEAD.pack(VERSION, id_code, units_code, revenue_code, on_promotion, len(ids))
    body = head + ids.astype(_IDS[id_code]).tobytes() + units + revenue + promotion
    return body + _CHECK.pack(zlib.crc32(body))


def unpack_day(packed: bytes) -> ProductSums | None:
    """Read what `pack_day` wrote; None where it is damaged, or of another version.

    Args:
        packed: The value.
    """
    end = len(packed) - _CHECK.size
    if end < _HEAD.size or packed[0] != VERSION:
        return None
    body = memoryview(packed)[:end]
    if _CHECK.unpack_from(packed, end)[0] != zlib.crc32(body):
        return None
    _, id_code, units_code, revenue_code, on_promotion, count = _HEAD.unpack_from(packed)
    at = _HEAD.size
    ids = np.frombuffer(body, _IDS[id_code], count, at)
    at += ids.nbytes
    units, at = _read_numbers(body, units_code, count, at)
    revenue, at = _read_numbers(body, revenue_code, count, at)
    if on_promotion:
        promotion = np.unpackbits(np.frombuffer(body, np.uint8, -(-count // 8), at), count=count)
    else:
        promotion = np.zeros(count, dtype=np.uint8)
    return ProductSums(ids.astype(np.int64), units, revenue, promotion)


def _write_numbers(values: Array) -> tuple[int, bytes]:
    """How a column is written, and its bytes."""
    if np.isnan(values).all():
        return _NONE, b""
    for code, (scale, kind) in enumerate(_WHOLE, start=_FLOAT + 1):
        whole = np.rint(values * scale)
        if (np.abs(whole) <= np.iinfo(kind).max).all() and (whole / scale == values).all():
            return code, whole.astype(kind).tobytes()
    return _FLOAT, values.astype("<f8").tobytes()


def _read_numbers(body: memoryview, code: int, count: int, at: int) -> tuple[Array, int]:
    """A column, and where the next one begins."""
    if code == _NONE:
        return np.full(count, np.nan), at
    if code == _FLOAT:
        return np.frombuffer(body, "<f8", count, at).astype(np.float64), at + 8 * count
    scale, kind = _WHOLE[code - _FLOAT - 1]
    whole = np.frombuffer(body, kind, count, at)
    values = whole.astype(np.float64)
    return (values if scale == 1 else values / scale), at + whole.nbytes
