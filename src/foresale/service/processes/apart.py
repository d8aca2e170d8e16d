"""Parts of a service that run apart, as containers do: the API, the live path, the demonstration."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from dataclasses import replace

from foresale.container import Container
from foresale.service.api.middleware.multiprocess_metrics import SHARED_FOLDER
from foresale.service.processes.demo import Demo
from foresale.service.processes.demo_account import open_demo_account
from foresale.service.processes.demo_chain import DemoChain
from foresale.service.processes.demo_tills import shop_clock
from foresale.service.processes.listening import address_of, listen
from foresale.service.processes.parts import (
    SettingsSource,
    api_parts,
    demo_tills_part,
    live_part,
    scheduler_part,
)
from foresale.service.processes.start_up import (
    Tell,
    check_database,
    running,
    wait_until_ready,
    watch_beside,
)

_OWNER_ONLY = 0o077


def run_api(stated: SettingsSource, tell: Tell) -> None:
    """Answer requests until stopped; jobs, schedules and the live path run elsewhere.

    Args:
        stated: Where settings come from.
        tell: Hears what happens.
    """
    os.umask(_OWNER_ONLY)
    settings = stated.settings()
    # Of its own: replicas may share the home, and each is asked for what it counted itself.
    with tempfile.TemporaryDirectory(prefix="foresale-metrics-") as counts:
        os.environ.setdefault(SHARED_FOLDER, counts)
        with closing(listen(settings.host, settings.port)) as listening:
            check_database(stated, {"api": settings.api_workers}, tell)
            with running(api_parts(stated, listening, settings.api_workers), stated, tell) as supervisor:
                address = address_of(listening)
                watch_beside(supervisor, lambda: wait_until_ready(address, tell))
                if not supervisor.is_stopping:
                    tell(f"The API is at {address}; Ctrl-C stops it.")
                    supervisor.watch()
    tell("Stopped.")


def run_live_path(stated: SettingsSource, tell: Tell) -> None:
    """Run schedules and the live path, and with Kafka its consumers and the relay, until stopped.

    Args:
        stated: Where settings come from.
        tell: Hears what happens.
    """
    os.umask(_OWNER_ONLY)
    check_database(stated, {"scheduler": 1, "live": 1}, tell)
    with running([scheduler_part(stated), live_part(stated)], stated, tell) as supervisor:
        tell("Schedules and the live path run; Ctrl-C stops them.")
        supervisor.watch()
    tell("Stopped.")


def run_demo(stated: SettingsSource, address: str, shown: str | None, tell: Tell) -> None:
    """Fill an empty service with the demonstration's chain, and have its tills send today's sales.

    Args:
        stated: Where settings come from; the database is the service's own.
        address: Of the API.
        shown: How browsers reach it, where that isn't the address.
        tell: Hears what happens.
    """
    os.umask(_OWNER_ONLY)
    settings = check_database(stated, {"demo-tills": 1}, tell)
    container = Container(settings)
    try:
        account = open_demo_account(container.engine)
    finally:
        container.close()
    with running([demo_tills_part(stated, address)], stated, tell) as supervisor:
        watch_beside(supervisor, lambda: wait_until_ready(address, tell))
        if not supervisor.is_stopping:
            chain = DemoChain.of(settings.home, shop_clock(settings.time_zone)())
            demo = Demo(address, account, tell, lambda: supervisor.is_stopping, chain, is_live=True)
            watch_beside(supervisor, replace(demo, shown=shown).run)
            supervisor.watch()
    tell("Stopped.")
