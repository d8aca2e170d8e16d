"""`foresale remote exceptions`: what somebody should look at."""

from __future__ import annotations

from dataclasses import asdict

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.lists import limit_to
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking

_QUEUES = ("urgent", "required", "optional", "informational")
_WHICH = SettingGroup(
    "which",
    "Which",
    (
        Setting("queue", "choice", "Only of this queue.", choices=_QUEUES),
        Setting("store", "text", "Only in this store.", metavar="CODE"),
        limit_to(50),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def exceptions(given: ParsedOptions) -> None:
    """List what somebody should look at, urgent first, then by money."""
    screen = given.screen
    with asking(given) as client:
        found = client.exceptions(**given.options["which"])
        if not screen.as_json:
            from foresale.cli.output.tables import simple_table

            numbers = ("Money",)
            rows = [
                (one.queue, "–" if one.money is None else f"{one.money:,.2f}", one.text)
                for one in found.items
            ]
            if rows:
                screen.show(simple_table(("Queue", "Money", "What"), rows, numbers=numbers))
            else:
                screen.show("There is nothing to look at.")
            if found.total > len(rows):
                screen.show(f"and {found.total - len(rows):,} more")
        screen.answer(asdict(found))
