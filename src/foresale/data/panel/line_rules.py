"""Which lines of a transaction file are sales of a product, and which only look like it."""

from __future__ import annotations

import re

import polars as pl

from foresale.aggregates import number_of
from foresale.data.panel.options import PanelOptions
from foresale.notes import Evidence, Note, Reading
from foresale.sales import ColumnRoles

# Codes that tills and web shops book beside products. Short ones are trusted only in columns of codes.
_CODES = (
    r"(?i)^(post|dot|m|d|s|b|c2|adjust\d?|bank charges|amazon ?fee|cruk|carriage|freight|shipping|delivery|"
    r"manual|discount|samples?|fee|voucher|gift_\d+_\d+|giftcard|test\d*)$"
)
_PHRASES = (
    r"(?i)^(postage|dotcom postage|carriage|shipping( costs?)?|delivery( charges?)?|freight|manual|samples|"
    r"discount|bank charges?|amazon fee|cruk commission|adjust(ment)?( by .*)?|(adjust )?bad debt|"
    r".*gift voucher.*|gift card)$"
)
_ONE_PIECE = 0.95  # share of lines of one piece from which a line is a scanned piece
_DOUBLED = 0.9  # share of repeating receipts that repeat as a whole, as in a file pasted twice
_CUSTOMER = re.compile(r"(?i)customer|client|member|account|buyer")


def apply_line_rules(
    frame: pl.DataFrame, roles: ColumnRoles, options: PanelOptions
) -> tuple[pl.DataFrame, list[Note]]:
    """Keep the lines of an invoice file that are demand, and say by rule how many were left out.

    A cancelled or returned line was never demand; the sale it exactly undoes (same series, quantity,
    price, customer and description, booked before) wasn't either. A return that undoes no single line
    leaves its sale in: those goods were wanted on that day.
    """
    if roles.transaction is None:
        return frame, []
    notes: list[Note] = []
    if options.duplicates != "keep":
        frame = _drop_repeats(frame, roles, notes)
    frame = _drop_non_products(frame, roles, notes)
    frame = _drop_free_lines(frame, roles, notes)
    return _drop_returns(frame, roles, options, notes), notes


def _drop_repeats(frame: pl.DataFrame, roles: ColumnRoles, notes: list[Note]) -> pl.DataFrame:
    kept = _without_repeats(frame, roles.target)
    repeated = frame.height - kept.height
    if not repeated:
        return frame
    all_, once = float(frame[roles.target].sum() or 0.0), float(kept[roles.target].sum() or 0.0)
    counted_once, added = Reading("equal lines counted once", once), Reading("every line counted", all_)
    seen = f"{repeated:,} lines repeat another line in every column"
    if _is_line_per_piece(frame, roles):
        text = (
            f"{seen}; nearly every line is one piece, and receipts repeat only some of their lines: they are "
            f"sales and count ({all_:,.10g} instead of {once:,.10g} {roles.target})."
        )
        notes.append(Note("equal_lines", repeated, text, Evidence(seen, (added, counted_once), "likely")))
        return frame
    text = f"{seen}: counted once ({once:,.10g} instead of {all_:,.10g} {roles.target})."
    notes.append(Note("exact_duplicates", repeated, text, Evidence(seen, (counted_once, added), "likely")))
    return kept


