"""Rows of another layer beside the sales: plans, last year, or another measure of the same sales."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.file_kinds import FILE_KINDS
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import layer_kind
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_MEASURE_NAMES = (
    "measure", "measures", "metric", "metrics", "kpi", "indicator", "variable", "kennzahl", "figure",
    "value type", "data type", "mesure", "indicateur", "medida", "indicador", "metrica", "misura",
    "indicatore", "показатель", "指标", "指標", "項目", "지표", "المؤشر",
)  # fmt: skip
_LENGTHS = ("day", "week", "month", "quarter", "year")
_EVERY = ("1d", "1w", "1mo", "1q", "1y")
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
            "annual": "year", "taglich": "day", "wochentlich": "week", "monatlich": "month"}  # fmt: skip
_OFTEN_EMPTY = 0.5  # share of a column that names no measure there, as labels of totals do
_MEASURES = ("units", "sales", "revenue")
_MEASURE_KINDS = frozenset(
    [*_MEASURES, "price", "result", "stock", "traffic", "promotion", "transaction", "in_stock", "shipping"]
)


def keep_actual_sales(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows that happened, where a column parts them from plans or other years.

    Args:
        rows: The rows.
        ask: Asked where plans are named and what happened isn't.

    Raises:
        ColumnsError: Which rows happened can't be told, and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if name in rows.keys:
            continue
        values = rows.few_labels(name)
        kinds = {value: layer_kind(value) for value in values}
        plans = [value for value, kind in kinds.items() if kind == "plan"]
        if not plans or 2 * len(plans) + 2 * list(kinds.values()).count("actual") < len(values):
            continue
        actual = [value for value, kind in kinds.items() if kind == "actual"]
        open_ = [value for value, kind in kinds.items() if kind is None]
        if len(actual) == 1 and not open_:
            rows = _keep(rows, name, actual, notes, "likely")
        elif len(values) > 1 and (actual or len(plans) > 1 or _says_scenario(name) or name in FILE_KINDS):
            rows = _keep(
                rows,
                name,
                [_choose(rows, ("scenario", name), [*actual, *open_, *plans], ask)],
                notes,
                "asked",
            )
    return rows, notes


def keep_one_measure(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows of one measure, where a column parts units from revenue and the like.

    Args:
        rows: The rows.
        ask: Asked where two measures could be what was sold.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if name in rows.keys:
            continue
        values = rows.few_labels(name) if rows.stats[name].missing < _OFTEN_EMPTY else []
        kinds = {value: kind_of(value) for value in values}
        known = set(kinds.values()) - ({None} if _says_measure(name) else set())
        if (
            len(values) < 2
            or not known <= _MEASURE_KINDS
            or not (known & {"units", "revenue"} or {"sales", "stock"} <= known)
            or len(known) < 2
        ):
            continue
        best = next(
            [v for v, kind in kinds.items() if kind == wanted] for wanted in _MEASURES if wanted in known
        )
        if len(best) == 1:
            rows = _keep(rows, name, best, notes, "likely")
        else:
            rows = _keep(rows, name, [_choose(rows, ("measure", name), best, ask)], notes, "asked")
    return rows, notes


def keep_one_period(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows of one length of period, where a column parts days from months or the like.

    Args:
        rows: The rows.
        ask: Asked which length counts, as the longer ones are sums of the shorter.

    Raises:
        ColumnsError: Nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if name in rows.keys:
            continue
        values = rows.few_labels(name)
        lengths = {value: _length_of(value) for value in values}
        if len(values) < 2 or None in lengths.values() or len(set(lengths.values())) < len(values):
            continue
        if not _are_dated_so(rows, name, lengths):
            continue
        finest_first = sorted(values, key=lambda value: lengths[value] or 0)
        rows = _keep(rows, name, [_choose(rows, ("period_length", name), finest_first, ask)], notes, "asked")
    return rows, notes


def _are_dated_so(rows: SaleRows, name: str, lengths: Mapping[str, int | None]) -> bool:
    """Whether each length has a date a period, and the shortest has more: no tickets sold on any day."""
    dates, labels = rows.frame[rows.date].cast(pl.Date), rows.labels(name)
    counts = []
    for value, length in sorted(lengths.items(), key=lambda each: each[1] or 0):
        own = dates.filter(labels == value).drop_nulls().unique()
        counts.append(len(own))
        if len(counts) > 1 and own.dt.truncate(_EVERY[length or 0]).n_unique() < len(own):
            return False
    return counts[0] > max(counts[1:])


def _length_of(value: str) -> int | None:
    """Which of day, week, month, quarter and year a label names, in that order; None where it names none."""
    word = _ADVERBS.get(plain_words(value), plain_words(value))
    found = [place for place, length in enumerate(_LENGTHS) if length in period_words(word)]
    return found[0] if len(found) == 1 and " " not in word else None


def _says_measure(name: str) -> bool:
    words = plain_words(name)
    return any(has_phrase(words, word) for word in _MEASURE_NAMES)


def _says_scenario(name: str) -> bool:
    words = name.casefold()
    return any(
        word in words for word in ("scenario", "szenario", "version", "layer", "plan", "wertart", "сценарий")
    )


def _choose(rows: SaleRows, about: tuple[str, str], values: list[str], ask: Ask | None) -> str:
    name = about[1]
    labels = rows.labels(name)
    question = Question(
        ":".join(about),
        f"{name} holds {', '.join(values)}: only one of them can be what was sold.",
        tuple(values),
        f"Name it, such as {filter_option(True, name, values[:1])}.",
        tuple(Reading(value, rows.total(labels == value)) for value in values),
    )
    return settle(question, ask)


def _keep(rows: SaleRows, name: str, values: list[str], notes: list[Note], how: Certainty) -> SaleRows:
    labels = rows.labels(name)
    kept = labels.is_in(values).fill_null(value=False)
    out = int((~kept).sum())
    others = labels.filter(~kept).drop_nulls().unique(maintain_order=True).to_list()
    before, left = rows.total(), rows.total(kept)
    text = (
        f"{name}: {', '.join(values)} counts ({left:,.10g}); {counted(out, 'row')} of "
        f"{', '.join(others[:6])} left out ({before - left:,.10g})."
    )
    readings = (Reading(", ".join(values), left), Reading("all added up", before))
    seen = f"{name} holds {', '.join([*values, *others[:6]])}"
    notes.append(Note("other_layers", out, text, Evidence(seen, readings, how)))
    return rows.filter(kept)
