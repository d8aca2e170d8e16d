"""Which of dot and comma is the decimal mark of a column, as far as its own cells prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from foresale.data.reading.parsing.numbers.number_cells import ANY_MARK, GROUPING, normalise, split_cells
from foresale.notes import Certainty

_MAX_CELLS = 5_000
_MANY_CELLS = 50_000
_FEW = 0.02  # a share of odd cells that may be slips of the pen
_MANY = 50
_ROUND = r"0$"


@dataclass(frozen=True)
class NumberFormat:
    """How a column writes its numbers.

    Attributes:
        decimal: "." or ","; None where no cell needs to know, or nothing tells.
        mixed: Whether both marks are decimal in different cells, so that each is read by itself.
        n_open: How many different cells could be read in two ways, such as 1.234.
        example: One of them.
        reason: Why the mark is decimal; empty where nothing settles it.
        certainty: How sure that is.
        words: What words beside the numbers make of them, where that is settled: mil → 1000.
    """

    decimal: str | None = None
    mixed: bool = False
    n_open: int = 0
    example: str = ""
    reason: str = ""
    certainty: Certainty = "proven"
    words: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether some cells can be read in two ways, and nothing settles which."""
        return self.n_open > 0 and not self.reason


@dataclass(frozen=True)
class MarkCounts:
    """How a column's cells use dot and comma.

    Attributes:
        point: Cells that prove a decimal point.
        comma: Cells that prove a decimal comma.
        strong: Whether one of those proofs is more than a number of digits that isn't three.
        open_mark: The mark of the cells that stand before three digits once, such as 1.234; None without.
        n_open: How many cells those are.
        ends_round: Whether one of them ends with a zero.
        marked: Cells with a mark at all.
        largest_bare: The largest whole number written without a mark; −1 without.
        proof: The first cell that proves the mark.
        example: The first cell that is open.
    """

    point: int = 0
    comma: int = 0
    strong: bool = False
    open_mark: str | None = None
    n_open: int = 0
    ends_round: bool = False
    marked: int = 0
    largest_bare: float = -1.0
    proof: str = ""
    example: str = ""

    @property
    def decimal(self) -> str | None:
        """The mark that the cells prove; None where they prove none, or both."""
        proofs, others = max(self.point, self.comma), min(self.point, self.comma)
        if not proofs or others > _FEW * proofs:
            return self._by_whole_numbers if not proofs else None
        if not self.strong and self.n_open >= _MANY and proofs < _FEW * self.marked:
            return None
        return "." if self.point > self.comma else ","

    @property
    def is_mixed(self) -> bool:
        """Whether cells prove both marks."""
        return min(self.point, self.comma) > _FEW * max(self.point, self.comma)

    @property
    def _by_whole_numbers(self) -> str | None:
        """A mark that parts thousands: whole numbers up to 999 stand without it, and 2.320 beside 906.

        Decimals that drop their last zeros wouldn't write 2.320; those that keep them not 906.
        """
        if self.open_mark is None or not (100 <= self.largest_bare < 1000 and self.ends_round):
            return None
        return "," if self.open_mark == "." else "."


def count_marks(cells: pl.Series) -> MarkCounts:
    """Look at the dots and commas of a column.

    Args:
        cells: Text; cells that are no numbers are passed over.

    Examples:
        >>> count_marks(pl.Series(["1.234", "0,5"])).decimal
        ','
        >>> count_marks(pl.Series(["906", "2.320", "2.465"])).decimal
        ','
        >>> count_marks(pl.Series(["12,000", "7,000"])).decimal is None
        True
    """
    if len(cells) > _MANY_CELLS:  # a few thousand that prove a mark and leave none open tell as much as all
        sampled = count_marks(cells.gather_every(len(cells) // _MAX_CELLS))
        if sampled.decimal is not None and not sampled.n_open and sampled.marked >= _MANY:
            return sampled
    filled = cells.drop_nulls()
    has_mark = filled.str.contains(ANY_MARK)
    marked = filled.filter(has_mark)
    if marked.is_empty():
        return MarkCounts()
    if len(marked) > _MAX_CELLS:
        sampled = _count(marked.gather_every(len(marked) // _MAX_CELLS))
        if sampled.decimal is not None and not sampled.n_open:
            return sampled
    found = _count(marked)
    if found.open_mark is None or found.point or found.comma:
        return found
    bare = normalise(_of_same_unit(filled.filter(~has_mark), marked)).str.extract(rf"(\d[\d{GROUPING}]*)", 1)
    largest = bare.str.replace_all(rf"[{GROUPING}]", "").cast(pl.Float64, strict=False).max()
    return MarkCounts(**{**vars(found), "largest_bare": -1.0 if largest is None else largest})


def _of_same_unit(bare: pl.Series, marked: pl.Series) -> pl.Series:
    """The cells without a mark that have the unit of those with one: 987 kg says nothing of 1.234 t."""
    parts = split_cells(marked.unique()).drop_nulls("body")
    units = parts.filter(pl.col("body").str.contains(r"^[1-9]\d{0,2}[.,]\d{3}$"))["beside"].unique()
    texts = bare.unique()
    return texts.filter(split_cells(texts)["beside"].is_in(units.implode()).fill_null(value=False))


def _count(marked: pl.Series) -> MarkCounts:
    texts = marked.unique(maintain_order=True)
    parts = pl.DataFrame({"cell": texts}).hstack(split_cells(texts)).drop_nulls("body")
    parts = parts.filter(pl.col("body").str.contains("[.,]"))
    body = parts["body"]
    grouped = body.str.contains(rf"\d[{GROUPING}]\d")
    number = body.str.replace_all(rf"[{GROUPING}]", "")
    strong_comma = number.str.contains(r"^\d{1,3}(\.\d{3})+,\d*$|^\d{1,3}(\.\d{3}){2,}$|^0*,\d+$")
    strong_point = number.str.contains(
        r"^\d{1,3}(,\d{2,3})*,\d{3}\.\d*$|^\d{1,3}(,\d{2,3})*,\d{2,3},\d{3}$|^0*\.\d+$"
    )
    strong_comma |= number.str.contains(r"^0+,\d+$") | (grouped & number.str.contains(r"^\d+,\d+$"))
    strong_point |= number.str.contains(r"^0+\.\d+$") | (grouped & number.str.contains(r"^\d+\.\d+$"))
    weak_comma = number.str.contains(r"^\d+,(\d{0,2}|\d{4,})$|^\d{4,},\d{3}$|^\d+,\d+e")
    weak_point = number.str.contains(r"^\d+\.(\d{0,2}|\d{4,})$|^\d{4,}\.\d{3}$|^\d+\.\d+e")
    is_open = number.str.contains(r"^[1-9]\d{0,2}[.,]\d{3}$") & ~grouped
    left = number.filter(is_open)
    open_marks = left.str.extract("([.,])", 1).unique()
    comma, point = strong_comma | weak_comma, strong_point | weak_point
    proofs = parts["cell"].filter(comma if comma.sum() >= point.sum() else point)
    open_cells = parts["cell"].filter(is_open)
    return MarkCounts(
        point=int(point.sum()),
        comma=int(comma.sum()),
        strong=bool((strong_comma | strong_point).any()),
        open_mark=open_marks[0] if len(open_marks) == 1 else None,
        n_open=len(left),
        ends_round=bool(left.str.contains(_ROUND).any()),
        marked=len(body),
        proof=str(proofs[0]) if len(proofs) else "",
        example=str(open_cells[0]) if len(open_cells) else "",
    )
