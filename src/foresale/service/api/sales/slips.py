"""What was stored of sales, and may be a slip: told to who sent them, in a line a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy.orm import Session

from foresale.service.api.sales.odd_revenues import warning_of_odd_revenues
from foresale.service.api.sales.queries import warning_of_idle
from foresale.service.api.sales.schemas import SaleValues
from foresale.workflows.importing.plausible_days import PlausibleDays


@dataclass(frozen=True)
class StoredSale:
    """A sale that was added or changed.

    Attributes:
        number: Its transaction_id.
        given: As it was sent.
        sold_on: The store's day.
    """

    number: str
    given: SaleValues
    sold_on: date


def warnings_of(session: Session, stored: Sequence[StoredSale], plausible: PlausibleDays) -> list[str]:
    """Say what may be a slip: days far back, products or stores out of use, revenues that don't fit.

    Args:
        session: Knows what is in use.
        stored: What was added or changed.
        plausible: Days that they may have.
    """
    stretched = plausible.warning(pl.Series([sale.sold_on for sale in stored], dtype=pl.Date))
    idle = warning_of_idle(session, [(sale.given.store, sale.given.product) for sale in stored])
    odd = warning_of_odd_revenues([(sale.number, sale.given) for sale in stored])
    told = (stretched.text if stretched is not None else None, idle, odd)
    return [warning for warning in told if warning is not None]
