"""Finds the column that is to be forecast: units sold rather than money, sales rather than totals."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.words.names import says_logarithm, words_of
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.vocabulary.sale_words import layer_kind
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note

_MAX_EXAMPLES = 3
_CLASSES = ("units", "sales", "revenue")
_ITEM_KINDS = (None, "product", "store", "category", "brand", "place", "channel")
# Words that make a sales column something other than what was sold.
_MODIFIERS = frozenset(
    [
        *("returned", "returns", "cancelled", "canceled", "forecast", "predicted", "prediction", "budget"),
        *("plan", "planned", "lag", "last", "previous", "prev", "prior", "avg"),
        *("average", "mean", "rolling", "std", "rank", "cumulative", "cum", "percent"),
        *("pct", "share", "growth", "min", "max", "cost", "lost", "missed"),
        *("free", "backorder", "expected", "refunded", "refund", "refunds", "return", "void", "voided"),
        *(
            "storniert",
            "stornierte",
            "storno",
            "retouren",
            "retoure",
            "retourniert",
            "retournierte",
            "reklamation",
        ),
        *("annule", "annules", "annulees", "retour", "retours", "retournes", "rembourse", "rembourses"),
        *("devuelto", "devueltas", "devueltos", "devoluciones", "canceladas", "cancelados", "anuladas"),
        *("devolvido", "devolvidos", "devolucoes", "resi", "reso", "annullati", "retourzendingen"),
        *("zwrocone", "zwroty", "возврат", "возвраты", "返品", "退货", "반품", "iade"),
    ]
)


def choose_target(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    taken: set[str],
    ask: Ask | None,
    *,
    of_sales: bool = True,
) -> tuple[str, list[Note]]:
    """The target column and why.

    A count of units goes before a general word for sales, and that before an amount of money. Without
    a telling name the only free number is taken.

    Args:
        frame: The table.
        stats: Its columns' stats.
        taken: Columns that already play a part.
        ask: Asked when two columns could be it.
        of_sales: Whether rows are sales; else they are customers, stores or months with a total each.

    Raises:
        ColumnsError: No column can be it, or two can and nobody is asked.
    """
    free = {name: stat for name, stat in stats.items() if name not in taken}
    for wanted in _CLASSES:
        named = [n for n, f in free.items() if f.kind == wanted and (f.is_number or f.numeric >= 0.5)]
        best = _plainest(_without_plans(named))
        if best:
            chosen = _one_of(frame, best, ask)
            return chosen, _notes(chosen, wanted, free)
    numbers = [n for n, f in free.items() if f.kind is None and f.is_number and not f.constant]
    if not numbers:
        _refuse_words(frame, free)
        found = ", ".join(list(stats)[:12])
        if not of_sales:
            raise ColumnsError(
                f"No column looks like a total to explain. The columns are: {found}.",
                fix=f"Name a column of numbers with {option('target')}.",
            )
        counts = [n for n, f in free.items() if f.is_number and not f.constant and f.kind in _ITEM_KINDS]
        wide = (
            f"; or, if each of {', '.join(counts[:3])} is a product or store, say {option('layout', 'wide')}"
            if len(counts) > 1
            else ""
        )
        raise ColumnsError(
            f"No column says how much was sold. The columns are: {found}.",
            fix=f"Name it with {option('target')}; where each line is one piece sold, count lines with "
            f"{option('target', 'rows')}{wide}.",
        )
    happened = _without_plans(numbers)
    happened = [name for name in happened if not set(words_of(name)) & _MODIFIERS] or happened
    chosen = _one_of(frame, happened, ask)
    if len(happened) < len(numbers):
        others = ", ".join(name for name in numbers if name not in happened)
        text = (
            f"{chosen} is forecast, not {others}: by their names, it is what happened and the others are "
            f"plans or other years ({option('target')} names another)."
        )
        return chosen, [Note("target_column", 1, text)]
    return chosen, _notes(chosen, "only number", free)


def _refuse_words(frame: pl.DataFrame, free: dict[str, ColumnStats]) -> None:
    """Stop where the column that says how much was sold holds no numbers."""
    for wanted in _CLASSES:
        for name in (n for n, f in free.items() if f.kind == wanted and f.missing < 1):
            cells = frame[name].drop_nulls().unique(maintain_order=True).head(_MAX_EXAMPLES)
            shown = ", ".join(f"'{cell}'" for cell in cells)
            raise ColumnsError(
                f"{name} should say how much was sold, but most of its cells can't be read as numbers, "
                f"such as {shown}.",
                fix=f"Write plain numbers there, or name the column that holds them with {option('target')}.",
            )


def _without_plans(names: list[str]) -> list[str]:
    """The columns of what happened, where names part them from plans, as Ist and Plan do."""
    kinds = {name: layer_kind(name) for name in names}
    if "plan" not in kinds.values():
        return names
    actual = [name for name in names if kinds[name] == "actual"]
    return actual or [name for name in names if kinds[name] != "plan"] or names


def _plainest(names: list[str]) -> list[str]:
    """Names without words that make them something else; of those, a single word before several."""
    plain = [name for name in names if not set(words_of(name)) & _MODIFIERS] or names
    single = [name for name in plain if sum(not word.isdigit() for word in words_of(name)) == 1]
    return single or plain


def _one_of(frame: pl.DataFrame, names: list[str], ask: Ask | None) -> str:
    different = [n for n in names if not any(frame[n].equals(frame[o]) for o in names[: names.index(n)])]
    if len(different) == 1:
        return different[0]
    listed = " and ".join(different[:2]) if len(different) == 2 else ", ".join(different)
    question = Question(
        "sold_column",
        f"{listed} could each be what was sold.",
        tuple(different),
        f"Name one with {option('target')}, such as {option('target', different[0])}; or, if each column is "
        f"a product or store, say {option('layout', 'wide')}.",
    )
    return settle(question, ask)


def _notes(chosen: str, reason: str, free: dict[str, ColumnStats]) -> list[Note]:
    others = [n for n, f in free.items() if f.kind in _CLASSES and n != chosen]
    rest = f", not {', '.join(others)}" if others else ""
    why = {
        "units": "a count of units goes before an amount of money" if others else "its name says units",
        "sales": "its name says sales",
        "revenue": "its name says revenue",
    }.get(reason, "it is the only free number")
    notes = [
        Note("target_column", 1, f"{chosen} is forecast{rest}: {why} ({option('target')} names another).")
    ]
    if says_logarithm(chosen):
        text = (
            f"{chosen} holds logarithms, by its name: it is forecast as it is, and sums of it mean nothing."
        )
        notes.append(Note("log_values", 1, text))
    return notes
