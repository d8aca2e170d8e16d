"""The commands of `foresale`. Heavy libraries are imported by a command at work, so that help is instant."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale import __version__
from foresale.cli.apart import api, demo, live
from foresale.cli.backtest import backtest
from foresale.cli.backup import backup, restore
from foresale.cli.command_group import App, SwitchCommand
from foresale.cli.config import app as config
from foresale.cli.db import app as db
from foresale.cli.drivers import drivers
from foresale.cli.forecast import forecast
from foresale.cli.import_ import import_
from foresale.cli.lab import lab
from foresale.cli.login import login, logout, whoami
from foresale.cli.mlflow_pages import mlflow
from foresale.cli.models import models
from foresale.cli.order import order
from foresale.cli.predict import predict
from foresale.cli.profile import profile
from foresale.cli.remote.app import app as remote
from foresale.cli.replay import replay
from foresale.cli.simulate import simulate
from foresale.cli.up import up, worker
from foresale.cli.user import app as user

app = App(
    name="foresale",
    help="From a retailer's sales file to forecasts you can trust.",
    epilog="Start with: foresale forecast sales.csv",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
_FILES, _SERVICE, _SERVER = "With files", "The service, on this machine", "A server, here or elsewhere"
for command in (forecast, profile, backtest, predict, order, drivers, replay):
    app.command(rich_help_panel=_FILES)(command)
app.command(rich_help_panel=_FILES, cls=SwitchCommand)(models)
app.command(rich_help_panel=_FILES)(simulate)
for command in (up, api, worker, live, demo, mlflow, backup, restore):
    app.command(rich_help_panel=_SERVICE)(command)
app.command("import", rich_help_panel=_SERVICE)(import_)
for group in (db, user, config):
    app.add_typer(group, rich_help_panel=_SERVICE)
for command in (login, logout, whoami, lab):
    app.command(rich_help_panel=_SERVER)(command)
app.add_typer(remote, rich_help_panel=_SERVER)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"foresale {__version__}")
        raise typer.Exit


@app.callback()
def foresale(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """From a retailer's sales file to forecasts you can trust."""
