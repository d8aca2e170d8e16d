"""What to know before an order is sent, the most serious first."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.order_summary import OrderSummary
from foresale.reports.warning import ReportWarning

_HEADLINES = {
    "over_budget": ("It costs more than the budget.", "Raise the budget, or order less of one supplier."),
    "old_stock": ("The stock is older than the sales.", "Give a stock of the day on which the sales end."),
    "overdue_receipts": ("Deliveries are overdue.", "Ask the suppliers, and take out what has already come."),
    "several_stock_rows": (
        "Several rows of stock for one series.",
        "Look whether they were read as you mean them.",
    ),
    "stock_unknown": ("Some stock isn't known.", "Give it a row in the stock file."),
    "lead_time_unknown": ("Some lead times aren't known.", "Give them in the supply file."),
    "negative_stock": ("Some stock is below zero.", "Count these products."),
    "price_assumed": (
        "Prices and unit costs are assumed.",
        "Give a price and a unit cost: the order rests on them.",
    ),
    "margin_assumed": ("Margins are assumed.", "Give unit costs: they decide how much safety pays."),
    "sold_at_a_loss": (
        "Some sell for no more than they cost.",
        "Correct their prices, or plan them by service.",
    ),
    "arrival_assumed": ("Some deliveries have no day.", "Give the day on which they arrive."),
    "days_assumed": (
        "Lengths of time are taken for days.",
        "If they are weeks, say so in the column's name.",
    ),
    "forecast_ends": ("Some lead times reach beyond the forecast.", "Look at these orders with more care."),
    "stock_day_assumed": (
        "Nobody says when the stock was counted.",
        "If it wasn't at the end of the sales, give its day.",
    ),
}
_SURE = ("told", "asked", "proven")


def order_warnings(
    summary: OrderSummary, notes: Sequence[Note], budget: float | None, further: Sequence[ReportWarning] = ()
) -> list[ReportWarning]:
    """Warnings of an order.

    Args:
        summary: The order in a few numbers.
        notes: What was inferred, assumed and done.
        budget: Money to be spent at most.
        further: Warnings of the forecast that it rests on.
    """
    found = []
    if summary.empty_before:
        worth = f", a margin of about {summary.lost_before_money:,.0f}" if summary.currency_known else ""
        found.append(
            ReportWarning(
                "empty_before",
                f"{wording.counted(summary.empty_before, 'series')} will probably run out before "
                "anything can arrive.",
                f"About {wording.number(summary.lost_before)} units can't be sold until then{worth}.",
                "Ask for what is on its way, or move stock from another store.",
            )
        )
    by_rule = {
        note.rule: note for note in notes if note.evidence is None or note.evidence.certainty not in _SURE[:2]
    }
    for rule, (headline, action) in _HEADLINES.items():
        note = by_rule.get(rule)
        if note is not None:
            found.append(ReportWarning(rule, headline, str(note.text), action))
    if budget is not None and summary.cost < 0.5 * budget and summary.lines:
        found.append(
            ReportWarning(
                "budget_left",
                "Half of the budget is left.",
                f"What is worth ordering costs {summary.cost:,.0f} of {budget:,.0f}.",
                "Keep it for the next order.",
            )
        )
    return [*found, *further]
