"""Types of rows by codes that nothing is known of, such as RE and ST: told, or asked about."""

from __future__ import annotations

import re

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.status_names import is_plain_type, is_type_of_sales
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.rows.sums.totals import label_columns
from foresale.notes import Evidence, Note, Reading

_CODE = re.compile(r"[A-Z0-9]{1,3}")
_ODD_ROWS = 0.005  # share of rows that may repeat a series and date
_SHOWN = 6
_SIZES = frozenset(("XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "3XL", "4XL"))


def check_type_codes(
    rows: SaleRows, name: str, values: list[str], ask: Ask | None
) -> tuple[SaleRows, list[Note]]:
    """The rows that count, and a note on codes of a type that say nothing, as rows of all of them do.

    Where such a column would tell series apart, with a row a day for each code, it is asked about first: what
    is sold and what comes back would become two series.

    Args:
        rows: The rows.
        name: The column.
        values: Its codes.
        ask: Asked whether rows of all codes are sales.

    Raises:
        ColumnsError: The codes would tell series apart and nobody is asked.
    """
    are_codes = is_plain_type(name) and all(_CODE.fullmatch(value) for value in values) and not _sort(values)
    if not (is_type_of_sales(name) or are_codes):
        return rows, []
    labels = [column for column in label_columns(rows) if column != name]
    if not is_type_of_sales(name) and any(_settles(rows, column, name) for column in labels):
        return rows, []  # it describes a product or store
    cells = rows.labels(name)
    readings = tuple(Reading(value, rows.total(cells == value)) for value in values[:_SHOWN])
    shown = ", ".join(f"{one.meaning} {one.total:,.10g}" for one in readings)
    every, some = filter_option(True, name, values), filter_option(True, name, values[:1])
    if are_codes and _tells_series(rows, name, labels):
        question = Question(
            f"kinds_of_rows:{name}",
            f"{name} holds {shown}, and what these codes mean isn't known: are rows of all of them sales?",
            ("All are sales", *(f"Only {value}" for value in values)),
            f"If all are sales, say {every}; else name those that are, such as {some}.",
            readings,
        )
        answer = settle(question, ask)
        if answer != question.answers[0]:
            kept = (cells == answer.removeprefix("Only ")).fill_null(value=False)
            left = f"Rows whose {name} isn't {answer.removeprefix('Only ')} are no sales: left out."
            return rows.filter(kept), [Note("no_sales", int((~kept).sum()), left)]
    text = (
        f"{name} holds {shown}: what they mean isn't known, so rows of all count. If some are no sales, name "
        f"those that are: {some}."
    )
    return rows, [
        Note("unknown_types", len(cells), text, Evidence(f"{name} holds codes", readings, "likely"))
    ]


def _sort(values: list[str]) -> bool:
    """Whether codes sort what is sold: sizes, or classes from A on."""
    return set(values) <= _SIZES or sorted(values) == [chr(ord("A") + place) for place in range(len(values))]


def _settles(rows: SaleRows, label: str, name: str) -> bool:
    """Whether each value of a label has one type, as each store has."""
    known = rows.frame.select(label, name).drop_nulls()
    return known.n_unique() == known[label].n_unique() < known.height / 2


def _tells_series(rows: SaleRows, name: str, labels: list[str]) -> bool:
    """Whether each date has a row for each code, so that the codes would part the sales into series."""
    if any(rows.stats[column].kind == "transaction" for column in rows.free()):
        return False
    allowed = _ODD_ROWS * rows.frame.height
    both = rows.frame.select(rows.date, *labels, name).n_unique()
    without = rows.frame.select(rows.date, *labels).n_unique()
    return rows.frame.height - both <= allowed < rows.frame.height - without
