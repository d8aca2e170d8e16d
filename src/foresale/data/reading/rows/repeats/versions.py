"""Earlier versions of a row, which a file keeps beside the last one under the same number."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.columns.words.status_names import is_status_name
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_CHANGED = (
    "updated", "updated at", "updated on", "update time", "last update", "last updated", "modified",
    "last modified", "modified at", "changed at", "changed on", "last change", "row version",
    "record version", "version no", "version number", "geandert", "geandert am", "anderungsdatum",
    "letzte anderung", "modifie", "modifie le", "date modification", "mis a jour", "actualizado",
    "fecha actualizacion", "modificado", "atualizado", "modificato", "aggiornato", "gewijzigd",
    "zmieniono", "изменен", "изменено", "дата изменения", "更新日時", "更新日", "更新时间",
    "修改时间", "수정일",
)  # fmt: skip
_IDS = frozenset(("id", "ids", "uuid", "guid", "key", "no", "nr", "number", "nummer", "num", "numero"))
_DATED = 0.9
_MOST = 0.98  # share of numbers that come again whose rows are versions of one another
_FEWEST = 3
_FEW = 0.4  # share of rows that share day and labels with another; where more do, rows are single sales
_AMOUNTS = frozenset(("units", "sales", "revenue", "price"))


def keep_last_versions(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without earlier versions: of rows with one number and other times of change the last counts.

    They are versions where they tell the same product, store and day, and only amounts, states and the time
    of change differ. Lines of one order differ in their product, or don't in that time.

    Args:
        rows: The rows.
        ask: Asked where no number tells which rows are one, and a few share all but their amounts.
    """
    if rows.options.duplicates == "keep":
        return rows, []
    changed = next((name for name in rows.free() if _says_change(rows, name)), None)
    if changed is None:
        return rows, []
    for name in rows.free():
        if name == changed or not _IDS & set(words_of(name)) or rows.frame[name].null_count():
            continue
        last = _find_last(rows, name, changed)
        if last is None:
            continue
        before, left = rows.total(), rows.total(~last)
        out = int((~last).sum())
        text = (
            f"{counted(out, 'row')} are earlier versions of a row with the same {name}, as {changed} says: "
            f"the last counts ({left:,.10g} of {before:,.10g} {rows.target} left out; "
            f"{option('duplicates', 'keep')} counts all)."
        )
        readings = (Reading("the last of each", before - left), Reading("all rows", before))
        seen = f"rows of one {name} differ in amounts and {changed} only"
        return rows.filter(last), [Note("earlier_versions", out, text, Evidence(seen, readings, "likely"))]
    return _without_number(rows, changed, ask)


def _without_number(rows: SaleRows, changed: str, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The same for rows without a number: where a few share day and labels, it is asked what they are."""
    frame = rows.frame
    amounts = {n for n, stat in rows.stats.items() if stat.kind in _AMOUNTS}
    told = {changed, rows.target, FILE, ROW, COLUMN, *amounts, *filter(is_status_name, rows.stats)}
    own = frame.select(pl.struct(n for n in frame.columns if n not in told).hash().alias("_own")).to_series()
    times = _times_of_change(rows, changed)
    doubled = own.is_duplicated()
    if times is None or not 2 * _FEWEST <= doubled.sum() <= _FEW * len(own):
        return rows, []
    table = pl.DataFrame([own, times.alias("_at")]).with_columns(pl.int_range(pl.len()).alias("_row"))
    apart = table.filter(doubled).group_by("_own").agg(pl.col("_at").n_unique() == pl.len())
    if number_of(apart["_at"].mean()) < _MOST:
        return rows, []
    newest = table.sort("_at", "_row").group_by("_own").agg(pl.col("_row").last())["_row"]
    last = table.select(pl.col("_row").is_in(newest.implode())).to_series()
    out, before, left = int((~last).sum()), rows.total(), rows.total(~last)
    readings = (Reading("the last of each", before - left), Reading("all rows", before))
    seen = f"{counted(out, 'row')} have the day and labels of a later row, by {changed}"
    answers = ("They are earlier versions: the last counts", "They are sales: count all")
    question = Question(
        f"versions:{changed}",
        f"{seen}: earlier versions of it, or other sales?",
        answers,
        f"Use {option('duplicates', 'drop')} where the last counts, {option('duplicates', 'keep')} to count "
        "all.",
        readings,
    )
    if rows.options.duplicates is None and settle(question, ask) != answers[0]:
        return rows, []
    text = f"{seen}: the last counts ({left:,.10g} of {before:,.10g} {rows.target} left out)."
    return rows.filter(last), [Note("earlier_versions", out, text, Evidence(seen, readings, "asked"))]


def _times_of_change(rows: SaleRows, changed: str) -> pl.Series | None:
    """When each row was changed, as a time or a number; None where some don't say."""
    cells = rows.frame[changed]
    at = parse_numbers(cells) if rows.stats[changed].is_number else parse_dates(cells).values
    return None if at.null_count() else at


def _says_change(rows: SaleRows, name: str) -> bool:
    words, stat = plain_words(name), rows.stats[name]
    return any(has_phrase(words, phrase) for phrase in _CHANGED) and (stat.dates >= _DATED or stat.is_number)


def _find_last(rows: SaleRows, name: str, changed: str) -> pl.Series | None:
    """Which rows are the last of their number; None where rows of one number aren't versions."""
    frame, stats = rows.frame, rows.stats
    doubled = frame[name].is_duplicated()
    if doubled.sum() < 2 * _FEWEST:
        return None
    at = _times_of_change(rows, changed)
    if at is None:
        return None
    differing = {changed, name, rows.target, FILE, ROW, COLUMN}
    differing |= {
        n for n, stat in stats.items() if stat.is_number and stat.kind not in ("product", "code", "store")
    }
    differing |= {n for n in stats if is_status_name(n)}
    same = [n for n in frame.columns if n not in differing]
    table = frame.select(name, (pl.struct(same).hash() if same else pl.lit(0)).alias("_same")).with_columns(
        at.alias("_at"), pl.int_range(pl.len()).alias("_row")
    )
    groups = (
        table.filter(doubled)
        .group_by(name)
        .agg(
            (pl.col("_same").n_unique() == 1).alias("_alike"),
            (pl.col("_at").n_unique() == pl.len()).alias("_apart"),
        )
    )
    if groups.select((pl.col("_alike") & pl.col("_apart")).mean()).item() < _MOST:
        return None
    last = table.sort("_at", "_row").group_by(name).agg(pl.col("_row").last())["_row"]
    return table.select(pl.col("_row").is_in(last.implode())).to_series()
