"""Rows that are averages of other rows, found by their name and proved by arithmetic."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows, as_text_labels
from foresale.data.reading.rows.sums.totals import label_columns
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_WORDS = frozenset(
    """
    average averages avg mean durchschnitt mittelwert mittel schnitt moyenne promedio media gemiddelde srednia
    prumer ortalama genomsnitt medel gjennomsnitt gennemsnit keskiarvo
    среднее средний середнє 平均 平均値 平均值
    평균 متوسط المتوسط औसत
    """.split()  # noqa: SIM905
)
_AGREEING = 0.98  # share of the rows called an average that are one
_ROUNDING = 0.5001  # an average may be written as a whole number


def leave_out_averages(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that are averages of others, and a note for each kind.

    Args:
        rows: The rows.
        ask: Asked where a name says average and the amounts don't.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    notes: list[Note] = []
    columns = label_columns(rows)
    for column in columns:
        labels = as_text_labels(rows.frame[column].unique()).drop_nulls().unique()
        named = [value for value in labels.to_list() if plain_words(value) in _WORDS]
        if not named or len(named) == len(labels):
            continue
        out = rows.labels(column).is_in(named).fill_null(value=False)
        before, left = rows.total(), rows.total(out)
        readings = (Reading("left out", before - left), Reading("kept", before))
        listed = ", ".join(named)
        certainty: Certainty = "proven"
        seen = f"{column} {listed} is the average of the other rows wherever it stands"
        if not _holds(rows, out, [name for name in columns if name != column]):
            question = Question(
                f"average_rows:{column}",
                f"{column} says {listed} in {counted(int(out.sum()), 'row')}, which is a word for an "
                "average, but these rows aren't the average of the others.",
                ("They are averages: leave them out", "They are sales: keep them"),
                f"Leave them out with {filter_option(False, column, named)}, or name all that are sales with "
                f"{filter_option(True, column, [*labels.filter(~labels.is_in(named)).head(3), *named[:1]])}.",
                readings,
            )
            seen, certainty = question.text, "asked"
            if settle(question, ask) != question.answers[0]:
                continue
        rows = rows.filter(~out)
        text = (
            f"{counted(int(out.sum()), 'row')} with {column} {listed} are averages of other rows: left out."
        )
        notes.append(Note("average_rows", int(out.sum()), text, Evidence(seen, readings, certainty)))
    return rows, notes


def _holds(rows: SaleRows, out: pl.Series, others: list[str]) -> bool:
    """Whether each of these rows is the average of the rest of its day, or of its store and day and so on."""
    table = pl.DataFrame(
        [
            rows.frame[rows.date].cast(pl.Date).alias("_day"),
            *(rows.labels(name).alias(name) for name in others),
            rows.amounts.alias("_amount"),
            out.alias("_out"),
        ]
    )
    groupings = [["_day", *others], *(["_day", other] for other in others), ["_day"]]
    for groups in groupings:
        compared = table.group_by(groups).agg(
            pl.col("_amount").filter("_out").mean().alias("_average"),
            pl.col("_amount").filter(~pl.col("_out")).mean().alias("_rest"),
        )
        compared = compared.drop_nulls(["_average"])
        near = (pl.col("_average") - pl.col("_rest")).abs() <= _ROUNDING
        agree = compared.select(near.fill_null(value=False).mean()).item()
        if agree is not None and agree >= _AGREEING:
            return True
    return False
