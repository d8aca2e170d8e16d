"""Stock that was counted between the sales' end and the order, less what sells until the order."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.data.reading.replenishment.series_match import AT
from foresale.forecasting.results import Prediction
from foresale.notes import Evidence, Note, Reading
from foresale.panel import Panel
from foresale.workflows.ordering.inputs import OrderInputs
from foresale.workflows.ordering.moment import DAY, OrderMoment
from foresale.workflows.ordering.options import OrderOptions


def sell_until_order(
    panel: Panel,
    prediction: Prediction,
    known: tuple[OrderInputs, OrderMoment, OrderOptions],
    on_hand: Array,
    notes: list[Note],
) -> Array:
    """S units on hand when it is ordered: stock counted before that day, less what is forecast until then.

    The newest stock says the day of the order; what was counted earlier, and what nobody dates, is of the
    sales' end or of its own day since.

    Args:
        panel: The sales.
        prediction: Their forecast, from the period after the last one on.
        known: Stock, the moment of the order, and what the caller decided.
        on_hand: S units by the end of the sales, or of the day since on which they were counted.
        notes: What is decided is added here.
    """
    inputs, moment, options = known
    if not moment.gap:
        return on_hand
    stock = inputs.stock.on_hand
    day = np.full(panel.n_series, np.datetime64(options.stock_date or moment.sales_end.item(), "D"))
    dated = stock.drop_nulls("date")
    day[dated[AT].to_numpy().astype(np.intp)] = dated["date"].to_numpy().astype("datetime64[D]")
    edges = panel.future_dates(moment.gap + 1).astype("datetime64[D]")
    length = np.diff(edges) / DAY
    share = np.clip((edges[None, 1:] - day[:, None]) / DAY / length, 0, 1)
    ahead = np.maximum(np.nan_to_num(prediction.mean[:, : moment.gap]), 0)
    sells = np.where(np.isfinite(on_hand), (ahead * share).sum(axis=1), 0)
    old = sells > 0
    if not old.any():
        return on_hand
    left = np.maximum(on_hand - sells, np.minimum(on_hand, 0))
    text = (
        f"The stock of {int(old.sum()):,} series is older than that of others, of {moment.date}: less what "
        f"is forecast until then ({sells[old].sum():,.10g} units)."
    )
    readings = (
        Reading("less what is forecast until then", float(left[old].sum())),
        Reading("as it was counted", float(on_hand[old].sum())),
    )
    notes.append(Note("stock_before_order", int(old.sum()), text, Evidence("its day", readings, "likely")))
    return np.where(old, left, on_hand)
