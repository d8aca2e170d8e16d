"""Commands that load nothing they don't need."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup


class CommandGroup(TyperGroup):
    """A group of commands, whose own options are all switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The group's options, `--help` among them."""
        return _turn_off(super().get_params(ctx))


class SwitchCommand(TyperCommand):
    """A command whose options are all switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The command's options, `--help` among them."""
        return _turn_off(super().get_params(ctx))


def _turn_off(switches: list[Any]) -> list[Any]:
    """Switches that are off where nobody gave them, rather than unknown.

    To turn an unknown one into a bool Typer loads pydantic, which takes longer than all else
    that `--help` does.
    """
    for switch in switches:
        if switch.default is None:
            switch.default = False
    return switches
