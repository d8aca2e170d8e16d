"""Stock, demand, costs, calendar and terms of the series that can be ordered, as planning takes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.data.reading.replenishment.series_match import AT
from foresale.forecasting.results import QUANTILES, Prediction
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading, counted
from foresale.panel import Panel
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.state import State
from foresale.planning.terms import Terms
from foresale.workflows.ordering.deliveries import Deliveries
from foresale.workflows.ordering.inputs import OrderInputs
from foresale.workflows.ordering.moment import DAY, OrderMoment
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.prices import Prices


@dataclass(frozen=True)
class Situation:
    """What an order is chosen from.

    Attributes:
        rows: N places of the series among the panel's.
        moment: When it is ordered.
        deliveries: Order days and arrivals of the N.
        state: Their stock and what is on its way.
        demand: What may be wanted of them.
        costs: Their money by unit.
        prices: Their prices and unit costs.
        calendar: Their arrivals in periods.
        terms: Their packs, limits, shelf lives.
        minimum_value: N: the least an order to their supplier may be worth; 0 without one.
        supplier: N names; "" where there is none.
    """

    rows: Index
    moment: OrderMoment
    deliveries: Deliveries
    state: State
    demand: Demand
    costs: Costs
    prices: Prices
    calendar: OrderCalendar
    terms: Terms
    minimum_value: Array
    supplier: list[str]


def stock_now(
    panel: Panel, inputs: OrderInputs, moment: OrderMoment, options: OrderOptions, notes: list[Note]
) -> Array:
    """S units on hand at the moment of the order; NaN where no stock is known.

    Stock that is older than the sales is brought forward: less what sold since, more what arrived.
    """
    stock = inputs.stock.on_hand
    on_hand = np.full(panel.n_series, np.nan)
    places = stock[AT].to_numpy().astype(np.intp)
    on_hand[places] = stock["on_hand"].to_numpy()
    if options.missing_stock == "zero":
        on_hand = np.where(np.isnan(on_hand), 0, on_hand)
    day = np.full(panel.n_series, np.datetime64(options.stock_date or moment.sales_end.item(), "D"))
    dated = stock["date"].is_not_null().to_numpy()
    day[places[dated]] = stock["date"].drop_nulls().to_numpy().astype("datetime64[D]")
    below = on_hand < 0
    if below.any():
        first = float(on_hand[below][0])
        text = f"The stock of {counted(int(below.sum()), 'series')} is below zero, such as {first:g}: " + (
            "customers wait for these units." if options.backorders else "taken for none."
        )
        readings = (Reading("counted wrongly: none is there"), Reading("units that customers wait for"))
        certainty: Certainty = "told" if options.backorders else "likely"
        notes.append(
            Note(
                "negative_stock",
                int(below.sum()),
                text.replace("seriess", "series"),
                Evidence("stock can't be below zero on a shelf", readings, certainty),
            )
        )
        if not options.backorders:
            on_hand = np.maximum(on_hand, 0)
    return _project_stock(panel, inputs, moment, on_hand, day, notes)


def _project_stock(
    panel: Panel, inputs: OrderInputs, moment: OrderMoment, on_hand: Array, day: np.ndarray, notes: list[Note]
) -> Array:
    old = (day < moment.sales_end) & np.isfinite(on_hand)
    if not old.any():
        return on_hand
    ends = np.append(panel.dates[1:].astype("datetime64[D]"), moment.sales_end + DAY) - DAY
    starts = panel.dates.astype("datetime64[D]")
    length = (ends - starts) / DAY + 1
    share = np.clip((ends[None, :] - day[:, None]) / DAY / length[None, :], 0, 1)
    sold = np.where(old, (np.nan_to_num(panel.target) * share).sum(axis=1), 0)
    came = np.zeros(panel.n_series)
    receipts = inputs.stock.receipts.drop_nulls("arrival")
    at = receipts[AT].to_numpy().astype(np.intp)
    when = receipts["arrival"].to_numpy().astype("datetime64[D]")
    between = old[at] & (when > day[at]) & (when <= moment.sales_end)
    np.add.at(came, at[between], receipts["quantity"].to_numpy()[between])
    now = np.maximum(on_hand + came - sold, np.minimum(on_hand, 0))
    oldest = day[old].min()
    text = (
        f"The stock of {int(old.sum()):,} series is older than the sales' end (from {oldest} on; the "
        "sales end on "
        f"{moment.sales_end}): brought forward by what sold since ({sold[old].sum():,.10g} units) and "
        "what was due "
        f"to arrive ({came[old].sum():,.10g})."
    )
    readings = (
        Reading("less what sold since", float(now[old].sum())),
        Reading("as the file has it", float(on_hand[old].sum())),
    )
    evidence = Evidence("deliveries since then that no file lists aren't counted", readings, "likely")
    notes.append(Note("old_stock", int(old.sum()), text, evidence))
    return np.where(old, now, on_hand)


def receipts_ahead(
    inputs: OrderInputs, moment: OrderMoment, deliveries: Deliveries, n_series: int, notes: list[Note]
) -> Array:
    """S × P units on their way, by the period in which they can be sold."""
    receipts = inputs.stock.receipts
    if not receipts.height:
        return np.zeros((n_series, 1))
    at = receipts[AT].to_numpy().astype(np.intp)
    units = receipts["quantity"].to_numpy()
    unknown = receipts["arrival"].is_null().to_numpy()
    when = np.where(
        unknown, deliveries.arrives_on[at], receipts["arrival"].to_numpy().astype("datetime64[D]")
    ).astype("datetime64[D]")
    if unknown.any():
        text = (
            f"{units[unknown].sum():,.10g} units on their way have no day of arrival: taken to come as "
            "late as an "
            "order placed now."
        )
        readings = (Reading("they come one lead time from now"), Reading("they come sooner"))
        notes.append(
            Note(
                "arrival_assumed",
                int(unknown.sum()),
                text,
                Evidence("no column says their day", readings, "likely"),
            )
        )
    overdue = when < moment.date
    before = ~unknown & (when <= moment.sales_end)
    late = overdue & ~before
    past = before & overdue
    if (late | past).any():
        rows = late | past
        text = (
            f"{units[rows].sum():,.10g} units were due before {moment.date} "
            f"({counted(int(rows.sum()), 'delivery')}): "
            "taken to come on the day after it. Ask where they are."
        ).replace("deliverys", "deliveries")
        readings = (
            Reading("late, and still to come"),
            Reading("already in the stock, and listed by mistake"),
        )
        evidence = Evidence(f"the oldest was due on {when[rows].min()}", readings, "likely")
        notes.append(Note("overdue_receipts", int(rows.sum()), text, evidence))
        when = np.where(rows, moment.date + DAY, when)
    place = np.minimum(moment.nearest_start(when), len(moment.starts) - 1)
    made = np.zeros((n_series, int(place.max(initial=0)) + 1))
    np.add.at(made, (at, place), units)
    return made


def demand_of(prediction: Prediction, panel: Panel, moment: OrderMoment, rows: Index) -> Demand:
    """Demand of some series from the moment of the order on."""
    gap = min(moment.gap, prediction.mean.shape[1] - 1)
    season = 7 if panel.freq.value == "D" else 1
    return Demand.from_quantiles(
        QUANTILES,
        np.nan_to_num(prediction.quantiles[rows][:, gap:]),
        np.nan_to_num(prediction.mean[rows][:, gap:]),
        season,
    )


def terms_of(inputs: OrderInputs, panel: Panel, rows: Index, *, backorders: bool, notes: list[Note]) -> Terms:
    """Packs, limits and shelf lives of some series, in units and whole periods."""
    table = inputs.terms[rows.tolist()]
    pack = table["pack"].fill_null(1.0).to_numpy()
    minimum = table["minimum"].fill_null(0.0).to_numpy()
    maximum = table["maximum"].fill_null(np.inf).to_numpy()
    life = table["shelf_life"].to_numpy() / panel.freq.days
    whole = np.where(np.isfinite(life), np.maximum(np.floor(life), 1), 0)
    shortened = int((np.isfinite(life) & (np.abs(life - whole) > 0.01)).sum())
    if shortened and panel.freq.days > 1:
        text = (
            f"Shelf lives count in whole {panel.freq.noun}s, the rest of one is left out ({shortened:,} "
            "series)."
        )
        notes.append(Note("shelf_life_rounded", shortened, text))
    wrong = maximum < np.maximum(minimum, pack)
    if wrong.any():
        text = (
            f"The maximum order of {int(wrong.sum()):,} series is below one pack or the minimum: "
            "nothing can be "
            "ordered of them."
        )
        notes.append(Note("maximum_below_minimum", int(wrong.sum()), text))
        minimum = np.where(wrong & (minimum > maximum), 0, minimum)
    return Terms.of(
        len(rows), pack=pack, minimum=minimum, maximum=maximum, shelf_life=whole, backorders=backorders
    )


def ages_of(
    inputs: OrderInputs, panel: Panel, moment: OrderMoment, on_hand: Array, notes: list[Note]
) -> tuple[Array, Array | None]:
    """S units on hand that can still be sold, and S × A of them by the periods they may still be sold."""
    batches = inputs.stock.batches
    if not batches.height:
        return on_hand, None
    at = batches[AT].to_numpy().astype(np.intp)
    left = ((batches["expiry"].to_numpy().astype("datetime64[D]") - moment.date) / DAY + 1) / panel.freq.days
    periods = np.floor(left).astype(np.intp)
    units = batches["quantity"].to_numpy()
    gone = periods < 1
    if gone.any():
        spoilt = np.zeros(panel.n_series)
        np.add.at(spoilt, at[gone], units[gone])
        on_hand = np.maximum(on_hand - spoilt, 0)
        text = (
            f"{units[gone].sum():,.10g} units on hand can't be sold any more by {moment.date}: left out of "
            "the stock."
        )
        notes.append(Note("expired_stock", int(gone.sum()), text, Evidence("their last day says so")))
    kept = ~gone
    if not kept.any():
        return on_hand, None
    made = np.zeros((panel.n_series, int(periods[kept].max())))
    np.add.at(made, (at[kept], periods[kept] - 1), units[kept])
    over = np.divide(on_hand, made.sum(axis=1), out=np.ones_like(on_hand), where=made.sum(axis=1) > 0)
    return on_hand, made * np.minimum(np.nan_to_num(over, nan=1.0), 1)[:, None]


def note_lead_times(inputs: OrderInputs, panel: Panel, notes: list[Note]) -> None:
    """Say that periods longer than a day can't tell days apart."""
    if panel.freq.days == 1:
        return
    days = inputs.terms["lead_time"].drop_nulls().to_numpy()
    uneven = int((np.abs(days / panel.freq.days - np.round(days / panel.freq.days)) > 1e-9).sum())
    if uneven:
        noun = panel.freq.noun
        text = (
            f"Sales are by {noun}, so lead times that are no whole {noun}s ({uneven:,} series) count "
            "up to the next "
            f"{noun}'s beginning ({option('freq', 'D')} plans by day, where the sales have days)."
        )
        notes.append(Note("lead_time_rounded", uneven, text))


def note_late_deliveries(
    terms: pl.DataFrame, deliveries: Deliveries, panel: Panel, notes: list[Note]
) -> None:
    """Say which deliveries may come late, and by how much where nobody says."""
    if deliveries.late is None:
        return
    rows = int((deliveries.late[:, 1:].sum(axis=1) > 0).sum())
    text = (
        f"Orders of {rows:,} series may come late: every day on which they may arrive counts by its chance; "
        "what comes early counts as on time."
    )
    notes.append(Note("late_deliveries", rows, text, Evidence("the supply file or an option says so")))
    open_ones = terms.filter(pl.col("late_share").is_not_null() & pl.col("late_by").is_null()).height
    if open_ones:
        text = f"How late is said nowhere ({open_ones:,} series): taken for one {panel.freq.noun}."
        readings = (Reading(f"late by one {panel.freq.noun}"), Reading("late by more, or less"))
        notes.append(
            Note("late_by_assumed", open_ones, text, Evidence("no column late_by", readings, "likely"))
        )
