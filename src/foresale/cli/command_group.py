"""Commands that load nothing they don't need, and whose help shows switches as what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command that says of a switch what it does, and not that it is one."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The command's arguments and options, `--help` among them."""
        return _hide_type_of_switches(super().get_params(ctx))


class SwitchCommand(Command):
    """A command whose options are all switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The command's options, `--help` among them."""
        return _turn_off(super().get_params(ctx))


class CommandGroup(TyperGroup):
    """A group of commands, whose own options are all switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The group's options, `--help` among them."""
        return _turn_off(_hide_type_of_switches(super().get_params(ctx)))


class App(typer.Typer):
    """A group of commands, all of them of these kinds.

    Args:
        options: Those of `typer.Typer`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"cls": CommandGroup, **options})

    def command(self, *names: Any, **options: Any) -> Callable[[Any], Any]:
        """Add a command, as `typer.Typer.command` does.

        Args:
            names: Its name; by default that of its function.
            options: Those of `typer.Typer.command`.
        """
        return super().command(*names, **{"cls": Command, **options})


def _hide_type_of_switches(params: list[Any]) -> list[Any]:
    """Without `<bool>` beside options that take no value."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
    return params


def _turn_off(switches: list[Any]) -> list[Any]:
    """Switches that are off where nobody gave them, rather than unknown.

    To turn an unknown one into a bool Typer loads pydantic, which takes longer than all else
    that `--help` does.
    """
    for switch in switches:
        if switch.default is None:
            switch.default = False
    return switches
