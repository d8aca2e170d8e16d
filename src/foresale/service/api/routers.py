"""Everything the API is about, one line a noun."""

from __future__ import annotations

from fastapi import APIRouter

from foresale.service.api.alerts import routes as alerts
from foresale.service.api.audit import routes as audit
from foresale.service.api.auth import keys as auth_keys
from foresale.service.api.auth import routes as auth
from foresale.service.api.auth import session as auth_session
from foresale.service.api.calendar import routes as calendar
from foresale.service.api.categories import routes as categories
from foresale.service.api.comments import routes as comments
from foresale.service.api.dead_letters import routes as dead_letters
from foresale.service.api.drivers import routes as drivers
from foresale.service.api.events import routes as events
from foresale.service.api.exceptions import routes as exceptions
from foresale.service.api.exports import routes as exports
from foresale.service.api.forecast import routes as forecast
from foresale.service.api.health import routes as health
from foresale.service.api.imports import routes as imports
from foresale.service.api.jobs import routes as jobs
from foresale.service.api.live import routes as live
from foresale.service.api.live import sockets as live_sockets
from foresale.service.api.models import routes as models
from foresale.service.api.orders import printed as order_printed
from foresale.service.api.orders import proposals as order_proposals
from foresale.service.api.orders import routes as orders
from foresale.service.api.orders import steps as order_steps
from foresale.service.api.overrides import routes as overrides
from foresale.service.api.owners import routes as owners
from foresale.service.api.pages import routes as pages
from foresale.service.api.predict import routes as predict
from foresale.service.api.predictions import routes as predictions
from foresale.service.api.products import routes as products
from foresale.service.api.regions import routes as regions
from foresale.service.api.sales import corrections as sale_corrections
from foresale.service.api.sales import routes as sales
from foresale.service.api.sales import stream as sales_stream
from foresale.service.api.sales import sums as sales_sums
from foresale.service.api.saved_views import routes as saved_views
from foresale.service.api.schedules import routes as schedules
from foresale.service.api.segments import routes as segments
from foresale.service.api.series import groups as series_groups
from foresale.service.api.series import routes as series
from foresale.service.api.settings import routes as settings
from foresale.service.api.stock import history as stock_history
from foresale.service.api.stock import projection as stock_projection
from foresale.service.api.stock import routes as stock
from foresale.service.api.stores import routes as stores
from foresale.service.api.suppliers import routes as suppliers
from foresale.service.api.supply_terms import importing as supply_terms_import
from foresale.service.api.supply_terms import routes as supply_terms
from foresale.service.api.today import routes as today
from foresale.service.api.today import store_totals as today_totals
from foresale.service.api.topics import routes as topics
from foresale.service.api.training import routes as training
from foresale.service.api.transfers import giving as transfer_giving
from foresale.service.api.transfers import printed as transfer_printed
from foresale.service.api.transfers import routes as transfers
from foresale.service.api.transfers import steps as transfer_steps
from foresale.service.api.users import routes as users

ROUTERS: tuple[APIRouter, ...] = (
    # What is asked most comes first: addresses are compared in this order.
    predict.router,
    forecast.router,
    today.router,
    today_totals.router,
    series.router,
    series_groups.router,
    overrides.router,
    comments.router,
    saved_views.router,
    owners.router,
    predictions.router,
    auth.router,
    auth_keys.router,
    auth_session.router,
    users.router,
    audit.router,
    products.router,
    stores.router,
    categories.router,
    regions.router,
    events.router,
    calendar.router,
    sales.router,
    sales_sums.router,
    sales_stream.router,
    sale_corrections.router,  # after the sums: "daily" is no sale's id
    dead_letters.router,
    topics.router,
    jobs.router,
    live.router,
    live_sockets.router,
    schedules.router,
    training.router,
    health.router,
    pages.router,
    segments.router,
    models.router,
    alerts.router,
    exceptions.router,
    imports.router,
    stock.router,
    stock_projection.router,
    stock_history.router,
    suppliers.router,
    supply_terms_import.router,
    supply_terms.router,
    order_proposals.router,  # before the orders: "proposals" is no order's id
    orders.router,
    order_steps.router,
    transfer_giving.router,
    transfers.router,
    transfer_printed.router,
    transfer_steps.router,
    settings.router,
    order_printed.router,
    drivers.router,
    exports.router,
)
