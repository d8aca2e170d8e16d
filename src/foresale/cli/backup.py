"""`foresale backup` and `foresale restore`: all that a service keeps, in one file and back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.failures import report_failures
from foresale.cli.options.service import AsJson, Config, Home
from foresale.cli.output.screen import Screen

if TYPE_CHECKING:
    from foresale.storage.backup.archive import Manifest
    from foresale.storage.backup.service_backup import ServicePlaces


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip to write, such as monday.zip.")],
    with_secret: Annotated[
        bool,
        typer.Option("--with-secret", metavar=" ", help="The key that signs tokens too: logins last."),
    ] = False,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write all that the service keeps to one file, while it runs: database, models, uploads."""
    screen = Screen(as_json)
    with _places_of(screen, config, home) as places:
        from foresale.cli.output.progress_bars import progress_on
        from foresale.storage.backup.service_backup import back_up_service

        with progress_on(screen) as progress:
            made = back_up_service(places, file, with_secret=with_secret, progress=progress)
        _tell(screen, "Backed up", made, file)
        _tell_server(screen, places)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", metavar=" ", help="Lose what the service holds now.")
    ] = False,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make of a backup a service that trains and serves: in any folder, on any kind of database."""
    screen = Screen(as_json)
    with _places_of(screen, config, home) as places:
        from foresale.cli.output.progress_bars import progress_on
        from foresale.storage.backup.service_backup import restore_service

        with progress_on(screen) as progress:
            made = restore_service(places, file, replace=replace, progress=progress)
        _tell(screen, "Restored", made, file)


@contextmanager
def _places_of(screen: Screen, config: Path | None, home: Path | None) -> Iterator[ServicePlaces]:
    """Where the service keeps what it has; what goes wrong is told as problem and fix."""
    with report_failures(screen):
        from foresale.container import Container
        from foresale.settings import load_settings
        from foresale.storage.backup.service_backup import ServicePlaces

        container = Container(load_settings(config, home=home))
        before = os.umask(0o077)  # what is written is for its owner only
        try:
            settings = container.settings
            yield ServicePlaces(container.engine, settings.mlflow_address, settings.home)
        finally:
            os.umask(before)
            container.close()


def _tell(screen: Screen, done: str, made: Manifest, file: Path) -> None:
    screen.answer(
        {
            "file": str(file),
            "revision": made.revision,
            "made_at": made.made_at.isoformat(),
            "rows": {name: table.rows for name, table in made.tables.items()},
            "files": len(made.files),
            "has_secret": made.has_secret,
        }
    )
    if not screen.as_json:
        typer.echo(
            f"{done} {made.rows:,} rows of {len(made.tables)} tables and {len(made.files):,} files: {file}"
        )


def _tell_server(screen: Screen, places: ServicePlaces) -> None:
    """Say what a backup doesn't hold."""
    from foresale.storage.registry.open_mlflow import hide_credentials, is_server

    if is_server(places.mlflow_address) and not screen.as_json:
        typer.echo(f"The models are on {hide_credentials(places.mlflow_address)}: back them up there.")
