"""`foresale user`: who may log in to the service whose database this machine can reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.command_group import App
from foresale.cli.options.service import AsJson, Config, Home
from foresale.cli.output.screen import Screen
from foresale.cli.service_parts import database_of

if TYPE_CHECKING:
    from foresale.service.accounts.user_admin import UserAdmin

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Address the user logs in with.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="viewer, planner, analyst or admin.")]

app = App(name="user", help="Users of the service.", no_args_is_help=True)


@app.callback()
def user() -> None:
    """Users of the service, kept in its database: no login is needed, only the machine."""


@app.command("list")
def list_users(config: Config = None, home: Home = None, as_json: AsJson = False) -> None:
    """List the users."""
    screen = Screen(as_json)
    with _open_admin(screen, config, home) as admin:
        from foresale.cli.output.tables import simple_table

        users = admin.users()
        screen.show(
            simple_table(
                ("Id", "E-mail", "Name", "Role", "Stores", "State"),
                (
                    (
                        str(user.id),
                        user.email,
                        user.name,
                        user.role,
                        "all" if user.stores is None else ", ".join(user.stores) or "none",
                        "locked" if user.is_locked else "active" if user.is_active else "inactive",
                    )
                    for user in users
                ),
            )
        )
        screen.answer({"users": [asdict(user) for user in users]})


@app.command()
def add(
    email: Email,
    role: Role,
    store: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Limit to this store; may be repeated.")
    ] = None,
    config: Config = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Add a user, and show the one-time password."""
    screen = Screen(as_json)
    with _open_admin(screen, config, home) as admin:
        _show_password(screen, admin.add(email, role, store or ()))


@app.command("role")
def change_role(
    email: Email, role: Role, config: Config = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Give a user another role."""
    screen = Screen(as_json)
    with _open_admin(screen, config, home) as admin:
        admin.give_role(email, role)
        screen.answer({"email": email, "role": role})
        if not as_json:
            typer.echo(f"{email} is {role} now.")


@app.command()
def reset(email: Email, config: Config = None, home: Home = None, as_json: AsJson = False) -> None:
    """Unlock a user and show a new one-time password; all their sessions end."""
    screen = Screen(as_json)
    with _open_admin(screen, config, home) as admin:
        _show_password(screen, admin.reset(email))


@contextmanager
def _open_admin(screen: Screen, config: Path | None, home: Path | None) -> Iterator[UserAdmin]:
    with database_of(screen, config, home) as engine:
        from foresale.service.accounts.user_admin import UserAdmin

        yield UserAdmin(engine)


def _show_password(screen: Screen, password: str) -> None:
    screen.answer({"one_time_password": password})
    if not screen.as_json:
        typer.echo(f"One-time password, to be changed at the first login: {password}")
