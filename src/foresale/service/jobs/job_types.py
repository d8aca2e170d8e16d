"""The kinds of jobs: one line each, and the function that does it, imported when a worker needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from foresale.errors import OptionError

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.context import JobContext

    Handler = Callable[[Container, Mapping[str, Any], JobContext], Mapping[str, Any]]
    """Does a job: the service's parts, what was asked, and whom to tell; answers what came out, as JSON.

    Its changes are one transaction, or doing it again changes nothing: it may be begun anew after a crash.
    """

_HANDLERS = "foresale.service.jobs.handlers"
KINDS: Mapping[str, str] = {
    "import_sales": f"{_HANDLERS}.import_sales:import_sales",
    "undo_import": f"{_HANDLERS}.undo_import:undo",
    "train": f"{_HANDLERS}.train:train",
    "forecast": f"{_HANDLERS}.forecast:forecast",
    "track_actuals": f"{_HANDLERS}.track_actuals:track_actuals",
    "monitor": f"{_HANDLERS}.monitor:monitor",
}
"""Kind to module and function."""

HEAVY = frozenset({"train"})
"""Kinds that take minutes to hours: where there are several workers, one leaves them to the others."""

PLUGINS = "foresale.jobs"
"""Entry points of this group are further kinds."""


def known_kinds() -> frozenset[str]:
    """Every kind of job there is, those of installed packages among them."""
    return frozenset(KINDS) | frozenset(entry_points(group=PLUGINS).names)


def schedulable_kinds() -> frozenset[str]:
    """The kinds that can run by themselves: all but those about one uploaded file."""
    return known_kinds() - {"import_sales", "undo_import"}


def find_handler(kind: str) -> Handler:
    """The function that does jobs of a kind.

    Raises:
        OptionError: There is no such kind.
    """
    place = KINDS.get(kind)
    if place is not None:
        module, _, name = place.partition(":")
        work: Handler = getattr(import_module(module), name)
        return work
    for found in entry_points(group=PLUGINS, name=kind):
        plugged: Handler = found.load()
        return plugged
    raise OptionError(
        f"There is no kind of job '{kind}'.", fix=f"Choose one of {', '.join(sorted(known_kinds()))}."
    )
