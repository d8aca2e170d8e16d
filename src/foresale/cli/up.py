"""`foresale up` and `foresale worker`: the service, or its workers on another machine."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.options.service import Config, Home, Host, Port
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.output.screen import Screen
from foresale.errors import OptionError

_DEMO = SettingGroup(
    "demo",
    "Demo",
    (
        Setting("demo", "switch", "Fill an empty service with a simulated chain.", "--demo"),
        Setting("live", "switch", "With --demo: its tills send today's sales as they happen.", "--live"),
    ),
)


@takes(_DEMO, reads=False, prints=False)
def up(
    given: ParsedOptions,
    config: Config = None,
    home: Home = None,
    host: Host = None,
    port: Port = None,
    once: Annotated[
        bool, typer.Option("--once", metavar=" ", help="Stop as soon as everything answers, for a check.")
    ] = False,
) -> None:
    """Start the service: API, job workers, scheduler and live path. Ctrl-C stops all."""
    with report_failures(given.screen):
        typer.echo("Foresale starts; this takes some seconds.")
        from foresale.service.processes.parts import SettingsSource
        from foresale.service.processes.start_up import StartOptions, run_service

        wishes = StartOptions(once=once, **given.options["demo"])
        if wishes.live and not wishes.demo:
            raise OptionError("--live needs a chain that sells.", fix="Add --demo, or leave --live out.")
        chosen = {"home": home, "host": host, "port": port}
        run_service(SettingsSource(config, chosen), wishes, typer.echo)


def worker(
    config: Config = None,
    home: Home = None,
    processes: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=64, help="Processes; by default the setting job_workers."),
    ] = None,
    scheduler: Annotated[
        bool,
        typer.Option(
            "--scheduler", metavar=" ", help="Schedules and the live path too, if no `foresale up` runs."
        ),
    ] = False,
) -> None:
    """Work on jobs, here or on another machine with the same database. Ctrl-C stops."""
    with report_failures(Screen()):
        from foresale.service.processes.parts import SettingsSource
        from foresale.service.processes.start_up import run_workers

        run_workers(SettingsSource(config, {"home": home}), processes, schedules=scheduler, tell=typer.echo)
