"""Sales written below zero, as ledgers book income and stock lists what left: turned round."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import FILE
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import layer_kind, sale_kind
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading, percent

_NEARLY_ALL = 0.9  # of the amounts that aren't zero
_MIN_AMOUNTS = 8
_KINDS = ("units", "sales", "revenue")
_CHANGES = (
    "change", "changes", "growth", "difference", "diff", "delta", "loss", "losses", "lost", "veranderung",
    "wachstum", "differenz", "verlust", "variation", "croissance", "perte", "cambio",
    "crecimiento", "diferencia", "perdida", "variazione", "crescita", "differenza", "perdita", "variacao",
    "crescimento", "diferenca", "verschil", "groei", "изменение", "рост",
    "разница", "变化", "增长", "差额", "増減", "差額",
)  # fmt: skip


def turn_negative_sales(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows with what was sold above zero, where nearly all of it is written below.

    Args:
        rows: The rows.
        ask: Nobody has to be asked.

    Raises:
        ColumnsError: What is written above zero outweighs it, so that these can't be returns.
    """
    turned, notes = turn_below_zero(rows, pl.repeat(value=True, n=rows.frame.height, eager=True))
    if notes and turned.total() < 0:
        raise _ledger_error(rows)
    return turned, notes


def turn_below_zero(rows: SaleRows, sold: pl.Series) -> tuple[SaleRows, list[Note]]:
    """All rows turned round, where nearly all that was sold is written below zero.

    A file that is named as one of returns stays as it is.

    Args:
        rows: The rows.
        sold: Which of them are sales.
    """
    below, above = _count_signs(rows.amounts.filter(sold))
    is_amount = rows.stats[rows.target].kind in _KINDS and not _may_be_below(rows.target)
    if not is_amount or not _is_below(below, above):
        return rows, []
    if all(sale_kind(str(file)) == "return" for file in rows.frame[FILE].unique()):
        return rows, []
    turned = _turn(rows.frame[rows.target], rows.amounts)
    if turned is None:
        return rows, []
    before = rows.total()
    seen = f"{percent(below / (below + above))} of the amounts in {rows.target} are below zero"
    text = (
        f"{seen}, as ledgers and stock lists write what was sold: turned round ({-before:,.10g} instead of "
        f"{before:,.10g})."
    )
    readings = (Reading("what left was sold", -before), Reading("as written", before))
    note = Note("negative_sales", below, text, Evidence(seen, readings, "likely"))
    frame = rows.frame.with_columns(turned.alias(rows.target), *_turn_others(rows, sold))
    return replace(rows, frame=frame, amounts=-rows.amounts), [note]


def _turn_others(rows: SaleRows, sold: pl.Series) -> list[pl.Series]:
    """Further columns of amounts that are written below zero too, such as revenue beside units."""
    found = []
    for name in rows.frame.columns:
        stat = rows.stats.get(name)
        if name == rows.target or stat is None or stat.kind not in _KINDS or not stat.is_number:
            continue
        amounts = parse_numbers(rows.frame[name], units=True).fill_null(0.0)
        turned = _turn(rows.frame[name], amounts) if _is_below(*_count_signs(amounts.filter(sold))) else None
        if turned is not None:
            found.append(turned.alias(name))
    return found


def _may_be_below(name: str) -> bool:
    """Whether a column's name says that its amounts stand below zero by right: returned, change, growth."""
    words = plain_words(name)
    is_no_sale = sale_kind(name) in ("return", "void", "other") or layer_kind(name) == "plan"
    return is_no_sale or any(has_phrase(words, word) for word in _CHANGES)


def _count_signs(amounts: pl.Series) -> tuple[int, int]:
    return int((amounts < 0).sum()), int((amounts > 0).sum())


def _is_below(below: int, above: int) -> bool:
    return below >= max(_MIN_AMOUNTS, _NEARLY_ALL * (below + above))


def _ledger_error(rows: SaleRows) -> ColumnsError:
    """The error for a stock list whose few receipts outweigh what left."""
    below, above = _count_signs(rows.amounts)
    text = (
        f"{rows.target} holds {below:,} amounts below zero, as stock lists write what was sold, and "
        f"{above:,} above, which outweigh them ({rows.total():,.10g} in all): these can't be returns."
    )
    for name in rows.free():
        labels = rows.labels(name)
        left = labels.filter(rows.amounts < 0).drop_nulls().unique(maintain_order=True).to_list()
        came = labels.filter(rows.amounts > 0).drop_nulls().unique().to_list()
        gone = [value for value in left if value not in came]
        if gone and came and len(rows.few_labels(name)) > 1:
            return ColumnsError(
                text, fix=f"Say which rows are sales, such as {filter_option(True, name, gone)}."
            )
    return ColumnsError(text, fix="Leave the rows out that are no sales, such as goods received.")


def _turn(cells: pl.Series, amounts: pl.Series) -> pl.Series | None:
    """The cells with the other sign; None where one can't be written so."""
    if cells.dtype != pl.String:
        return -cells if cells.dtype.is_numeric() else None
    plain = cells.str.strip_chars()
    unsigned = plain.str.replace(r"^\((.*)\)$", "$1").str.replace(r"[-−–—\u2010]", "")
    turned = pl.select(
        pl.when(amounts < 0).then(unsigned).when(amounts > 0).then("-" + plain).otherwise(cells)
    ).to_series()
    whole = parse_numbers(turned, units=True).is_null() & parse_numbers(cells, units=True).is_not_null()
    signs = parse_numbers(turned.filter(amounts != 0), units=True).sign()
    wanted = -amounts.filter(amounts != 0).sign()
    return None if whole.any() or (signs != wanted).any() else turned
