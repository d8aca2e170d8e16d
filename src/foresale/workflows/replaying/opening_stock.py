"""The stock with which a replay begins, where a file says what really lay there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from foresale.data.reading.answers import Questioner
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.replenishment.read_table import note_rejects
from foresale.data.reading.replenishment.series_match import SeriesNames
from foresale.data.reading.replenishment.stock import StockRules, read_stock
from foresale.errors import OptionError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.panel import Panel
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.rules import Past, assume_opening
from foresale.planning.state import State
from foresale.workflows.ordering.deliveries import plan_deliveries
from foresale.workflows.ordering.inputs import OrderInputs, with_arrivals
from foresale.workflows.ordering.moment import DAY, find_moment
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.situation import ages_of, receipts_ahead, stock_now


@dataclass(frozen=True)
class OpeningStock:
    """A file of the stock that lay there when the stretch began, or shortly before.

    Attributes:
        source: Its path, or a table.
        reading: How its dates and decimals are read.
        rules: What the caller says of its columns and rows.
        asked: Answers what the file leaves open; None where nobody is there and nothing was answered.
    """

    source: object
    reading: ReadOptions
    rules: StockRules = field(default_factory=StockRules)
    asked: Questioner | None = None


def open_with_stock(
    past: Past, panel: Panel, options: ReplayOptions, stock: OpeningStock
) -> tuple[State, tuple[Note, ...]]:
    """Stock and deliveries at the beginning of a stretch, as a file says.

    Counts of days after the beginning aren't looked at; those before are brought forward by what sold since.

    Args:
        past: The stretch.
        panel: The whole history.
        options: How it is played.
        stock: The file.

    Raises:
        ColumnsError: The file has no column of stock, or no count from before the beginning.
        OptionError: It has no stock of any series.
    """
    then = panel.as_of(past.start, past.lead_time + past.review)
    begins = panel.dates[past.start].astype("datetime64[D]")
    day = (begins - DAY).item()
    names = SeriesNames(panel.series.select(pl.col(panel.keys).cast(pl.String)), panel.keys)
    rules = StockRules(stock.rules.columns, stock.rules.duplicates, day)
    found, table, said = read_stock(stock.source, names, stock.reading, rules, stock.asked)
    if stock.asked is not None:
        stock.asked.refuse_unfitting()
    notes = [*table.notes, *said, *note_rejects(table)]
    found = with_arrivals(found, then, day)
    dated = found.on_hand["date"].null_count() < found.on_hand.height
    inputs = OrderInputs(found, pl.DataFrame(), table.rejects, ())
    orders = OrderOptions(stock_date=None if dated else day, backorders=options.backorders)
    moment = find_moment(then, found.on_hand["date"].to_list(), orders.stock_date, [])
    on_hand = stock_now(then, inputs, moment, orders, notes)
    if not np.isfinite(on_hand).any():
        raise OptionError(
            f"{table.name} has no stock of the sales' series.",
            fix=f"Check that it is of these sales, or leave out {option('stock')}.",
        )
    on_hand, ages = ages_of(inputs, then, moment, on_hand, notes)
    lead = pl.DataFrame({"lead_time": np.full(panel.n_series, float(past.lead_time * panel.freq.days))})
    receipts = receipts_ahead(inputs, moment, plan_deliveries(moment, lead), panel.n_series, notes)
    unknown = np.isnan(on_hand)
    assumed = assume_opening(then, past.start, past.lead_time, past.review)
    if unknown.any():
        on_hand = np.where(unknown, assumed.on_hand, on_hand)
        width = max(receipts.shape[1], assumed.receipts.shape[1])
        both = [np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in (receipts, assumed.receipts)]
        receipts = np.where(unknown[:, None], both[1], both[0])
    notes.append(_note(table.name, str(begins), int(unknown.sum()), float(receipts.sum()), dated=dated))
    return State(on_hand, receipts, ages), tuple(notes)


def _note(name: str, begins: str, unknown: int, coming: float, *, dated: bool) -> Note:
    text = f"Every rule begins with the stock of {name} at the beginning of {begins}"
    text += f", and {coming:,.10g} units on their way" if coming else "; nothing is on its way"
    text += f"; {unknown:,} series that it doesn't have begin with mean sales." if unknown else "."
    if dated:
        return Note("replay_opening", unknown, text, Evidence("its counts say their day"))
    readings = (Reading("stock of the stretch's beginning"), Reading("stock of today"))
    return Note("replay_opening", unknown, text, Evidence("no column says the day", readings, "likely"))
