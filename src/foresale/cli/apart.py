"""`foresale api`, `live` and `demo`: parts of a service that run apart, as containers do."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale.cli.failures import report_failures
from foresale.cli.options.service import Config, Home, Host, Port
from foresale.cli.output.screen import Screen


def api(
    config: Config = None,
    home: Home = None,
    host: Host = None,
    port: Port = None,
) -> None:
    """Answer requests only; workers and the live path run elsewhere. `foresale up` runs all in one."""
    with report_failures(Screen()):
        from foresale.service.processes.apart import run_api
        from foresale.service.processes.parts import SettingsSource

        run_api(SettingsSource(config, {"home": home, "host": host, "port": port}), typer.echo)


def live(config: Config = None, home: Home = None) -> None:
    """Run schedules and the live path only, with Kafka's consumers and relay where it is used."""
    with report_failures(Screen()):
        from foresale.service.processes.apart import run_live_path
        from foresale.service.processes.parts import SettingsSource

        run_live_path(SettingsSource(config, {"home": home}), typer.echo)


def demo(
    to: Annotated[str, typer.Option(metavar="URL", help="The service's API.")] = "http://127.0.0.1:8000",
    shown: Annotated[
        str | None, typer.Option(metavar="URL", help="How browsers reach it, where that is another.")
    ] = None,
    config: Config = None,
    home: Home = None,
) -> None:
    """Fill an empty service that runs elsewhere with a simulated chain, and send its sales as they happen.

    Its user is made in the service's own database. Sales go to Kafka's topic, where the service reads one.
    """
    with report_failures(Screen()):
        from foresale.service.processes.apart import run_demo
        from foresale.service.processes.parts import SettingsSource

        run_demo(SettingsSource(config, {"home": home}), to, shown, typer.echo)
