"""`foresale db`: the service's database and its schema."""

from __future__ import annotations

from typing import Annotated

import typer

from foresale.cli.command_group import App
from foresale.cli.options.service import AsJson, Config, Home
from foresale.cli.output.screen import Screen
from foresale.cli.service_parts import database_of
from foresale.errors import OptionError

app = App(name="db", help="The service's database and its schema.", no_args_is_help=True)


@app.callback()
def db() -> None:
    """The service's database and its schema."""


@app.command()
def upgrade(
    to: Annotated[str, typer.Option(metavar="REVISION", help="Stop at this revision.")] = "head",
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Wait so long for a database that starts.")
    ] = 0,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Bring the schema to what this version of Foresale needs; makes the tables of an empty database."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.engine import migrate
        from foresale.storage.database.engine.wait import wait_until_reachable

        wait_until_reachable(engine, wait)
        before = migrate.revision(engine)
        _tell(screen, before, migrate.upgrade(engine, to))


@app.command()
def views(
    drop: Annotated[bool, typer.Option("--drop", metavar=" ", help="Take them away.")] = False,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make the views that Power BI, Metabase or Excel read: sales, forecasts, accuracy, orders.

    An upgrade of the schema makes them anew where they are there; the user needs the right to make views.
    """
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.bi_views import drop_views, make_views
        from foresale.storage.database.engine.migrate import check_current

        check_current(engine)
        with engine.begin() as connection:
            names = drop_views(connection) if drop else make_views(connection)
        screen.answer({"dropped" if drop else "views": names})
        if not as_json:
            typer.echo(f"{'Taken away' if drop else 'Made'}: {', '.join(names) or 'none'}.")


@app.command("wait")
def wait_for_schema(
    seconds: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="How long to wait at most.")] = 300,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Wait until the schema is what this version of Foresale needs, as another process migrates it."""
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.engine import migrate
        from foresale.storage.database.engine.wait import wait_until_current

        wait_until_current(engine, seconds)
        now = migrate.revision(engine)
        _tell(screen, now, now or "")


@app.command()
def downgrade(
    to: Annotated[str, typer.Option(metavar="REVISION", help="The revision to go back to, or base.")],
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar=" ", help="Don't ask: what newer tables hold may be lost.")
    ] = False,
) -> None:  # fmt: skip
    """Take the schema back, for an older version of Foresale; what newer tables hold is lost.

    Asks first; where nobody can be asked, --yes has to say that it is meant.
    """
    screen = Screen(as_json)
    with database_of(screen, config, home) as engine:
        from foresale.storage.database.engine import migrate

        before = migrate.revision(engine)
        if not yes:
            _ask(
                screen,
                f"Taking the schema from {before or 'nothing'} back to {to} loses what newer tables hold.",
            )
        _tell(screen, before, migrate.downgrade(engine, to))


def _ask(screen: Screen, what: str) -> None:
    """Let somebody say that it is meant.

    Raises:
        OptionError: Nobody can be asked.
    """
    if not screen.can_ask:
        raise OptionError(what, fix="Make a backup first (foresale db backup); then say --yes.")
    if not typer.confirm(f"{what} Go on?", default=False, err=True):
        raise typer.Exit(1)


def _tell(screen: Screen, before: str | None, now: str) -> None:
    screen.answer({"before": before, "now": now})
    if not screen.as_json:
        typer.echo(f"The schema is at {now}, as before." if before == now else f"The schema is at {now} now.")
