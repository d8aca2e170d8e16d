"""From files to an order: read, forecast, choose, in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foresale.data.reading.answers import Questioner
from foresale.data.reading.options import ReadOptions
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel
from foresale.progress import Progress, SilentProgress
from foresale.reports.report_warnings import forecast_warnings
from foresale.sales import Sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_forecast, prepare
from foresale.workflows.files.predict import predict_panel
from foresale.workflows.ordering.inputs import OrderInputs, OrderSources, read_inputs
from foresale.workflows.ordering.make_order import Order, make_order
from foresale.workflows.ordering.options import OrderOptions
from foresale.workflows.ordering.plan_order import OrderPlan, check_target, plan_order


@dataclass(frozen=True)
class OrderRequest:
    """What an order is asked for with.

    Attributes:
        sources: Stock, supply and orders on the way.
        reading: How dates and decimals of these files are read, and which columns the sales' caller named.
        options: What the caller decides about the order.
        asked: Answers what the files leave open; None where nobody is there and nothing was answered.
    """

    sources: OrderSources
    reading: ReadOptions
    options: OrderOptions
    asked: Questioner | None = None


def order_from_sales(
    sales: Sales, request: OrderRequest, forecasting: ForecastOptions, progress: Progress | None = None
) -> tuple[Order, Forecaster]:
    """Forecast sales as far as the order needs, and choose what to order.

    Args:
        sales: As read.
        request: Everything about the order.
        forecasting: Everything about the forecast; its horizon, where given, counts.
        progress: Hears how far it is.

    Raises:
        ForesaleError: A file can't be read, something is missing, or nothing can be ordered.
    """
    progress = progress or SilentProgress()
    found: list[tuple[OrderInputs, OrderPlan]] = []

    def horizon_of(panel: Panel) -> int:
        found.append(_plan(panel, request))
        return found[0][1].horizon if forecasting.horizon is None else forecasting.horizon

    ready = prepare(sales, forecasting, progress, horizon_of)
    inputs, plan = found[0]
    forecast, forecaster = make_forecast(ready, forecasting, progress)
    progress.start("Ordering", 1)
    inputs = replace(inputs, notes=(*forecast.notes, *inputs.notes))
    made = make_order(forecast.panel, forecast.prediction, plan, inputs, request.options, sales.roles.price)
    progress.advance()
    return replace(made, warnings=tuple(forecast_warnings(forecast))), forecaster


def order_with_model(
    forecaster: Forecaster, sales: Sales | None, request: OrderRequest, progress: Progress | None = None
) -> Order:
    """Choose what to order with the forecast of a saved model; nothing is trained.

    Args:
        forecaster: From `load_forecaster`.
        sales: Newer sales; None for those that the model was trained on.
        request: Everything about the order.
        progress: Hears how far it is.

    Raises:
        ForesaleError: A file can't be read or doesn't fit the model, or nothing can be ordered.
    """
    progress = progress or SilentProgress()
    progress.start("Forecasting", 1)
    panel, prediction, notes = predict_panel(forecaster, sales)
    progress.advance()
    progress.start("Ordering", 1)
    inputs, plan = _plan(panel, request)
    inputs = replace(inputs, notes=(*notes, *inputs.notes))
    roles = forecaster.about.get("roles", {})
    price = roles.get("price") if sales is None else sales.roles.price
    made = make_order(panel, prediction, plan, inputs, request.options, price)
    progress.advance()
    return made


def _plan(panel: Panel, request: OrderRequest) -> tuple[OrderInputs, OrderPlan]:
    check_target(panel, request.reading, request.asked)
    inputs = read_inputs(request.sources, panel, request.reading, request.options, request.asked)
    if request.asked is not None:
        request.asked.refuse_unfitting()
    return inputs, plan_order(panel, inputs, request.options)
