"""`foresale remote topics`: what goes through the server's log and through Kafka."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import Given, takes
from foresale.cli.remote.asking import SERVER, asking
from foresale.cli.setting import Setting, SettingGroup

if TYPE_CHECKING:
    from rich.table import Table

    from foresale.client.topics import Topic, TopicMessage

_WHICH = SettingGroup(
    "which",
    "Which messages",
    (
        Setting("offset", "whole", "From this one on; by default the newest.", metavar="N"),
        Setting("limit", "whole", "Show at most so many.", default="50", metavar="N"),
        Setting("key", "text", "Whose key holds this.", metavar="TEXT"),
        Setting("text", "text", "That hold this.", metavar="TEXT"),
        Setting("field", "text", "With this field, such as data.store, and --value.", metavar="NAME"),
        Setting("value", "text", "What that field is.", metavar="TEXT"),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def topics(
    given: Given,
    name: Annotated[
        str | None,
        typer.Argument(metavar="TOPIC", help="Its messages; by default all topics.", show_default=False),
    ] = None,
    kafka: Annotated[bool, typer.Option("--kafka", metavar=" ", help="Kafka's, not the log's.")] = False,
) -> None:
    """List topics, or show the messages of one: the newest, from an offset on, or those that fit."""
    screen = given.screen
    with asking(given) as client:
        if name is None:
            found = client.topics.list()
            if not screen.as_json:
                screen.show(_list(found))
            screen.answer({"topics": [asdict(one) for one in found]})
            return
        messages = client.topics.messages(name, "kafka" if kafka else "log", **given.options["which"])
        if not screen.as_json:
            screen.show(_show(messages) if messages else "There are no such messages.")
        screen.answer({"messages": [asdict(one) for one in messages]})


def _list(found: list[Topic]) -> Table:
    from foresale.cli.tables import simple_table

    rows = [
        (
            one.source,
            one.name,
            str(len(one.partitions)),
            f"{sum(part.next - part.first for part in one.partitions):,}" if one.source == "kafka" else "–",
            "–" if one.a_minute is None else f"{one.a_minute:,}",
        )
        for one in found
    ]
    numbers = ("Parts", "Messages", "A minute")
    return simple_table(("Source", "Topic", *numbers), rows, numbers=numbers)


def _show(messages: list[TopicMessage]) -> Table:
    from foresale.cli.tables import simple_table

    rows = [
        (
            f"{one.partition}/{one.offset}",
            "" if one.at is None else f"{one.at:%m-%d %H:%M:%S}",
            one.key or "",
            json.dumps(one.value, ensure_ascii=False)[:200],
        )
        for one in messages
    ]
    return simple_table(("Place", "At", "Key", "Message"), rows)
