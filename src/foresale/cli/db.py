"""`foresale db`: the service's database, its schema and its backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.command_group import CommandGroup
from foresale.cli.screen import Screen
from foresale.cli.service_options import AsJson, Config, Home
from foresale.cli.service_parts import database_of

if TYPE_CHECKING:
    from foresale.storage.database.backup.archive import Manifest

app = typer.Typer(
    name="db", help="The service's database: schema and backups.", no_args_is_help=True, cls=CommandGroup
)


@app.callback()
def db() -> None:
    """The service's database: schema and backups."""


@app.command()
def upgrade(
    to: Annotated[str, typer.Option(metavar="REVISION", help="Stop at this revision.")] = "head",
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Bring the schema to what this version of Foresale needs; makes the tables of an empty database."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.engine import migrate

        before = migrate.revision(engine)
        _tell(screen, before, migrate.upgrade(engine, to))


@app.command()
def downgrade(
    to: Annotated[str, typer.Option(metavar="REVISION", help="The revision to go back to, or base.")],
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take the schema back, for an older version of Foresale; what newer tables hold is lost."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.engine import migrate

        before = migrate.revision(engine)
        _tell(screen, before, migrate.downgrade(engine, to))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip to write, such as monday.zip.")],
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write all that the database holds to a file, which any kind of database can restore."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.cli.progress_bars import progress_on
        from foresale.storage.database.backup.backup import back_up

        with progress_on(screen) as progress:
            made = back_up(engine, file, progress)
        _tell_rows(screen, "Backed up", made, file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what the database holds; else it has to be empty.")
    ] = False,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fill the database with a backup's rows. Stop the service before."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.cli.progress_bars import progress_on
        from foresale.storage.database.backup.backup import restore as fill

        with progress_on(screen) as progress:
            made = fill(engine, file, replace=replace, progress=progress)
        _tell_rows(screen, "Restored", made, file)


def _tell(screen: Screen, before: str | None, now: str) -> None:
    screen.answer({"before": before, "now": now})
    if not screen.as_json:
        typer.echo(f"The schema is at {now}, as before." if before == now else f"The schema is at {now} now.")


def _tell_rows(screen: Screen, done: str, made: Manifest, file: Path) -> None:
    screen.answer(
        {
            "file": str(file),
            "revision": made.revision,
            "made_at": made.made_at.isoformat(),
            "rows": {name: table.rows for name, table in made.tables.items()},
        }
    )
    if not screen.as_json:
        typer.echo(f"{done} {made.rows:,} rows of {len(made.tables)} tables: {file}")
