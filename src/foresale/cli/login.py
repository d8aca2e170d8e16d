"""`foresale login`, `logout`, `whoami`: who you are to a server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.failures import report_failures
from foresale.cli.output.screen import Screen
from foresale.cli.remote.asking import SERVER, asking, server_of
from foresale.errors import OptionError

if TYPE_CHECKING:
    from foresale.client import Client

_HERE = "http://127.0.0.1:8000"


@takes(SERVER, reads=False)
def login(
    given: ParsedOptions,
    email: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Who logs in; asked for otherwise.", show_default=False),
    ] = None,
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            metavar=" ",
            help="Read the password from standard input; a second line is the new one, if needed.",
        ),
    ] = False,
    api_key_stdin: Annotated[
        bool,
        typer.Option("--api-key-stdin", metavar=" ", help="Read an API key from standard input instead."),
    ] = False,
) -> None:
    """Log in to a server. The tokens are kept in a file that only you can read; the password isn't."""
    screen = given.screen
    with report_failures(screen):
        from foresale.client import Client
        from foresale.client.logins import Logins, tidy_address

        password = ""
        address = tidy_address(server_of(given) or _last_server() or _HERE)
        _warn_of_plain_text(screen, address)
        if api_key_stdin:
            client = Client(address, api_key=_first_line("API key", "--api-key-stdin < key.txt"))
        else:
            client, password = _log_in(screen, address, email, password_stdin=password_stdin)
        with client:
            me = client.me()
            if me.must_change_password and not api_key_stdin:
                client.change_password(password, _new_password(can_ask=screen.can_ask and not password_stdin))
            client.keep(Logins())
            screen.show(f"Logged in to {client.server} as {me.name} <{me.email}>, {me.role}.")
            screen.answer({"server": client.server, "email": me.email, "role": me.role})


@takes(SERVER, reads=False)
def logout(
    given: ParsedOptions,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", metavar=" ", help="End all of your sessions, on every machine.")
    ] = False,
) -> None:
    """End the session, and forget its tokens; an API key is only forgotten."""
    with report_failures(given.screen):
        from foresale.client import Client, Logins

        logins = Logins()
        kept = logins.find(server_of(given))
        try:
            if not kept.api_key:
                with Client.from_stored(kept.server) as client:
                    _end_session(client, everywhere=everywhere)
        finally:
            logins.forget(kept.server)
        given.screen.show(f"Logged out of {kept.server}.")
        given.screen.answer({"server": kept.server})


@takes(SERVER, reads=False)
def whoami(given: ParsedOptions) -> None:
    """Say who you are to the server, and what you may do there."""
    with asking(given) as client:
        me = client.me()
        if not given.screen.as_json:
            from foresale.cli.output.tables import fact_table

            given.screen.show(
                fact_table(
                    [
                        ("Server", client.server),
                        ("Account", f"{me.name} <{me.email}>"),
                        ("Role", me.role),
                        ("Stores", "all" if me.store_ids is None else f"{len(me.store_ids)} of them"),
                        ("May", ", ".join(me.permissions).replace("_", " ")),
                    ]
                )
            )
        given.screen.answer(
            {
                "server": client.server,
                "email": me.email,
                "name": me.name,
                "role": me.role,
                "store_ids": me.store_ids,
                "permissions": me.permissions,
            }
        )


def _end_session(client: Client, *, everywhere: bool) -> None:
    from foresale.client import ServerError

    try:
        client.logout(everywhere=everywhere)
    except ServerError as error:
        if error.status != 401:  # it had ended already
            raise


def _log_in(screen: Screen, address: str, email: str | None, *, password_stdin: bool) -> tuple[Client, str]:
    """A client that is somebody, and the password it took."""
    from foresale.client import Client

    can_ask = screen.can_ask and not password_stdin
    if email is None:
        if not can_ask:
            raise OptionError("It isn't said who logs in.", fix="Add --email.")
        email = str(typer.prompt(f"E-mail at {address}", err=True))
    if password_stdin:
        password = _first_line("password", "--password-stdin < password.txt")
    elif can_ask:
        password = str(typer.prompt("Password", hide_input=True, err=True))
    else:
        raise OptionError(
            "Nobody is at the terminal to type a password.", fix="Add --password-stdin, or --api-key-stdin."
        )
    return Client.login(address, email, password), password


def _first_line(what: str, example: str) -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise OptionError(f"There is no {what} on standard input.", fix=f"Send one: foresale login {example}")
    return line


def _new_password(*, can_ask: bool) -> str:
    if can_ask:
        typer.echo("This password was set by someone else: choose your own.", err=True)
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))
    chosen = sys.stdin.readline().rstrip("\r\n")
    if not chosen:
        raise OptionError(
            "This password was set by someone else: you have to choose your own.",
            fix="Log in at a terminal, or send the new one as the second line of --password-stdin.",
        )
    return chosen


def _last_server() -> str | None:
    from foresale.client.logins import Logins

    try:
        return Logins().find().server
    except OptionError:
        return None


def _warn_of_plain_text(screen: Screen, address: str) -> None:
    parts = urlsplit(address)
    if (
        parts.scheme == "http"
        and parts.hostname not in ("localhost", "127.0.0.1", "::1")
        and not screen.quiet
    ):
        typer.echo(
            f"{address} isn't encrypted: others on the way can read your password. Use https.", err=True
        )
