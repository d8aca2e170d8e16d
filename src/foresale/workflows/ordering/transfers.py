"""Units that stores give each other before anything is bought."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from foresale.data.reading.replenishment.durations import days_of_option
from foresale.errors import OptionError, did_you_mean
from foresale.messages import option
from foresale.notes import Evidence, Note
from foresale.panel import Panel
from foresale.planning.policies.policy import Policy
from foresale.planning.transfers import Move, choose_transfers
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.situation import Situation

EMPTY = {"from": pl.String, "to": pl.String, "units": pl.Float64}


@dataclass(frozen=True)
class MovedUnits:
    """What to move.

    Attributes:
        table: A row a movement, the largest first: `from`, `to`, the other keys, `units`.
        saves: Money that all of them save, what moving costs taken off.
    """

    table: pl.DataFrame
    saves: float = 0.0


def no_transfers() -> MovedUnits:
    """Nothing to move."""
    return MovedUnits(pl.DataFrame(schema=EMPTY))


def move_first(
    situation: Situation, panel: Panel, policy: Policy, options: OrderOptions, notes: list[Note]
) -> tuple[Situation, MovedUnits]:
    """What to move between stores, and the situation once it is on its way.

    Args:
        situation: Before.
        panel: The sales.
        policy: How the order after it is chosen.
        options: Between which units are moved, how long that takes and what it costs.
        notes: What was found is added here.

    Raises:
        OptionError: The sales have no such key.
    """
    key = options.transfers
    if key is None:
        return situation, no_transfers()
    if key not in panel.keys:
        listed = f"The sales' keys: {', '.join(panel.keys)}."
        raise OptionError(f"The sales have no key {key!r}.", fix=did_you_mean(key, panel.keys, listed))
    days = panel.freq.days if options.transfer_time is None else _days(options.transfer_time)
    move = Move(int(np.ceil(days / panel.freq.days)), options.transfer_cost)
    keys = panel.series.select(panel.keys)[situation.rows.tolist()]
    others = [name for name in panel.keys if name != key]
    product = (
        keys.select(pl.struct(others).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy().astype(np.intp)
        if others
        else np.zeros(keys.height, dtype=np.intp)
    )
    given = (situation.state, situation.demand, situation.costs, situation.calendar, situation.terms)
    found = choose_transfers(policy, given, product, move)
    moved, saved = float(found.units.sum()), float(found.saves.sum())
    text = (
        f"{moved:,.10g} units are moved between {key}s before anything is bought ({len(found.units):,} "
        f"movements, there after {days:,.10g} days); that saves about {saved:,.2f}. Stock and orders "
        "are those after it."
        if moved
        else f"Nothing is worth moving from one {key} to another."
    )
    notes.append(Note("transfers", len(found.units), text, Evidence("as you asked", certainty="told")))
    if not moved:
        return situation, no_transfers()
    state = found.apply(situation.state, move)
    giver, taker = keys[found.giver.tolist()], keys[found.taker.tolist()]
    table = pl.DataFrame({"from": giver[key], "to": taker[key]}).hstack(
        giver.select(pl.col(name).alias(f"{name} (sales)" if name in EMPTY else name) for name in others)
    )
    table = table.with_columns(pl.Series("units", found.units)).sort("units", descending=True)
    return replace(situation, state=state), MovedUnits(table, saved)


def _days(text: str) -> float:
    days = days_of_option(text, "transfer_time")
    if days <= 0:
        raise OptionError(
            f"A transfer that takes '{text}' takes no time.",
            fix=f"Give the days until units can be sold, such as {option('transfer_time', '1')}.",
        )
    return days
