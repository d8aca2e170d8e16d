"""What each process of the service does; what it needs is imported when it begins."""

from __future__ import annotations

import logging
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from foresale.service.processes.parent import when_asked_to_end

if TYPE_CHECKING:
    import uvicorn

    from foresale.container import Container

_LOOK = 1.0
_MAX_MESSAGE_BYTES = 1_000_000
"""Of one message over a WebSocket."""
_GRACE = 4
"""Seconds that requests under way may take when the API ends."""


def serve_api(container: Container, descriptor: int | None) -> None:
    """Answer requests.

    Args:
        container: The service's parts.
        descriptor: A listening socket got from the parent; by default its own.
    """
    from foresale.service.api.middleware.multiprocess_metrics import share_counts

    settings = container.settings
    if settings.api_workers > 1:
        share_counts(settings.home)

    from foresale.service.processes.warm_up import settle, start_warming_up

    server = api_server(container)

    def stop() -> None:
        server.should_exit = True

    when_asked_to_end(stop, by_signal=False)
    settle()
    start_warming_up(container, lambda: server.started)
    shared = None if descriptor is None else [socket.socket(fileno=descriptor)]
    server.run(sockets=shared)


def api_server(container: Container) -> uvicorn.Server:
    """The server of the API, which lets those who listen go before it waits for requests under way.

    Args:
        container: The service's parts.
    """
    import uvicorn

    config = api_config(container)
    app: Any = config.app

    class ApiServer(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.hub.close()
            await super().shutdown(sockets)

    return ApiServer(config)


def api_config(container: Container) -> uvicorn.Config:
    """How the API is served: which connections, and whose word on where a request came from counts.

    Args:
        container: The service's parts.
    """
    import uvicorn

    from foresale.service.api.app import create_app
    from foresale.service.processes.connections import ConnectionLimits, make_guarded

    settings = container.settings
    return uvicorn.Config(
        create_app(container),
        host=settings.host,
        port=settings.port,
        http=make_guarded(ConnectionLimits.of(settings)),
        forwarded_allow_ips=list(settings.trusted_proxies),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        ws_max_size=_MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # it takes more than half a megabyte a listener
    )


def work(container: Container, name: str, *, is_light: bool) -> None:
    """Do jobs.

    Args:
        container: The service's parts.
        name: The worker's, unique among living ones.
        is_light: Whether heavy jobs are left to other workers.
    """
    from foresale.service.jobs.job import JobTimings
    from foresale.service.jobs.worker import Worker

    worker = Worker(container, name, JobTimings.of(container.settings), is_light=is_light)
    when_asked_to_end(worker.stop)
    worker.run()


def schedule(container: Container) -> None:
    """Ask for the jobs of schedules, look for lost ones, and keep the table of serving versions in step."""
    from foresale.service.api.health.expected_live import expect_live
    from foresale.service.jobs.job import JobTimings
    from foresale.service.jobs.scheduler import Scheduler

    settings = container.settings
    scheduler = Scheduler(container, JobTimings.of(settings), expect_live(settings))
    asked = threading.Event()
    when_asked_to_end(asked.set)
    # In a thread of its own, as opening MLflow takes seconds that nobody has to wait for at the end.
    running = threading.Thread(target=scheduler.run, name="scheduler", daemon=True)
    running.start()
    while running.is_alive() and not asked.wait(_LOOK):
        pass
    scheduler.stop()
    running.join(_LOOK)
    if running.is_alive():  # whatever it was doing is a transaction, and never happened
        logging.shutdown()
        os._exit(0)


def run_live(container: Container, name: str) -> None:
    """Run the loops of the live path, those that no other process runs.

    Args:
        container: The service's parts.
        name: The process's, unique among living ones.
    """
    from foresale.service.kafka.loops import kafka_loops
    from foresale.service.live.loops import loops_of
    from foresale.service.live.runner import LiveLoops
    from foresale.storage.database.live_leases import Leases

    asked = threading.Event()
    when_asked_to_end(asked.set)
    running = LiveLoops(
        [*loops_of(container), *kafka_loops(container)],
        Leases(container.engine, name or f"live-{os.getpid()}"),
    )
    running.start()
    asked.wait()
    running.stop()
    if not running.join(_GRACE):  # whatever it was doing is a transaction, and never happened
        logging.shutdown()
        os._exit(0)


def ring_demo_tills(container: Container, address: str) -> None:
    """Send the demo chain's sales of today as they happen: to the topic of sales, where there is one.

    Args:
        container: The service's parts.
        address: Of its API.
    """
    from foresale.client import Client
    from foresale.service.processes.demo_account import open_till_key
    from foresale.service.processes.demo_chain import DemoChain
    from foresale.service.processes.demo_tills import DemoTills, open_sender, shop_clock

    asked = threading.Event()
    when_asked_to_end(asked.set)
    show = shop_clock(container.settings.time_zone)
    chain = DemoChain.of(container.settings.home, show())
    with Client(address, api_key=open_till_key(container.engine)) as client:
        # In a thread of its own, as an answer may never come once the API has ended before.
        tills = DemoTills(client, chain, show, asked, open_sender(container.settings))
        ringing = threading.Thread(target=tills.run, daemon=True)
        ringing.start()
        while ringing.is_alive() and not asked.wait(_LOOK):
            pass
        ringing.join(_LOOK)
        if ringing.is_alive():  # what is on its way is known when it is sent again
            logging.shutdown()
            os._exit(0)
