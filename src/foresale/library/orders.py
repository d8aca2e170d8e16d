"""What to order today, in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from foresale.cards import Card, Shown
from foresale.data.reading.answers import questioner_of
from foresale.data.reading.read_sales import Source
from foresale.errors import OptionError
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.library.arguments import forecast_options, read_options, split_reading
from foresale.library.notebook_progress import notebook_progress
from foresale.library.sources import as_sales
from foresale.notes import Note
from foresale.reports.order_summary import OrderSummary
from foresale.sales import Sales
from foresale.workflows.ordering.inputs import OrderSources
from foresale.workflows.ordering.make_order import Order
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.order_files import OrderRequest, order_from_sales, order_with_model
from foresale.workflows.ordering.summary import summarise
from foresale.workflows.ordering.table import lines_to_order, order_table
from foresale.workflows.ordering.write_order import describe_sources, write_order

_ORDERING = frozenset(field.name for field in fields(OrderOptions))


@dataclass(frozen=True, repr=False)
class OrderResult(Shown):
    """What to order, and why.

    Attributes:
        order: Quantities, expectations, stock, demand and terms as arrays and tables.
        made_from: Files, model and seed that it takes to make it again.
    """

    order: Order
    made_from: dict[str, Any]

    @cached_property
    def every_series(self) -> pl.DataFrame:
        """One row for each series that was considered, those that need nothing too."""
        return order_table(self.order)

    @property
    def lines(self) -> pl.DataFrame:
        """What is ordered, a row a line: suppliers whose orders save most first, then lines likewise."""
        return lines_to_order(self.every_series)

    @property
    def summary(self) -> OrderSummary:
        """What it costs, saves and serves, by supplier too."""
        return summarise(self.order, self.every_series)

    @property
    def curve(self) -> pl.DataFrame:
        """What more or less money buys: `money`, `saves`, `fill_rate`."""
        curve = self.order.curve
        return pl.DataFrame({"money": curve.spend, "saves": curve.saves, "fill_rate": curve.fill})

    @property
    def transfers(self) -> pl.DataFrame:
        """What to move between stores before anything is bought: `from`, `to`, further keys, `units`."""
        return self.order.transfers.table

    @property
    def left_out(self) -> pl.DataFrame:
        """Series of the sales that weren't considered, with the reason."""
        return self.order.apart

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything inferred, assumed and done on the way."""
        return self.order.notes

    def write(self, folder: str | Path) -> dict[str, Path]:
        """Write all that `foresale order` does: tables, workbook and report."""
        return write_order(self.order, Path(folder), self.made_from)

    def _card(self) -> Card:
        told = self.summary
        return "Order", [
            ("lines", f"{told.lines:,}"),
            ("cost", f"{told.cost:,.2f}"),
            ("saves about", f"{told.saves:,.2f}"),
            ("demand served", f"{told.fill_with:.1%}, {told.fill_without:.1%} without it"),
            ("tables", ".lines, .every_series, .curve, .left_out"),
        ]


def order(
    sales: Sales | Source | None,
    stock: Any,
    supply: Any = None,
    *,
    on_the_way: Any = None,
    model: str | Path | None = None,
    **options: Any,
) -> OrderResult:
    """Say what to order today: by supplier, in packs, most valuable first, each line with its why.

    Args:
        sales: From `read`, or what it takes; None with a `model`, for the sales that this was trained on.
        stock: A path or table of what lies in stock, and what is on its way.
        supply: A path or table of suppliers' terms.
        on_the_way: A path or table of orders on their way with their days of arrival.
        model: A folder that `foresale forecast` wrote; nothing is trained then.
        options: Fields of `OrderOptions` by name (`lead_time="14"`, `service=0.97`, `budget=500`), and those
            that `forecast` takes.

    Raises:
        ColumnsError: A column can't be told, or no lead time is known.
        BadRowsError: Too many rows can't be used.
        OptionError: An option isn't known or can't be used, or nothing can be ordered.

    Examples:
        >>> import polars as pl
        >>> from datetime import date, timedelta
        >>> days = [date(2024, 1, 1) + timedelta(days=day) for day in range(60)]
        >>> sold = pl.DataFrame({"date": days, "item": "tea", "units": [4, 5, 6] * 20})
        >>> made = order(
        ...     sold,
        ...     pl.DataFrame({"item": ["tea"], "on hand": [9]}),
        ...     lead_time="2",
        ...     models=["moving_average"],
        ... )
        >>> made.lines.select("on_hand", "arrives_on").row(0)
        (9.0, datetime.date(2024, 3, 3))
    """
    mine = {name: value for name, value in options.items() if name in _ORDERING}
    for name in ("stock_columns", "supply_columns"):
        if isinstance(mine.get(name), str):
            mine[name] = (mine[name],)
        elif name in mine:
            mine[name] = tuple(mine[name])
    reading, rest = split_reading({name: value for name, value in options.items() if name not in _ORDERING})
    wanted = read_options(reading, "order")
    asked = questioner_of(wanted.answers, None)
    sources = OrderSources(stock, supply, on_the_way)
    request = OrderRequest(sources, wanted, OrderOptions(**mine), asked)
    about = describe_sources([sales] if isinstance(sales, str | Path) else None, request.sources)
    with notebook_progress() as progress:
        if model is not None:
            forecaster = load_forecaster(Path(model))
            known = None if sales is None else as_sales(sales, reading, "order", asked)
            made = order_with_model(forecaster, known, request, progress)
            return OrderResult(made, {"model": forecaster.model.name, **about})
        if sales is None:
            raise OptionError("There are no sales.", fix="Give sales, or model= with a folder.")
        chosen = forecast_options(None, rest, "order")
        ready = sales if isinstance(sales, Sales) else as_sales(sales, reading, "order", asked)
        made, forecaster = order_from_sales(ready, request, chosen, progress)
    return OrderResult(made, {"model": forecaster.model.name, "seed": chosen.seed, **about})
