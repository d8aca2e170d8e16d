"""`foresale remote transfers`: what stores should give each other, and what becomes of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from foresale.client.client import Client
    from foresale.client.orders import LineFields
    from foresale.client.transfers import Transfer, TransferChanged, TransferFields, Transfers

TransferId = Annotated[int | None, typer.Argument(metavar="[TRANSFER]", help="A transfer's number.")]
STEPS = ("approve", "send", "receive", "close")
OPEN = ("proposed", "changed", "approved", "sent", "partly_received")
NOTHING = (
    "Stores have nothing to give each other. Transfers are worked out each night where the server's setting "
    "transfers_within says region or everywhere."
)
COVER = ("Giver's days", "with it", "Taker's days", "with it")
"""Days that the stock of each store lasts before and after it."""
_WHAT = SettingGroup(
    "transfers",
    "Transfers",
    (
        Setting("store", "text", "Only from or to this store.", metavar="CODE"),
        Setting("step", "choice", "What becomes of the transfer.", choices=STEPS),
        Setting("cancel", "text", "Take it back that hasn't left, and say why.", metavar="REASON"),
        Setting("giver", "text", "Make a transfer from this store.", flag="--from", metavar="CODE"),
        Setting("taker", "text", "To this store.", flag="--to", metavar="CODE"),
        Setting("units", "texts", "Of a product, such as TEA=30; may be repeated.", metavar="SKU=UNITS"),
        Setting("note", "text", "What is to be known about the transfer that is made.", metavar="TEXT"),
    ),
)


@takes(_WHAT, SERVER, reads=False)
def transfers(given: ParsedOptions, transfer: TransferId = None) -> None:
    """List what stores should give each other, what saves most first; with a number, move it on.

    With two stores and units, make a transfer: transfers --from S2 --to S1 --units TEA=30
    """
    screen, chosen = given.screen, dict(given.options["transfers"])
    step, reason = chosen.pop("step", None), chosen.pop("cancel", None)
    made = {name: chosen.pop(name) for name in ("giver", "taker", "units", "note") if name in chosen}
    with asking(given) as client:
        if made:
            if transfer is not None or step or reason:
                raise OptionError(
                    "A transfer that is made has no number and no step yet.", fix="Leave these out."
                )
            added = _make(client, **made)
            screen.show(*_describe_one(added), *(short.text for short in added.warnings))
            screen.answer(asdict(added))
            return
        if transfer is None and (step or reason):
            raise OptionError(
                "Which transfer is meant isn't said.", fix="Write its number: transfers 17 --step approve"
            )
        if step and reason:
            raise OptionError("A step and a reason to cancel don't go together.", fix="Give one of them.")
        if transfer is None:
            found = list(client.transfers.list(OPEN, **chosen))
            if not screen.as_json:
                screen.show(*_describe(found))
            screen.answer({"items": [asdict(one) for one in found]})
            return
        shown = _act(client.transfers, transfer, step, reason)
        if not screen.as_json:
            screen.show(*_describe_one(shown))
        screen.answer(asdict(shown))


def _make(
    client: Client,
    giver: str | None = None,
    taker: str | None = None,
    units: Sequence[str] = (),
    note: str | None = None,
) -> TransferChanged:
    if giver is None or taker is None or not units:
        raise OptionError(
            "A transfer needs two stores and units of products.",
            fix="Write: transfers --from S2 --to S1 --units TEA=30",
        )
    lines: list[LineFields] = []
    for said in units:
        sku, _, count = said.rpartition("=")
        try:
            quantity = float(count)
        except ValueError:
            quantity = -1.0
        if not sku or not quantity > 0:
            raise OptionError(f"{said!r} says no units of a product.", fix="Write: --units TEA=30")
        lines.append({"product_id": client.products.find(sku).id, "quantity": quantity})
    ends = [client.stores.find(code).id for code in (giver, taker)]
    fields: TransferFields = {"from_store_id": ends[0], "to_store_id": ends[1], "lines": lines}
    return client.transfers.add(**(fields if note is None else {**fields, "note": note}))


def _act(server: Transfers, transfer: int, step: str | None, reason: str | None) -> Transfer:
    if reason:
        return server.cancel(transfer, reason)
    match step:
        case "send":
            return server.send(transfer)
        case "receive":
            return server.receive(transfer)
        case "approve" | "close":
            return server.step(transfer, step)
    return server.get(transfer)


def _describe(found: Sequence[Transfer]) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    if not found:
        return [NOTHING]
    columns = ("Transfer", "From", "To", "State", "Products", "Units", "Came", "Saves", "Leaves", "Arrives")
    numbers = ("Transfer", "Products", "Units", "Came", "Saves")
    rows = [
        (
            str(one.id), one.from_store, one.to_store, one.state.replace("_", " "), f"{one.lines:,}",
            f"{one.units:,g}", f"{one.received:,g}", f"{one.saves:,.2f}", str(one.send_on),
            str(one.expected_on),
        )
        for one in found
    ]  # fmt: skip
    return [simple_table(columns, rows, numbers=numbers)]


def _describe_one(shown: Transfer) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    state = shown.state.replace("_", " ")
    said = f"Transfer {shown.id} from {shown.from_store} to {shown.to_store} is {state}."
    columns = ("Product", "Name", "Units", "Came", "Saves", *COVER)
    rows = [
        (
            line.product, line.name, f"{line.quantity:,g}", f"{line.received:,g}", f"{line.saves:,.2f}",
            *(_days(end, name) for end in (line.giver, line.taker) for name in ("without", "with")),
        )
        for line in shown.items
    ]  # fmt: skip
    return [said, simple_table(columns, rows, numbers=columns[2:])]


def _days(end: dict[str, float | None] | None, name: str) -> str:
    """Days that stock lasts, at the giving or the taking store."""
    days = None if end is None else end.get(f"days_of_cover_{name}")
    return "–" if days is None else f"{days:,.0f}"
