"""`foresale config`: what the service was told, and by what."""

from __future__ import annotations

import os

import typer

from foresale.cli.command_group import App
from foresale.cli.failures import UNUSABLE, report_failures
from foresale.cli.options.service import AsJson, Config, Home
from foresale.cli.output.screen import Screen

app = App(name="config", help="The service's settings.", no_args_is_help=True)


@app.callback()
def config() -> None:
    """The service's settings: one file, or variables named FORESALE_…."""


@app.command()
def check(config: Config = None, home: Home = None, as_json: AsJson = False) -> None:
    """Show every setting: its value, where it comes from and what it means.

    Secrets are hidden. Ends with 1 where a setting can't be used, or a variable is misspelled.
    """
    screen = Screen(as_json)
    with report_failures(screen):
        from foresale.cli.output.tables import simple_table
        from foresale.service.explain_settings import explain_settings, find_misspelled

        found = explain_settings(config, home=home)
        odd = find_misspelled(os.environ)
        screen.show(
            simple_table(
                ("Setting", "Value", "From", "Meaning"),
                ((item.name, item.value, item.origin, item.meaning) for item in found),
            )
        )
        screen.answer(
            {
                "settings": [vars(item) for item in found],
                "misspelled": [{"name": name, "meant": meant} for name, meant in odd],
            }
        )
        for name, meant in odd if not as_json else ():
            typer.secho(f"{name} is no setting.", err=True, fg=typer.colors.RED)
            typer.echo(f"→ {f'Did you mean {meant}?' if meant else 'Remove it.'}", err=True)
        if odd:
            raise typer.Exit(UNUSABLE)
