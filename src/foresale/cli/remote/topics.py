"""`foresale remote topics`: what goes through the server's log and through Kafka."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.lists import limit_to
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking

if TYPE_CHECKING:
    from rich.table import Table

    from foresale.cli.output.screen import Screen
    from foresale.client.topics import Topic, TopicMessage, TopicMessages

_FOLLOW_SECONDS = 0.5
_WHICH = SettingGroup(
    "which",
    "Which messages",
    (
        Setting("offset", "whole", "From this one on; by default the newest.", metavar="N"),
        Setting("after", "text", "Those that came after a place that was told before.", metavar="PLACE"),
        Setting("follow", "switch", "Then those that come, until Ctrl-C; --after goes on.", "--follow"),
        limit_to(50),
        Setting("key", "text", "Whose key holds this.", metavar="TEXT"),
        Setting("text", "text", "That hold this.", metavar="TEXT"),
        Setting("field", "text", "With this field, such as data.store, and --value.", metavar="NAME"),
        Setting("value", "text", "What that field is.", metavar="TEXT"),
        Setting("columns", "names", "Show these fields as columns.", metavar="NAME,…"),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def topics(
    given: ParsedOptions,
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
        which = dict(given.options["which"])
        follow, columns = bool(which.pop("follow", False)), tuple(which.pop("columns", None) or ())

        def ask(**place: Any) -> TopicMessages:
            return client.topics.page(name, "kafka" if kafka else "log", **place)

        page = ask(**which)
        if follow:
            filters = {key: value for key, value in which.items() if key != "offset"}
            _follow(screen, page, columns, lambda after: ask(**filters | {"after": after}))
            return
        if not screen.as_json:
            screen.show(_show(list(page.items), columns) if page.items else "There are no such messages.")
        screen.answer({"messages": [asdict(one) for one in page.items], "next": page.next})


def _follow(
    screen: Screen, page: TopicMessages, columns: Sequence[str], ask: Callable[[str], TopicMessages]
) -> None:
    """Print messages as they come, a line each, until Ctrl-C."""
    try:
        while True:
            for one in page.items:
                typer.echo(_as_json(one) if screen.as_json else "  ".join(_row(one, columns)))
            if not page.items:
                time.sleep(_FOLLOW_SECONDS)
            page = ask(page.next)
    except KeyboardInterrupt:
        typer.echo(f"Stopped; it goes on with --after {page.next}", err=True)


def _list(found: list[Topic]) -> Table:
    from foresale.cli.output.tables import simple_table

    rows = [
        (
            one.source,
            one.name,
            str(len(one.partitions)),
            f"{sum(part.next - part.first for part in one.partitions):,}" if one.source == "kafka" else "–",
            "–" if one.a_minute is None else f"{one.a_minute:,}",
            ", ".join(f"{group} {lag:,}" for group, lag in one.lag.items() if lag is not None),
        )
        for one in found
    ]
    numbers = ("Parts", "Messages", "A minute")
    return simple_table(("Source", "Topic", *numbers, "Not read by"), rows, numbers=numbers)


def _show(messages: list[TopicMessage], columns: Sequence[str]) -> Table:
    from foresale.cli.output.tables import simple_table

    heads = ("Place", "At", "Key", *(columns or ("Message",)))
    return simple_table(heads, [_row(one, columns) for one in messages])


def _row(one: TopicMessage, columns: Sequence[str]) -> tuple[str, ...]:
    return (
        f"{one.partition}/{one.offset}",
        "" if one.at is None else f"{one.at:%m-%d %H:%M:%S}",
        one.key or "",
        *([_field(one.value, name) for name in columns] or [json.dumps(one.value, ensure_ascii=False)[:200]]),
    )


def _field(value: Any, name: str) -> str:
    """A field inside of a message, by names with points between."""
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _as_json(one: TopicMessage) -> str:
    return json.dumps(asdict(one), default=lambda moment: moment.isoformat(), ensure_ascii=False)
