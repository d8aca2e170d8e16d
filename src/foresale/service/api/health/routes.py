"""For whoever keeps the service running: probes, and counts for Prometheus."""

from __future__ import annotations

import time
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from foresale.container import Container
from foresale.errors import NotReadyError
from foresale.service.api.health.expected_live import expect_live
from foresale.service.api.health.operations_page import operations_page
from foresale.service.api.health.schemas import Health, LiveLoop, Readiness
from foresale.service.api.kit.access import needs, public
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.middleware.metrics import Metrics
from foresale.service.live.loop_report import list_expected_loops
from foresale.service.live.metrics import live_page
from foresale.storage.database.engine.migrate import newest, revision
from foresale.storage.database.monitoring.live_state import loop_states
from foresale.storage.database.tables.base import utc_now
from foresale.storage.outages import refuse_full_disk

_ASKED_AGAIN_SECONDS = 1.0

router = APIRouter(prefix="/health", tags=["health"], dependencies=[public()])


@router.get("/live", summary="Whether the process answers")
async def check_live() -> Health:
    """Restart it if this doesn't answer."""
    return Health()


@router.get("/ready", summary="Whether it can do its work")
def check_ready(container: Services, request: Request) -> Readiness:
    """Send it requests only while this answers 200: the schema is today's, and the disk has space.

    Loops of the live path that don't run are named, and don't make it unready: sales are kept, told later.
    """
    state = request.app.state
    known, asked = getattr(state, "ready", (None, 0.0))
    if known is None or time.monotonic() - asked > _ASKED_AGAIN_SECONDS:
        _check(container)
        known = Readiness(loops=_loops(container))
        state.ready = (known, time.monotonic())
    return known


def metrics_router(metrics: Metrics, *, is_open: bool) -> APIRouter:
    """The counts, for admins or, where a setting says so, for everybody who reaches the port.

    Args:
        metrics: The counts.
        is_open: Whether no login is needed.
    """
    guard = public() if is_open else needs(Permission.READ_AUDIT)
    counts = APIRouter(tags=["health"], dependencies=[guard])

    @counts.get(
        "/metrics",
        summary="Counts for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def show_metrics(container: Services) -> Response:
        """Requests and their times by route, live path, jobs and forecasts, in Prometheus' text format."""
        page, media_type = metrics.page()
        live = live_page(container.engine, expect_live(container.settings))
        return Response(page + live + operations_page(container.engine), media_type=media_type)

    return counts


def _check(container: Container) -> None:
    found = revision(container.engine)
    if found != _newest_revision():
        raise NotReadyError(
            f"The database's schema is at {found or 'nothing'}; this program needs {_newest_revision()}.",
            fix="Run `foresale db upgrade`.",
        )
    refuse_full_disk(container.settings.home, container.settings.min_free_mb)


def _loops(container: Container) -> list[LiveLoop]:
    with container.engine.connect().execution_options(writes=False) as connection:
        found = loop_states(connection, list_expected_loops(container.settings), utc_now())
    return [
        LiveLoop(name=one.name, is_running=one.is_running, is_failing=one.problem is not None, lag=one.lag)
        for one in found
    ]


@cache
def _newest_revision() -> str:
    return newest()