def _without_repeats(frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """The frame with equal lines once, but for those that a line with the opposite amount took back."""
    again = ~frame.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if not again.any():
        return frame
    repeats = frame.filter(again)
    opposite = repeats.with_columns(-pl.col(target)).unique()
    back = opposite.join(frame, on=frame.columns, how="semi", nulls_equal=True).with_columns(-pl.col(target))
    if back.is_empty():
        return frame.filter(~again)
    table = frame.with_columns(again.alias("__again")).join(
        back.with_columns(pl.lit(value=True).alias("__back")),
        on=frame.columns, how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    return table.filter(~pl.col("__again") | pl.col("__back")).drop("__again", "__back")


def _is_line_per_piece(frame: pl.DataFrame, roles: ColumnRoles) -> bool:
    """Whether a till printed a line for each piece, so that equal lines are sales and no copies.

    Copies of whole receipts repeat each of their lines as often; those stay copies.
    """
    if number_of((frame[roles.target] == 1).mean(), empty=0) < _ONE_PIECE:
        return False
    times = frame.group_by(frame.columns).agg(pl.len().alias("_times"))
    whole = times.group_by(roles.transaction or "").agg(
        (pl.col("_times").max() > 1).alias("_repeats"), (pl.col("_times") % 2 == 0).all().alias("_doubled")
    )
    repeating = whole.filter("_repeats")
    return number_of(repeating["_doubled"].mean(), empty=0) < _DOUBLED


def _drop_non_products(frame: pl.DataFrame, roles: ColumnRoles, notes: list[Note]) -> pl.DataFrame:
    other = {roles.transaction, roles.date, roles.target}
    checks: list[pl.Expr] = []
    for column in frame.columns:
        if column in other or frame[column].dtype != pl.String or _CUSTOMER.search(column):
            continue
        values = frame[column].drop_nulls().unique()
        if len(values) < 20:
            continue
        is_code = number_of(values.str.contains(r"\d").mean()) >= 0.9
        found = values.filter(values.str.contains(_CODES if is_code else _PHRASES))
        if len(found):
            checks.append(pl.col(column).is_in(found.to_list()).fill_null(value=False))
    if not checks:
        return frame
    left_out = frame.filter(pl.any_horizontal(checks))
    if left_out.height:
        shown = _examples(left_out, roles)
        notes.append(
            Note(
                "non_product_lines",
                left_out.height,
                f"{left_out.height:,} lines are postage, fees, manual entries and the like{shown}: left out.",
            )
        )
    return frame.filter(~pl.any_horizontal(checks))


def _examples(frame: pl.DataFrame, roles: ColumnRoles) -> str:
    for key in roles.keys:
        if frame[key].dtype == pl.String and 1 <= frame[key].n_unique() <= 60:
            commonest = frame[key].value_counts(sort=True)[key].drop_nulls()
            return f" ({', '.join(commonest.head(4).to_list())})"
    return ""


def _drop_free_lines(frame: pl.DataFrame, roles: ColumnRoles, notes: list[Note]) -> pl.DataFrame:
    if roles.price is None or frame[roles.price].dtype == pl.String:
        return frame
    free = (frame[roles.price] <= 0).fill_null(value=False)
    count = int(free.sum())
    if not count or count > frame.height / 2:  # a price column that is mostly zero says nothing about a line
        return frame
    notes.append(
        Note(
            "zero_price_lines",
            count,
            f"{count:,} lines have no price above zero (write-offs, corrections, gifts): left out.",
        )
    )
    return frame.filter(~free)


def _drop_returns(
    frame: pl.DataFrame, roles: ColumnRoles, options: PanelOptions, notes: list[Note]
) -> pl.DataFrame:
    number = frame[roles.transaction or ""].cast(pl.String)
    starts_with_digit = number_of(number.str.contains(r"^\d").mean(), empty=0)
    cancelled = number.str.contains(r"(?i)^c\d").fill_null(value=False) & (starts_with_digit >= 0.5)
    returned = (frame[roles.target] < 0).fill_null(value=False) & ~cancelled
    n_cancelled, n_returned = int(cancelled.sum()), int(returned.sum())
    if not n_cancelled + n_returned:
        return frame
    done = "subtracted where they were booked" if options.returns == "net" else "left out"
    if n_cancelled:
        text = f"{n_cancelled:,} lines belong to cancelled invoices (number begins with C): {done}."
        notes.append(Note("cancelled_lines", n_cancelled, text))
    if n_returned:
        text = f"{n_returned:,} lines have a negative {roles.target} (returns): {done}."
        notes.append(Note("returned_lines", n_returned, text))
    if options.returns == "net":
        return frame
    undoing = cancelled | returned
    if options.returns == "drop":
        return frame.filter(~undoing)
    frame = frame.with_row_index("_line")
    undone = _find_undone_lines(frame.filter(~undoing), frame.filter(undoing), roles)
    if len(undone):
        text = f"{len(undone):,} sales were exactly undone by a later cancelled or returned line: left out."
        notes.append(Note("undone_sales", len(undone), text))
    return frame.filter(~undoing & ~frame["_line"].is_in(undone.implode())).drop("_line")


def _describes(column: pl.Series) -> bool:
    """Whether a column says who bought or what, rather than number its rows or vary freely."""
    if _CUSTOMER.search(column.name):
        return True
    return column.dtype == pl.String and column.n_unique() < 0.5 * len(column)


def _shares_values(sold: pl.Series, undoing: pl.Series) -> bool:
    """Whether a column says some of the same of sales and of what undoes them, unlike their type."""
    of_sales, of_others = sold.drop_nulls().unique(), undoing.drop_nulls().unique()
    if of_sales.dtype != pl.String or not of_sales.str.contains(r"\p{L}").all():
        return True
    return bool(of_others.is_in(of_sales.implode()).any())


def _find_undone_lines(sold: pl.DataFrame, undoing: pl.DataFrame, roles: ColumnRoles) -> pl.Series:
    """Rows of `sold` that a later row of `undoing` reverses; each is used once, the nearest one first."""
    details = [column for column in sold.columns if column in roles.ignored and _describes(sold[column])]
    details = [name for name in details if _shares_values(sold[name], undoing[name])]
    same = [*roles.keys, *([roles.price] if roles.price else []), *details]
    columns = [
        pl.col("_line"),
        pl.col(roles.date).alias("_at"),
        pl.concat_str(
            [
                *(pl.col(c).cast(pl.String).fill_null("") for c in same),
                pl.col(roles.target).abs().cast(pl.String),
            ],
            separator="\x1f",
        ).alias("_what"),
    ]
    undoing = undoing.filter(pl.col(roles.target) < 0).select(columns).drop_nulls("_what").sort("_at")
    sold = sold.select(columns).join(undoing.select("_what").unique(), on="_what", how="semi").sort("_at")
    found: list[pl.Series] = []
    while undoing.height and sold.height:
        pairs = undoing.rename({"_line": "_undoing"}).join_asof(
            sold, on="_at", by="_what", strategy="backward", check_sortedness=False
        )
        pairs = pairs.drop_nulls("_line").unique("_line", keep="first", maintain_order=True)
        if pairs.is_empty():
            break
        found.append(pairs["_line"])
        undoing = undoing.filter(~pl.col("_line").is_in(pairs["_undoing"].implode()))
        sold = sold.filter(~pl.col("_line").is_in(pairs["_line"].implode()))
    return pl.concat(found) if found else pl.Series("_line", [], dtype=pl.get_index_type())
