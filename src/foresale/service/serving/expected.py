"""When a forecast should have been replaced by its schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

SCHEDULED = ("forecast", "train")
"""The kinds of jobs that make a forecast."""
GRACE = timedelta(hours=1)
"""What a run may take before its forecast counts as late."""


def expected_by(
    made_at: datetime, model: str, crons: Iterable[tuple[str, str, Mapping[str, object]]]
) -> datetime | None:
    """When the next forecast should be there, UTC; None where nothing is scheduled.

    Args:
        made_at: When the present one was made.
        model: Family and segment.
        crons: Cron text, time zone and arguments of schedules; arguments may name a `scope`.

    Examples:
        >>> made = datetime(2026, 3, 2, 4, 10, tzinfo=UTC)
        >>> str(expected_by(made, "daily.all", [("0 4 * * *", "Europe/Berlin", {})]))
        '2026-03-03 04:00:00+00:00'
    """
    due = []
    for cron, zone, arguments in crons:
        if arguments.get("scope", model) != model:
            continue
        following = next(CronSim(cron, made_at.astimezone(ZoneInfo(zone))))
        due.append(following.astimezone(UTC) + GRACE)
    return min(due, default=None)
