"""Forecasts as of an earlier day, so that what they are worth shows at once: never by who has seen more."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from foresale.errors import OptionError
from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.workflows.ports import CHAMPION, Scope

if TYPE_CHECKING:
    from foresale.container import Container


def earlier_day(arguments: Mapping[str, Any]) -> date | None:
    """The last day that may be known, as a job's arguments name it; None where it is the last that is over.

    Raises:
        OptionError: It is no day.

    Examples:
        >>> earlier_day({"until": "2026-10-31"})
        datetime.date(2026, 10, 31)
    """
    text = arguments.get("until")
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise OptionError(f"'{text}' is no day.", fix="Write it as 2026-10-31.") from None


def refuse_newer_forecasts(container: Container, scope: Scope, until: date) -> None:
    """Refuse a forecast as of a day after which one is served: the older would take its place.

    Args:
        container: The service's parts.
        scope: Which products and stores.
        until: The last day that may be known.

    Raises:
        OptionError: There is one.
    """
    for base in container.forecast_repository.bases():
        if base.model_version.rpartition(".")[0] == str(scope) and base.cutoff >= until:
            raise OptionError(
                f"{scope} is forecast from the sales until {base.cutoff} already, and a forecast from those "
                f"until {until} would take its place.",
                fix=f"Give a day after {base.cutoff} as 'until', or leave it out.",
            )


def refuse_learned_days(container: Container, scope: Scope, until: date) -> None:
    """Refuse a forecast by a champion that has learned from the days it would forecast.

    Args:
        container: The service's parts.
        scope: Which products and stores.
        until: The last day that may be known.

    Raises:
        OptionError: The champion's history ends later.
    """
    champion = container.registry.at(scope, CHAMPION)
    if champion is not None and champion.cutoff > until:
        raise OptionError(
            f"{champion.name} has learned from sales until {champion.cutoff}, and would know what it is to "
            f"forecast after {until}.",
            fix=f"Give {champion.cutoff} or a later day as 'until', or leave it out.",
        )


def compare_now(container: Container, job_id: str) -> None:
    """Have what was sold laid beside a forecast whose days are over, without waiting for the hour.

    Args:
        container: The service's parts.
        job_id: The job that made the forecast.
    """
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"actuals after {job_id}"))
    options = JobOptions(idempotency_key=key, exclusive=False)
    JobRepository(container.engine).submit("track_actuals", "all", {}, options=options)
