"""`POST /forecast/what-if`: a forecast beside what it would be with a price, a promotion or an event."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.container import Container
from foresale.errors import OptionError
from foresale.forecasting.explanation.past_effects import PastEffect
from foresale.forecasting.sums.horizon_total import level_places
from foresale.service.api.auth.schemas import AuthBody
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.field_types import Line
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, find_visible_store
from foresale.service.api.predict.schemas import Key, ProductReference, StoreReference
from foresale.service.serving.answers import DIGITS
from foresale.service.serving.served_run import ServedRun
from foresale.storage.database.forecasts.forecast_pairs import SeriesChoice, read_chosen_series
from foresale.storage.database.forecasts.stored_series import Periods
from foresale.storage.database.names import ProductName, StoreName
from foresale.workflows.forecasts.what_if import Measured, Source, WhatIf, measure_change
from foresale.workflows.ports import Scope

router = APIRouter()
LEVEL = 0.8


class WhatIfGiven(AuthBody):
    """A change of a product in a store on some days ahead; nothing is kept of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "product": "TEA-01",
                    "store": "S1",
                    "from": "2026-03-09",
                    "to": "2026-03-15",
                    "discount": 0.2,
                    "promotion": True,
                }
            ]
        },
    )

    product: Key = Field(description="The product's id (a number) or its sku (text).")
    store: Key = Field(description="The store's id (a number) or its code (text).")
    first: date = Field(alias="from", description="The first day of the change.")
    last: date = Field(alias="to", description="The last one.")
    price: float | None = Field(None, gt=0, le=1e9, description="What a unit would cost.")
    discount: float | None = Field(None, gt=0, lt=1, description="The same as a share off the usual price.")
    promotion: bool = Field(
        False,
        description="Whether it would be on promotion; without a price, at the price promotions mostly had.",
    )
    event: Annotated[Line, Field(max_length=100)] | None = Field(
        None, description="The name of an event of the calendar that would be on."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.last < self.first:
            raise ValueError("to lies before from")
        if self.price is not None and self.discount is not None:
            raise ValueError("give price or discount, not both")
        if self.price is None and self.discount is None and self.event is None and not self.promotion:
            raise ValueError("give a price, a discount, a promotion or an event")
        return self


class UnitRange(BaseModel):
    """Units, and where eight of ten cases lie."""

    mean: float
    lower: float
    upper: float


class WhatIfPeriod(BaseModel):
    """A day ahead, as it is forecast and as it would be."""

    date: date
    before: UnitRange
    after: UnitRange


class WhatIfEffect(BaseModel):
    """By how much such changes multiplied sales before."""

    factor: float = Field(description="1.3 means 30 % more.", examples=[1.3])
    lower: float
    upper: float
    cases: int = Field(
        description="Past campaigns, prices or events of the kind; one in several stores at once counts once."
    )
    days: int = Field(description="Days in them, over all series.")
    source: Literal["product", "category"] = Field(
        description="Whose past it is: the product's in your stores, or that of its category in this one."
    )
    price: float = Field(description="The price as a share of the usual one.", examples=[0.8])
    usual_price: float | None = Field(description="Of a unit now; null where no price is known.")
    is_price_new: bool = Field(description="Whether that price lies outside of what was seen.")


class ForecastWhatIf(BaseModel):
    """A forecast beside what it would be."""

    product: ProductReference
    store: StoreReference
    run: int
    model_version: str
    cutoff: date
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    level: float
    effect: WhatIfEffect
    before: float = Field(description="Units forecast on the days of the change.")
    after: float = Field(description="Units they would sell.")
    planned_promotion_days: int = Field(
        description="Days of them on which a promotion is planned already: the forecast is taken to hold it, "
        "and only what the change adds to it counts."
    )
    forecast: list[WhatIfPeriod] = Field(description="All days ahead; only those of the change differ.")


@router.post("/forecast/what-if", summary="A forecast with another price, a promotion or an event")
def ask_what_if(
    given: WhatIfGiven,
    predictor: Served,
    container: Services,
    caller: Annotated[Caller, needs(Permission.PREDICT)],
) -> ForecastWhatIf:
    """What a product would sell with a change, beside its forecast. Nothing is kept.

    How much such a change does is measured in the past: days on promotion, at another price or with the
    event, beside the same weekdays of the four weeks around them, in your stores; where the product itself
    has too few such days, in its category. The range joins the forecast's with that of the effect, and is as
    wide as cases are few. On days with a planned promotion only what the change adds to it is told.
    """
    product, store = predictor.product(given.product), find_visible_store(predictor, given.store, caller)
    run, series = predictor.series(product, store)
    days = series.periods.get("day")
    first = run.facts.cutoff + timedelta(days=1)
    last = run.facts.cutoff + timedelta(days=run.facts.horizon)
    if days is None or given.first < first or given.last > last:
        raise OptionError(
            f"The days {given.first} to {given.last} aren't all forecast; {first} to {last} are.",
            fix="Choose days among these.",
        )
    asked = WhatIf(product.sku, store.code, given.price, given.discount, given.promotion, given.event or None)
    planned = _find_planned(container, product, store, given)
    held = given.event and planned["event", given.event]
    if held:
        raise OptionError(
            f"'{given.event}' is on the calendar on {min(held)} already: the forecast holds it.",
            fix="Choose days on which it isn't, or leave the event out.",
        )
    found = measure_change(
        container.sales_repository, _sources(container, product, store, caller), asked, run.facts.cutoff
    )
    asked_days = {given.first + timedelta(days=after) for after in range((given.last - given.first).days + 1)}
    promoted = planned["promotion", None]
    effects = {day: found.on_top if day in promoted else found.effect for day in asked_days}
    forecast = _both(run, days, effects)
    changed = [one for one in forecast if given.first <= one.date <= given.last]
    return ForecastWhatIf.model_validate(
        {
            "product": {"id": product.id, "sku": product.sku},
            "store": {"id": store.id, "code": store.code},
            "run": run.facts.id,
            "model_version": run.facts.model_version,
            "cutoff": run.facts.cutoff,
            "from": given.first,
            "to": given.last,
            "level": LEVEL,
            "effect": _tell(found),
            "before": round(sum(one.before.mean for one in changed), DIGITS),
            "after": round(sum(one.after.mean for one in changed), DIGITS),
            "planned_promotion_days": len(planned["promotion", None]),
            "forecast": forecast,
        }
    )


def _sources(container: Container, product: ProductName, store: StoreName, caller: Caller) -> list[Source]:
    """The product where the caller may see it, and its category in this store."""
    stores = None if caller.store_ids is None else tuple(sorted(caller.store_ids))
    with container.engine.connect().execution_options(writes=False) as connection:
        own = read_chosen_series(connection, SeriesChoice(product_ids=(product.id,), store_ids=stores))
        near = read_chosen_series(connection, SeriesChoice(store_ids=(store.id,), category=product.category))
    # The store that is asked about comes first, so that it is among those that are read.
    own = own.sort(own["store"] != store.code, maintain_order=True)
    found = [Source("product", Scope(), own)]
    if product.category is not None:
        found.append(Source("category", Scope(segment=f"category={product.category}"), near))
    return found


def _both(run: ServedRun, days: Periods, effects: Mapping[date, PastEffect]) -> list[WhatIfPeriod]:
    low, high = level_places(run.facts.levels, LEVEL)
    found = []
    for place, day in enumerate(days.starts):
        mean = float(days.mean[place])
        before = UnitRange(
            mean=round(mean, DIGITS),
            lower=round(float(days.quantiles[place, low]), DIGITS),
            upper=round(float(days.quantiles[place, high]), DIGITS),
        )
        after = _apply_effect(before, effects[day]) if day in effects else before
        found.append(WhatIfPeriod(date=day, before=before, after=after))
    return found


def _apply_effect(before: UnitRange, effect: PastEffect) -> UnitRange:
    """The forecast times the effect; both ranges, as shares of their middle, are joined as independent."""
    mean = before.mean * effect.factor
    if before.mean <= 0:
        return UnitRange(mean=0.0, lower=0.0, upper=round(before.upper * effect.upper, DIGITS))
    below = math.hypot(1 - before.lower / before.mean, 1 - effect.lower / effect.factor)
    above = math.hypot(before.upper / before.mean - 1, effect.upper / effect.factor - 1)
    return UnitRange(
        mean=round(mean, DIGITS),
        lower=round(max(0.0, mean * (1 - below)), DIGITS),
        upper=round(mean * (1 + above), DIGITS),
    )


def _tell(found: Measured) -> WhatIfEffect:
    effect = found.effect
    return WhatIfEffect.model_validate(
        {
            "factor": round(effect.factor, DIGITS),
            "lower": round(effect.lower, DIGITS),
            "upper": round(effect.upper, DIGITS),
            "cases": effect.cases,
            "days": effect.days,
            "source": found.source,
            "price": round(effect.price, DIGITS),
            "usual_price": None if found.usual_price is None else round(found.usual_price, DIGITS),
            "is_price_new": effect.is_price_new,
        }
    )


def _find_planned(
    container: Container, product: ProductName, store: StoreName, given: WhatIfGiven
) -> Mapping[tuple[str, str | None], set[date]]:
    """Days of the change on which a promotion (whatever its name) or an event of the product is planned."""
    found: defaultdict[tuple[str, str | None], set[date]] = defaultdict(set)
    for row in container.sales_repository.events(Scope()).iter_rows(named=True):
        touches = (
            row["product"] in (None, product.sku)
            and row["store"] in (None, store.code)
            and row["category"] in (None, product.category)
        )
        first, last = max(row["starts_on"], given.first), min(row["ends_on"], given.last)
        if touches and first <= last:
            key = ("promotion", None) if row["kind"] == "promotion" else ("event", row["name"])
            found[key] |= {first + timedelta(days=after) for after in range((last - first).days + 1)}
    return found
