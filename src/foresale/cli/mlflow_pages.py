"""`foresale mlflow`: the registry's own pages."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale.cli.failures import report_failures
from foresale.cli.options.service import Config, Home, PagePort
from foresale.cli.output.screen import Screen


def mlflow(
    config: Config = None,
    home: Home = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; its pages ask for no password.")
    ] = "127.0.0.1",
    port: PagePort = 5000,
) -> None:
    """Open MLflow's pages: every training, its metrics and files, versions and aliases. Ctrl-C stops."""
    with report_failures(Screen()):
        from foresale.container import Container
        from foresale.service.processes.listening import listen
        from foresale.settings import load_settings
        from foresale.storage.registry.mlflow_pages import serve_pages
        from foresale.storage.registry.open_mlflow import hide_credentials, is_server

        registry = Container(load_settings(config, home=home)).registry
        if is_server(registry.address):
            typer.echo(
                f"The registry is a server and has its pages there: {hide_credentials(registry.address)}"
            )
            return
        listen(host, port).close()  # a port in use is told at once, in our words
        typer.echo(f"MLflow's pages: http://{host}:{port} (they take some seconds to start; Ctrl-C stops)")
        registry.artifacts.mkdir(parents=True, exist_ok=True)
        try:
            serve_pages(registry.address, registry.artifacts, host, port)
        except KeyboardInterrupt:
            typer.echo("Stopped.")
