"""Jobs, alerts, age and quality of forecasts, for Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from foresale.service.current_gauges import CurrentGauges
from foresale.storage.database.monitoring.operations_state import OperationsState, operations_state

_MEASURES = {
    "wape": "Absolute error as a share of sales in the last four weeks, by days ahead.",
    "bias": "How much too much was forecast, as a share of sales, in the last four weeks, by days ahead.",
    "coverage": "Share of actuals in the 80 % range in the last four weeks, by days ahead.",
}


def operations_page(engine: Engine) -> bytes:
    """How jobs and forecasts do now, in Prometheus' text format; nothing while the database is away.

    Args:
        engine: The system of record.
    """
    try:
        with engine.connect().execution_options(writes=False) as connection:
            state = operations_state(connection)
    except SQLAlchemyError:
        return b""
    gauges = CurrentGauges()
    _add_jobs(gauges, state)
    alerts = {(kind,): count for kind, count in state.alerts.items()}
    gauges.add_each("foresale_alerts_open", "Alerts that nobody resolved.", ("kind",), alerts.items())
    ages = {(version,): seconds for version, seconds in state.forecast_age_seconds.items()}
    about = "Age of the newest forecast of a version that serves."
    gauges.add_each("foresale_forecast_age_seconds", about, ("version",), ages.items())
    _add_quality(gauges, state.quality)
    return gauges.page()


def _add_jobs(gauges: CurrentGauges, state: OperationsState) -> None:
    for name, about, counts in (
        ("foresale_jobs", "Jobs that wait or run.", state.jobs),
        ("foresale_jobs_ended_24h", "Jobs that ended in the last 24 hours.", state.ended),
    ):
        gauges.add_each(name, about, ("kind", "state"), counts.items())
    gauges.add(
        "foresale_jobs_oldest_queued_seconds",
        "For how long the oldest job that may begin waits.",
        state.oldest_queued_seconds,
    )
    gauges.add("foresale_jobs_silent", "Running jobs whose worker is silent.", state.overdue_leases)


def _add_quality(gauges: CurrentGauges, found: Mapping[str, Any]) -> None:
    """What the job `monitor` answered; what an older version answered has none of it."""
    rows = found.get("quality", ())
    for name, about in _MEASURES.items():
        measured = {(row["version"], row["lag"]): row[name] for row in rows if row.get(name) is not None}
        gauges.add_each(f"foresale_forecast_{name}", about, ("version", "lag_days"), measured.items())
    for name, about in (
        ("stock_places", "Products in places whose stock is kept."),
        ("stock_places_empty", "Those of them that have none left."),
    ):
        if name in found:
            gauges.add(f"foresale_{name}", about, found[name])
