"""Return tickets among others: journeys there and back, which are sold, and no goods brought back."""

from __future__ import annotations

from foresale.aggregates import number_of
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import Kind
from foresale.notes import Certainty, Evidence, Note, Reading, counted

_MANY = 0.2  # share of rows from which returns are asked about where nothing is called a sale
_TICKETS = (
    "single", "one way", "oneway", "day ticket", "day return", "day pass", "season ticket", "travelcard",
    "off peak", "open return", "einfache fahrt", "einzelfahrt", "einzelticket", "hinfahrt", "tageskarte",
    "wochenkarte", "monatskarte", "aller simple", "sola andata", "solo ida", "enkele reis", "dagkaart",
    "sencillo", "w jedna strone", "tek yon", "в одну сторону", "片道", "单程", "편도",
)  # fmt: skip
_ALONE = frozenset(
    ("day", "season", "weekly", "monthly", "peak", "einfach", "einzel", "aller", "simple", "ida", "andata",
     "enkel", "туда")
)  # fmt: skip
"""Words that are tickets only where they are all that a value says: not Next day, nor Season item."""


def take_returns_as_tickets(
    rows: SaleRows, name: str, kinds: dict[str, Kind | None], ask: Ask | None
) -> tuple[dict[str, Kind | None], list[Note]]:
    """`kinds` with Return as no return of goods where it is one of several kinds of ticket.

    Words such as Single beside it prove that. Where nothing beside it is called a sale and it has many rows
    with amounts above zero, it is asked.

    Args:
        rows: The rows.
        name: The column.
        kinds: What each of its values says.
        ask: Asked where no word tells.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    back = [value for value, kind in kinds.items() if kind == "return"]
    if not back or set(kinds.values()) - {"return", None} or len(back) == len(kinds):
        return kinds, []
    returned = rows.labels(name).is_in(back).fill_null(value=False)
    if (rows.amounts.filter(returned) < 0).any():
        return kinds, []
    others = [plain_words(value) for value, kind in kinds.items() if kind is None]
    are_tickets = any(value in _ALONE or has_phrase(value, word) for value in others for word in _TICKETS)
    if not are_tickets and number_of(returned.mean(), empty=0) < _MANY:
        return kinds, []
    before, amount = rows.total(), rows.total(returned)
    readings = (Reading("sold", before), Reading("taken off", before - 2 * amount))
    seen = f"{name} says {', '.join(back)} in {counted(int(returned.sum()), 'row')}, none of them below zero"
    certainty: Certainty = "likely"
    if not are_tickets:
        certainty = "asked"
        answers = ("They are sold, such as return tickets", "Goods came back: take them off")
        question = Question(
            f"returned_goods:{name}",
            f"{seen}, and nothing else there is called a sale: are these goods that came back?",
            answers,
            f"If all are sales, say {filter_option(True, name, list(kinds))}; if goods came back, leave them "
            f"out with {filter_option(False, name, back)} or write their amounts below zero.",
            readings,
        )
        if settle(question, ask) == answers[1]:
            return kinds, []
    text = (
        f"{seen}: sold like the others, as return tickets are ({amount:,.10g} of {before:,.10g} "
        f"{rows.target})."
    )
    note = Note("return_tickets", int(returned.sum()), text, Evidence(seen, readings, certainty))
    return {value: None if value in back else kind for value, kind in kinds.items()}, [note]
