"""The lines of sales that the system of record takes: their columns, and what makes one unusable."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.errors import BadRowsError, ColumnsError
from foresale.sale_fields import (
    CONTROL_CHARACTERS,
    FIRST_DAY,
    LAST_DAY,
    MAX_LETTERS,
    MAX_MONEY,
    MAX_QUANTITY,
    MONEY_DECIMALS,
)

MONEY = pl.Decimal(18, MONEY_DECIMALS)
REQUIRED = ("transaction_id", "product", "store", "sold_at", "quantity")
COLUMNS: dict[str, pl.DataType] = {
    "transaction_id": pl.String(),
    "product": pl.String(),
    "store": pl.String(),
    "sold_at": pl.Datetime("us", "UTC"),
    "quantity": pl.Float64(),
    "unit_price": MONEY,
    "revenue": MONEY,
    "customer_group": pl.String(),
    "promotion": pl.String(),
}
"""What a line says. `sold_at` may also be a time without a zone, or a day: the store's own then."""

ABOUT_PRODUCTS: dict[str, pl.DataType] = {"product_name": pl.String(), "category": pl.String()}
"""What a line may say of a product that isn't known yet."""

_BEYOND_MONEY = 10 * MAX_MONEY


@dataclass(frozen=True)
class _Fault:
    column: str
    reason: str
    found: pl.Expr


def build_sale_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a frame every column of a line, in order and with its type; what is left out is empty.

    Money becomes exact to four decimals. Revenue that isn't told is quantity times unit price.

    Args:
        frame: Columns of COLUMNS and ABOUT_PRODUCTS; REQUIRED ones must be there.

    Raises:
        ColumnsError: One that is required is missing, or a column's values can't be what it is for.
    """
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        raise ColumnsError(
            f"The sales have no column '{missing[0]}'.", fix=f"Sales need {', '.join(REQUIRED)}."
        )
    when = frame.schema["sold_at"]
    wanted = {**COLUMNS, **ABOUT_PRODUCTS}
    if isinstance(when, pl.Datetime):
        wanted["sold_at"] = pl.Datetime("us", "UTC" if when.time_zone else None)
    elif when == pl.Date:
        wanted["sold_at"] = pl.Date()
    else:
        raise ColumnsError("'sold_at' holds no times or days.", fix="Read it as a date or a time first.")
    columns = []
    for name, kind in wanted.items():
        if name not in frame.columns:
            columns.append(pl.lit(None, dtype=kind).alias(name))
        elif kind == pl.String:
            columns.append(pl.col(name).cast(pl.String).str.strip_chars().replace("", None))
        elif isinstance(when, pl.Datetime) and when.time_zone and name == "sold_at":
            columns.append(pl.col(name).dt.convert_time_zone("UTC").cast(kind))
        else:
            columns.append(_limit_size(name, frame.schema[name], kind))
    try:
        lines = frame.select(columns)
    except pl.exceptions.PolarsError as error:
        raise ColumnsError(
            f"The sales' columns can't be read: {str(error).splitlines()[0]}.",
            fix="Give quantities and money as numbers.",
        ) from None
    counted = (pl.col("quantity") * pl.col("unit_price").cast(pl.Float64)).round(4)
    return lines.with_columns(pl.col("revenue").fill_null(_clip_amount(counted)))


def faults(lines: pl.DataFrame) -> pl.DataFrame:
    """Find the lines that can't be kept, each with its first fault.

    Args:
        lines: As `build_sale_lines` gives them.

    Returns:
        `row` (counted from 0), `column`, `value` (as text) and `reason`.
    """
    checks = [
        *(_Fault(name, "is empty", pl.col(name).is_null()) for name in REQUIRED),
        _Fault("quantity", "isn't a number", ~pl.col("quantity").is_finite()),
        _Fault("quantity", "is more than a sale can have", pl.col("quantity").abs() > MAX_QUANTITY),
        _Fault(
            "sold_at",
            "isn't a date of our time",
            ~pl.col("sold_at").dt.date().is_between(FIRST_DAY, LAST_DAY),
        ),
        *(
            _Fault(name, f"is longer than {length} characters", pl.col(name).str.len_chars() > length)
            for name, length in MAX_LETTERS.items()
        ),
        *(
            _Fault(name, "holds a control character", pl.col(name).str.contains(CONTROL_CHARACTERS))
            for name, kind in lines.schema.items()
            if kind == pl.String
        ),
        _Fault("unit_price", "is a negative price", pl.col("unit_price") < 0),
        *(
            _Fault(name, "is more than a sale can cost", pl.col(name).abs() > MAX_MONEY)
            for name in ("unit_price", "revenue")
        ),
    ]
    first = pl.coalesce(pl.when(check.found).then(pl.lit(number)) for number, check in enumerate(checks))
    bad = lines.with_row_index("row").with_columns(first.alias("fault")).filter(pl.col("fault").is_not_null())
    value = pl.coalesce(
        [pl.lit(None, pl.String)]
        + [
            pl.when(pl.col("fault") == number).then(pl.col(check.column).cast(pl.String))
            for number, check in enumerate(checks)
        ]
    )
    numbers = range(len(checks))
    return bad.select(
        pl.col("row").cast(pl.Int64),
        pl.col("fault").replace_strict(numbers, [check.column for check in checks], return_dtype=pl.String)
        .alias("column"),
        value.alias("value"),
        pl.col("fault").replace_strict(numbers, [check.reason for check in checks], return_dtype=pl.String)
        .alias("reason"),
    )  # fmt: skip


def check_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Answer the lines as they are, if all of them can be kept.

    Raises:
        BadRowsError: One can't; it tells how many, and the first.
    """
    found = faults(lines)
    if not found.height:
        return lines
    row = found.row(0, named=True)
    raise BadRowsError(
        f"{found.height} of {lines.height} sales can't be kept; the first in row {row['row'] + 1}: "
        f"'{row['column']}' {row['reason']}.",
        fix="Correct them or leave them out.",
    )


def _limit_size(name: str, kind: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    """A column as the type that is wanted; amounts too large for it become the largest, a fault later."""
    if wanted != MONEY:
        return pl.col(name).cast(wanted)
    if kind.is_float():
        return _clip_amount(pl.col(name)).alias(name)
    return pl.col(name).cast(MONEY)


def _clip_amount(amount: pl.Expr) -> pl.Expr:
    return pl.when(amount.is_finite()).then(amount.clip(-_BEYOND_MONEY, _BEYOND_MONEY)).cast(MONEY)
