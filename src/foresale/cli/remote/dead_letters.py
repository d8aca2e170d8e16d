"""`foresale remote dead-letters`: what streams brought and couldn't be used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.lists import limit_to
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError

if TYPE_CHECKING:
    from rich.table import Table

    from foresale.client.dead_letters import DeadLetter, DeadLetters


_WHAT = SettingGroup(
    "letters",
    "Letters",
    (
        Setting("resend", "switch", "Do what it says, now that it can be done.", "--resend"),
        Setting("message", "text", "Send the JSON of this file in its place, corrected.", metavar="FILE"),
        Setting("dismiss", "text", "Leave it at that; the reason is kept.", metavar="REASON"),
        Setting(
            "state", "text", "Only those waiting for their sale, open, resent or dismissed.", metavar="STATE"
        ),
        limit_to(20),
    ),
)


@takes(_WHAT, SERVER, reads=False)
def dead_letters(
    given: ParsedOptions,
    letter_id: Annotated[
        int | None,
        typer.Argument(metavar="ID", help="One letter; by default the newest ones.", show_default=False),
    ] = None,
) -> None:
    """List messages about sales that couldn't be used; show one, send it again, or dismiss it."""
    screen, said = given.screen, given.options["letters"]
    does = [name for name in ("resend", "message", "dismiss") if said.get(name)]
    with asking(given) as client:
        if letter_id is not None:
            letter = _settle(client.dead_letters, letter_id, said)
            if not screen.as_json:
                screen.show(_facts(letter))
            screen.answer(asdict(letter))
            return
        if does:
            raise OptionError(
                "It isn't said which letter.", fix=f"Give its number: dead-letters 17 --{does[0]}"
            )
        found = list(islice(client.dead_letters.list(state=said.get("state")), int(said.get("limit", 20))))
        if not screen.as_json:
            screen.show(_table(found) if found else "There are no such letters.")
        screen.answer({"dead_letters": [asdict(one) for one in found]})


def _settle(letters: DeadLetters, letter_id: int, said: Mapping[str, Any]) -> DeadLetter:
    resend, message, dismiss = said.get("resend"), said.get("message"), said.get("dismiss")
    if dismiss and (resend or message):
        raise OptionError("A letter is sent again or dismissed, not both.", fix="Leave one of them out.")
    if dismiss:
        return letters.dismiss(letter_id, reason=dismiss)
    if message:
        return letters.resend(letter_id, _read(Path(message)))
    return letters.resend(letter_id) if resend else letters.get(letter_id)


def _read(file: Path) -> Mapping[str, Any]:
    fix = 'Write one message into it, such as {"transaction_id": "R-17", "store": "S1", …}.'
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OptionError(f"{file} can't be read as JSON: {error}.", fix=fix) from None
    if not isinstance(told, dict):
        raise OptionError(f"{file} holds no JSON object.", fix=fix)
    return told


def _table(found: list[DeadLetter]) -> Table:
    from foresale.cli.output.tables import simple_table

    return simple_table(
        ("Letter", "Came", "From", "Sale", "State", "Reason"),
        (
            (
                str(one.id),
                f"{one.at.astimezone():%Y-%m-%d %H:%M}",
                one.place,
                one.transaction_id or "",
                one.state,
                f"{one.column}: {one.reason}" if one.column else one.reason,
            )
            for one in found
        ),
    )


def _facts(letter: DeadLetter) -> Table:
    from foresale.cli.output.tables import fact_table

    return fact_table(
        [
            ("Letter", str(letter.id)),
            ("Came", f"{letter.at.astimezone():%Y-%m-%d %H:%M:%S}, by {letter.source}: {letter.place}"),
            ("Kind", letter.kind),
            ("State", letter.state),
            ("Field", letter.column or ""),
            ("Reason", letter.reason),
            ("Said", letter.raw),
            ("Sent again as", letter.corrected or ""),
        ]
    )
