"""What a user may decide about an order."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from foresale.errors import OptionError
from foresale.messages import option

HOLDING_SHARE = 0.25
MARGIN = 0.3
POLICIES = ("cost_optimal", "service_target", "min_max", "cover_days", "order_up_to")


@dataclass(frozen=True)
class OrderOptions:
    """How stock and supply are read, what holds where they say nothing, and the rule that orders.

    Attributes:
        stock_columns: Columns of the stock file and of orders on the way, as `field=column`.
        supply_columns: Columns of the supply file, as `field=column`.
        stock_date: The day at whose end the stock was counted, where the file doesn't say; one after the
            sales' end is the day of the order, at whose beginning it was.
        duplicate_stock: Whether several rows of one series are added up or the last counts, where nothing
            proves it.
        missing_stock: Whether series without a row of stock are left out or have none.
        lead_time: Time from an order to its arrival, such as "14" (days) or "2w", where supply doesn't say.
        review: Time from one order to the next; by default one period.
        order_days: Weekdays on which can be ordered, such as "Mon,Thu", where supply doesn't say.
        delivery_days: Weekdays on which deliveries come, where supply doesn't say.
        lead_time_spread: Standard deviation of the lead time, such as "2" (days), where supply doesn't say.
        late_share: Share of orders that come late, where supply doesn't say.
        late_by: How late these come, such as "3" (days), where supply doesn't say.
        pack: Units that only come together, where supply doesn't say.
        minimum: Units at least, where supply doesn't say.
        maximum: Units at most, where supply doesn't say.
        shelf_life: Time that a unit can be sold, where supply doesn't say.
        margin: Share of the price that is left after the unit cost, where one of both isn't known.
        holding: What a year in stock costs, as a share of the unit cost.
        policy: The rule that orders, one of `POLICIES`; a service target where `service` is given.
        service: Share of demand, or of order cycles, to be served.
        service_measure: Whether `service` is a share of demand ("fill") or of cycles ("cycle").
        cover: Time that stock should last, for the policy that covers days.
        budget: Money to spend at most; the most valuable packs are bought first.
        backorders: Whether customers wait for what isn't there.
        choose_supplier: Of several suppliers the "preferred" one, else the cheapest; or that whose order
            leaves the "least_cost" in all.
        transfers: Key of the sales whose values, such as stores, may give each other units before anything
            is bought; None for no transfers.
        transfer_time: Time that units take from one to another, such as "2" (days); one period by default.
        transfer_cost: Money for each unit moved.
    """

    stock_columns: tuple[str, ...] = ()
    supply_columns: tuple[str, ...] = ()
    stock_date: datetime.date | None = None
    duplicate_stock: Literal["sum", "last"] | None = None
    missing_stock: Literal["skip", "zero"] = "skip"
    lead_time: str | None = None
    review: str | None = None
    order_days: str | None = None
    delivery_days: str | None = None
    lead_time_spread: str | None = None
    late_share: float | None = None
    late_by: str | None = None
    pack: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    shelf_life: str | None = None
    margin: float | None = None
    holding: float | None = None
    policy: str | None = None
    service: float | None = None
    service_measure: Literal["fill", "cycle"] = "fill"
    cover: str | None = None
    budget: float | None = None
    backorders: bool = False
    choose_supplier: Literal["preferred", "least_cost"] = "preferred"
    transfers: str | None = None
    transfer_time: str | None = None
    transfer_cost: float = 0.0

    def __post_init__(self) -> None:
        """Refuse values that can't mean anything."""
        if self.service is not None and not 0 < self.service < 1:
            raise OptionError(
                f"The service is {self.service:g}.",
                fix=f"Give a share below 1, such as {option('service', 0.97)}.",
            )
        if self.margin is not None and not 0 < self.margin < 1:
            raise OptionError(
                f"The margin is {self.margin:g}.",
                fix=f"Give a share of the price, such as {option('margin', 0.3)}.",
            )
        if self.late_share is not None and not 0 <= self.late_share < 1:
            raise OptionError(
                f"The share of late orders is {self.late_share:g}.",
                fix=f"Give a share below 1, such as {option('late_share', 0.1)}.",
            )
        for name in ("holding", "budget", "minimum", "maximum", "transfer_cost"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise OptionError(f"{name} is {value:g}.", fix=f"Give {option(name)} a number from 0 up.")
        if self.pack is not None and self.pack <= 0:
            raise OptionError(f"The pack is {self.pack:g}.", fix=f"Give {option('pack')} a number above 0.")
        if self.policy is not None and self.policy not in POLICIES:
            raise OptionError(f"There is no policy '{self.policy}'.", fix=f"Use {', '.join(POLICIES)}.")
        if self.service is not None and self.policy not in (None, "service_target"):
            raise OptionError(
                f"The policy {self.policy} has no service target.",
                fix=f"Leave out {option('service')}, or use {option('policy', 'service_target')}.",
            )

    @property
    def policy_name(self) -> str:
        """The rule that orders."""
        return self.policy or ("cost_optimal" if self.service is None else "service_target")
