"""What the log tells of jobs, forecasts, alerts, champions, the calendar and stock: a function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.outlook import AlertRow

_JOB = (
    "id", "kind", "scope", "state", "stage", "attempts", "max_attempts", "cancel_asked", "problem", "fix",
    "reason", "reason_arguments", "created_by", "created_at", "started_at", "ended_at",
)  # fmt: skip
_ALERT = (
    "id", "kind", "subject", "store_id", "message", "reason", "arguments", "value", "threshold", "created_at",
    "resolved_at",
)  # fmt: skip


def log_job(connection: sa.Connection, job_id: str) -> None:
    """Log a job as it is now; its result is read at the job itself.

    Args:
        connection: The transaction that changed its state.
        job_id: Which.
    """
    columns = [JobRow.__table__.c[name] for name in _JOB]
    row = connection.execute(sa.select(*columns).where(JobRow.id == job_id)).one()
    append(connection, [NewEvent("job", row._asdict(), key=f"job:{job_id}")])


def log_alert(connection: sa.Connection, alert: AlertRow) -> None:
    """Log an alert that was raised or resolved.

    Args:
        connection: The transaction that did it, with the alert's number known.
        alert: As it is now.
    """
    payload = {name: getattr(alert, name) for name in _ALERT}
    append(connection, [NewEvent("alert", payload, alert.store_id, key=f"alert:{alert.id}")])


def log_forecast_run(connection: sa.Connection, run: Mapping[str, Any], scope: str) -> None:
    """Log a forecast of a whole scope: one event, however many series it has.

    Args:
        connection: The transaction that keeps it.
        run: `run_id`, `model_version`, `cutoff`, `horizon`, `series` and `job_id`.
        scope: Such as daily.all; a newer forecast of it makes this one uninteresting.
    """
    append(connection, [NewEvent("forecast", run, key=f"forecast:{scope}")])


def log_promotion(connection: sa.Connection, change: Mapping[str, Any]) -> None:
    """Log that another version of a model serves.

    Args:
        connection: The transaction that changes it.
        change: `model`, `from_version`, `to_version`, `action` and `reason`.
    """
    append(connection, [NewEvent("promotion", change, key=f"promotion:{change['model']}")])


Change = Literal["added", "changed", "removed"]


def log_calendar(connection: sa.Connection, change: Change, event: Mapping[str, Any]) -> None:
    """Log that an event or a promotion of the calendar was added, changed or removed.

    Args:
        connection: The transaction that does it.
        change: What was done.
        event: As the API tells it, at its end.
    """
    logged = NewEvent(
        "calendar",
        {"change": change, **event},
        event["store_id"],
        event["product_id"],
        f"calendar:{event['id']}",
    )
    append(connection, [logged])


def log_override(connection: sa.Connection, entry: Mapping[str, Any]) -> None:
    """Log an entry of the ledger of people's changes of forecasts.

    Args:
        connection: The transaction that adds it.
        entry: As the API tells it; with `store_id` and `product_id`.
    """
    append(connection, [NewEvent("override", entry, entry["store_id"], entry["product_id"])])


def log_comment(
    connection: sa.Connection, change: Change, comment: Mapping[str, Any], store_ids: Sequence[int | None]
) -> None:
    """Log that somebody said something, or took it back: about what, not what was said.

    Args:
        connection: The transaction that does it.
        change: What was done.
        comment: `id`, `product_id`, `store_id`, `order_id` and `transfer_id`.
        store_ids: Whose people hear of it, once for each; None for one event of no store.
    """
    payload = {"change": change, **comment}
    append(connection, [NewEvent("comment", payload, store, comment["product_id"]) for store in store_ids])


def log_stock(connection: sa.Connection, movements: Sequence[Mapping[str, Any]]) -> None:
    """Log that stock came, went or was counted other than by a sale.

    Args:
        connection: The transaction that writes it down.
        movements: As the API tells them; with `store_id` and `product_id`.
    """
    append(connection, [NewEvent("stock", one, one["store_id"], one["product_id"]) for one in movements])
