"""`foresale remote orders`: what to order, and what becomes of orders."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.client.orders import Proposal, Proposals

OrderId = Annotated[int | None, typer.Argument(metavar="[ORDER]", help="An order's number.")]
STEPS = ("approve", "send", "receive", "close")
_WHAT = SettingGroup(
    "orders",
    "Orders",
    (
        Setting("budget", "number", "Show what so much money buys.", metavar="MONEY"),
        Setting("store", "text", "Only for this store.", metavar="CODE"),
        Setting("supplier", "text", "Only at this supplier.", metavar="CODE"),
        Setting("propose", "switch", "Ask the server to work the proposals out anew.", flag="--propose"),
        Setting("step", "choice", "What becomes of the order.", choices=STEPS),
    ),
)


@takes(_WHAT, SERVER, reads=False)
def orders(given: ParsedOptions, order: OrderId = None) -> None:
    """List what to order, what saves most first; with an order's number, move it on."""
    screen, chosen = given.screen, dict(given.options["orders"])
    step, is_asked = chosen.pop("step", None), chosen.pop("propose", False)
    with asking(given) as client:
        if (order is None) != (step is None):
            raise OptionError("An order and its step go together.", fix="Write: orders 17 --step approve")
        if order is not None:
            moved = client.orders.receive(order) if step == "receive" else client.orders.step(order, step)
            screen.show(f"Order {moved.id} is {moved.state.replace('_', ' ')}.")
            screen.answer(asdict(moved))
            return
        if is_asked:
            job = client.orders.propose()
            screen.show(f"The server works it out: job {job.id}. Look at it: foresale remote jobs {job.id}")
            screen.answer(asdict(job))
            return
        found = client.orders.proposals(**chosen)
        if not screen.as_json:
            screen.show(*_describe(found, has_budget="budget" in chosen))
        screen.answer(asdict(found))


def _describe(found: Proposals, *, has_budget: bool) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    if not found.items:
        return ["Nothing is to be ordered. Work it out anew: foresale remote orders --propose"]
    numbers = ("Order", "Units", "Costs", "Saves", "Out without", "Out with")
    columns = ("Order", "Store", "Supplier", "Product", "Name", *numbers[1:], "Expected on")
    rows = [_row(line, has_budget=has_budget) for line in found.items]
    parts: list[RenderableType] = [simple_table(columns, rows, numbers=numbers)]
    if found.total > len(found.items):
        parts.append(f"and {found.total - len(found.items):,} more")
    parts.append(
        f"Together {found.spend:,.2f}, which should save {found.saves:,.2f} until the next orders come."
    )
    return parts


def _row(line: Proposal, *, has_budget: bool) -> tuple[str, ...]:
    why = line.why or {}
    chances = (why.get("runs_out_without"), why.get("runs_out_with"))
    return (
        str(line.order_id),
        line.store or "",
        line.supplier or "",
        line.product,
        line.name,
        f"{line.affordable if has_budget else line.quantity:,g}",
        "–" if line.amount is None else f"{line.amount:,.2f}",
        "–" if line.saves is None else f"{line.saves:,.2f}",
        *("–" if chance is None else f"{chance:.0%}" for chance in chances),
        "" if line.expected_on is None else str(line.expected_on),
    )
