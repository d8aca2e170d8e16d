"""`foresale lab`: an app in the browser that asks a service."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale.cli.failures import report_failures
from foresale.cli.options.service import PagePort
from foresale.cli.output.screen import Screen


def lab(
    server: Annotated[
        str, typer.Option(metavar="URL", help="The service that it asks.")
    ] = "http://localhost:8000",
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: PagePort = 8501,
    base_path: Annotated[
        str, typer.Option(metavar="PATH", help="Path under which a proxy offers it, such as lab.")
    ] = "",
    shown: Annotated[
        str,
        typer.Option(metavar="URL", help="The service's address as people know it, where that is another."),
    ] = "",
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser on it.")] = False,
) -> None:
    """Open the Lab: predict a month, watch stores, try a file, find drivers, compare models. Ctrl-C stops."""
    with report_failures(Screen()):
        from foresale.lab.start import LabOptions, run_lab

        options = LabOptions(server, host, port, base_path.strip("/"), shown, open_browser)
        raise typer.Exit(run_lab(options))
