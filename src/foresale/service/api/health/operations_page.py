"""Jobs, alerts, age and quality of forecasts, for Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

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
    registry = CollectorRegistry()
    _add_jobs(registry, state)
    alerts = Gauge("foresale_alerts_open", "Alerts that nobody resolved.", ("kind",), registry=registry)
    for kind, count in state.alerts.items():
        alerts.labels(kind).set(count)
    ages = Gauge(
        "foresale_forecast_age_seconds",
        "Age of the newest forecast of a version that serves.",
        ("version",),
        registry=registry,
    )
    for version, seconds in state.forecast_age_seconds.items():
        ages.labels(version).set(seconds)
    _add_quality(registry, state.quality)
    return generate_latest(registry)


def _add_jobs(registry: CollectorRegistry, state: OperationsState) -> None:
    for name, about, counts in (
        ("foresale_jobs", "Jobs that wait or run.", state.jobs),
        ("foresale_jobs_ended_24h", "Jobs that ended in the last 24 hours.", state.ended),
    ):
        gauge = Gauge(name, about, ("kind", "state"), registry=registry)
        for (kind, reached), count in counts.items():
            gauge.labels(kind, reached).set(count)
    for name, about, value in (
        (
            "foresale_jobs_oldest_queued_seconds",
            "For how long the oldest job that may begin waits.",
            state.oldest_queued_seconds,
        ),
        ("foresale_jobs_silent", "Running jobs whose worker is silent.", state.overdue_leases),
    ):
        Gauge(name, about, registry=registry).set(value)


def _add_quality(registry: CollectorRegistry, found: Mapping[str, Any]) -> None:
    """What the job `monitor` answered; what an older version answered has none of it."""
    gauges = {
        name: Gauge(f"foresale_forecast_{name}", about, ("version", "lag_days"), registry=registry)
        for name, about in _MEASURES.items()
    }
    for row in found.get("quality", ()):
        for name, gauge in gauges.items():
            if row.get(name) is not None:
                gauge.labels(row["version"], row["lag"]).set(row[name])
    for name, about in (
        ("stock_places", "Products in places whose stock is kept."),
        ("stock_places_empty", "Those of them that have none left."),
    ):
        if name in found:
            Gauge(f"foresale_{name}", about, registry=registry).set(found[name])
