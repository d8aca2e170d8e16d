"""What a simulated chain is to look like."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from foresale.data.calendar.public_holidays import find_country
from foresale.errors import OptionError
from foresale.frequency import Dates
from foresale.messages import option

_LARGEST = {"promotion_share": 0.3, "stockout_share": 0.3, "mess": 0.2}


@dataclass(frozen=True)
class ChainOptions:
    """Size, time and habits of a simulated chain; the same options give the same chain.

    Attributes:
        stores: Number of stores.
        products: Number of products, sold in every store.
        days: Days of history.
        start: The first day of the history.
        future_days: Days after the history whose prices, promotions and true demand are told too.
        seed: Which of the chains of this kind.
        country: Code or name of the country whose holidays move demand; none without it.
        promotion_share: Share of product-days on promotion, up to 0.3.
        intermittent_share: Share of products that sell on few days.
        new_share: Share of products launched during the history.
        dying_share: Share of products that fade and leave during the history.
        stockout_share: Share of product-store-days on which stock runs out, up to 0.3.
        mess: Share of rows in the sales that are dirty, up to 0.2: repeated, returned or unreadable.

    Examples:
        >>> ChainOptions(stores=2, products=10, days=7).dates.astype(str)[[0, -1]].tolist()
        ['2022-01-01', '2022-02-04']
    """

    stores: int = 5
    products: int = 40
    days: int = 1096
    start: date = date(2022, 1, 1)
    future_days: int = 28
    seed: int = 0
    country: str | None = "GB"
    promotion_share: float = 0.06
    intermittent_share: float = 0.2
    new_share: float = 0.1
    dying_share: float = 0.05
    stockout_share: float = 0.03
    mess: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no chain can be."""
        for name, least in (("stores", 1), ("products", 1), ("days", 1), ("future_days", 0), ("seed", 0)):
            value = getattr(self, name)
            if value < least:
                raise OptionError(f"{name} is {value}.", fix=f"Give {option(name)} a number from {least} up.")
        shares = [f.name for f in fields(self) if f.name.endswith("_share") or f.name == "mess"]
        for name in shares:
            value, most = getattr(self, name), _LARGEST.get(name, 1.0)
            if not 0 <= value <= most:
                raise OptionError(
                    f"{name} is {value}.", fix=f"Give {option(name)} a share between 0 and {most:g}."
                )
        if self.new_share + self.dying_share > 1:
            raise OptionError(
                f"New products ({self.new_share:g}) and dying ones ({self.dying_share:g}) are more than all.",
                fix=f"Give {option('new_share')} and {option('dying_share')} shares that add up to 1 at "
                "most.",
            )
        if self.country is not None:
            object.__setattr__(self, "country", find_country(self.country))

    @property
    def dates(self) -> Dates:
        """Every day of the history and the future."""
        since_start = np.arange(self.days + self.future_days).astype("timedelta64[D]")
        return np.datetime64(self.start, "D") + since_start

    def stream(self, concept: str) -> np.random.Generator:
        """Random numbers for one concept alone, so that a change in one leaves the others as they were."""
        return np.random.default_rng([self.seed, zlib.crc32(concept.encode())])
