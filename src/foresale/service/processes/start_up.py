"""`foresale up` and `foresale worker`: everything a service needs, started in order and stopped together."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from sqlalchemy.exc import OperationalError

from foresale.container import Container
from foresale.errors import NotReadyError
from foresale.service.processes.demo import USUAL_SETTINGS, Demo
from foresale.service.processes.demo_account import open_demo_account
from foresale.service.processes.demo_chain import DemoChain
from foresale.service.processes.demo_tills import shop_clock
from foresale.service.processes.listening import address_of, listen
from foresale.service.processes.needed_connections import Role, count_processes, describe_few_connections
from foresale.service.processes.parts import (
    SettingsSource,
    api_parts,
    demo_tills_part,
    live_part,
    scheduler_part,
    worker_parts,
)
from foresale.service.processes.supervisor import ChildProcess, Supervisor
from foresale.settings import Settings
from foresale.storage.home_lock import hold_home

Tell = Callable[[str], None]
_OWNER_ONLY = 0o077
_AFTER_API = 4.0
"""Seconds that the API has the processor for itself: requests are answered sooner, jobs can wait so long."""
_ASK = 30.0
_AGAIN = 0.2


@contextmanager
def prepare(stated: SettingsSource) -> Iterator[Container]:
    """The service's parts over a database of the newest schema.

    Raises:
        NotReadyError: The database can't be reached.
    """
    from foresale.storage.database.engine.migrate import upgrade

    container = Container(stated.settings())
    try:
        with _report_database():
            upgrade(container.engine)
        yield container
    finally:
        container.close()


@contextmanager
def running(parts: Sequence[ChildProcess], stated: SettingsSource, tell: Tell) -> Iterator[Supervisor]:
    """Run parts for as long as the block lasts; Ctrl-C and SIGTERM end its `watch`."""
    supervisor = Supervisor(parts, stated.environment(), tell)
    for name in ("SIGTERM", "SIGINT", "SIGBREAK" if sys.platform == "win32" else "SIGHUP"):
        signal.signal(getattr(signal, name), lambda *_: supervisor.stop())
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.end()


@dataclass(frozen=True)
class StartOptions:
    """What a start is to do besides starting.

    Attributes:
        demo: Fill an empty service with a simulated chain.
        live: Have the chain's tills ring on.
        once: Stop as soon as everything answers.
    """

    demo: bool = False
    live: bool = False
    once: bool = False


def run_service(stated: SettingsSource, wishes: StartOptions, tell: Tell) -> None:
    """Run the whole service until stopped.

    Args:
        stated: Where settings come from.
        wishes: What else is to be done.
        tell: Hears what happens.

    Raises:
        ConflictError: Another service runs in the same folder.
    """
    if wishes.demo:
        stated = stated.fill_up(**USUAL_SETTINGS)
    settings = stated.settings()
    os.umask(_OWNER_ONLY)
    with closing(listen(settings.host, settings.port)) as listening, hold_home(settings.home):
        with prepare(stated) as container:
            _tell_first_admin(container, tell)
            processes = count_processes(settings, with_tills=wishes.live)
            _warn_of_few_connections(container, processes, tell)
            account = open_demo_account(container.engine) if wishes.demo else None
        later = [
            *worker_parts(stated, settings.job_workers, with_light=True),
            scheduler_part(stated),
            live_part(stated),
        ]
        parts = [
            *api_parts(stated, listening, settings.api_workers),
            *(replace(part, delay=_AFTER_API) for part in later),
        ]
        address = address_of(listening)
        if wishes.live:
            parts.append(replace(demo_tills_part(stated, address), delay=_AFTER_API))
        with running(parts, stated, tell) as supervisor:
            watch_beside(supervisor, lambda: wait_until_ready(address, tell))
            if not supervisor.is_stopping:
                tell(f"Foresale is at {address}; its API explains itself at {address}/api/docs.")
                if account is not None:
                    chain = DemoChain.of(settings.home, shop_clock(settings.time_zone)())
                    demo = Demo(address, account, tell, lambda: supervisor.is_stopping, chain)
                    watch_beside(supervisor, replace(demo, is_live=wishes.live).run)
                if not wishes.once:
                    tell("Ctrl-C stops it.")
                    supervisor.watch()
    tell("Stopped.")


def check_database(stated: SettingsSource, processes: Mapping[Role, int], tell: Tell) -> Settings:
    """The settings, once the database is seen to be of the newest schema.

    Args:
        stated: Where settings come from.
        processes: How many of each kind are to be started.
        tell: Hears where the server allows fewer connections than these may want.

    Raises:
        NotReadyError: The database can't be reached.
        OptionError: Its schema is another.
    """
    from foresale.storage.database.engine.migrate import check_current

    container = Container(stated.settings())
    try:
        with _report_database():
            check_current(container.engine)
            _warn_of_few_connections(container, processes, tell)
    finally:
        container.close()
    return container.settings


def run_workers(stated: SettingsSource, count: int | None, *, schedules: bool, tell: Tell) -> None:
    """Run job workers until stopped.

    Args:
        stated: Where settings come from.
        count: How many; None for the setting `job_workers`.
        schedules: Whether a scheduler and the live path run beside.
        tell: Hears what happens.
    """
    os.umask(_OWNER_ONLY)
    number = count or stated.settings().job_workers
    beside: dict[Role, int] = {"scheduler": 1, "live": 1} if schedules else {}
    check_database(stated, {"worker": number, **beside}, tell)
    parts = worker_parts(stated, number) + ([scheduler_part(stated), live_part(stated)] if schedules else [])
    with running(parts, stated, tell) as supervisor:
        tell(f"{number} job {'worker' if number == 1 else 'workers'} at work; Ctrl-C stops.")
        supervisor.watch()
    tell("Stopped.")


def wait_until_ready(address: str, tell: Tell) -> None:
    """Return once a service answers that it is ready.

    Args:
        address: Such as http://127.0.0.1:8000.
        tell: Hears why it isn't, such as of a full disk.
    """
    told = ""
    while True:
        try:
            # Before the API is there its socket already is: a request waits in it.
            with urlopen(f"{address}/api/health/ready", timeout=_ASK) as answer:  # noqa: S310 - http
                if answer.status == 200:
                    return
        except HTTPError as refused:
            reason = _reason_of(refused)
            kind = re.sub(r"\d", "", reason)  # how much space is left changes all the time
            if kind != told:
                tell(f"The service isn't ready: {reason}")
                told = kind
            time.sleep(_AGAIN)
        except (URLError, HTTPException, OSError):
            time.sleep(_AGAIN)


def _reason_of(refused: HTTPError) -> str:
    """What a refusal says, and what to do."""
    try:
        body = json.loads(refused.read())
        return f"{body['detail']}\n→ {body['fix']}"
    except (ValueError, KeyError, TypeError):
        return str(refused)


def watch_beside(supervisor: Supervisor, work: Callable[[], None]) -> None:
    """Do something while the parts are watched over, and raise what it raises; a stop doesn't wait for it."""
    done: Future[None] = Future()

    def do() -> None:
        try:
            work()
            done.set_result(None)
        except Exception as error:  # noqa: BLE001 - raised below, in the main thread
            done.set_exception(error)

    threading.Thread(target=do, name="beside", daemon=True).start()
    supervisor.watch(until=done.done)
    if done.done():
        done.result()


def _warn_of_few_connections(container: Container, processes: Mapping[Role, int], tell: Tell) -> None:
    words = describe_few_connections(container, processes)
    if words is not None:
        tell(words)


def _tell_first_admin(container: Container, tell: Tell) -> None:
    from foresale.service.accounts.first_admin import FIRST_ADMIN, ensure_admin

    password = ensure_admin(container.engine)
    if password is not None:
        tell(f"The first admin is {FIRST_ADMIN}, with the one-time password {password}")
        tell("It is shown only now, and asks for another one at the first login.")


@contextmanager
def _report_database() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise NotReadyError(
            f"The database can't be reached: {error.orig}.",
            fix="Check the setting 'database_url', and that its server runs.",
        ) from None
