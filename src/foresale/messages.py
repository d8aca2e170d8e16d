r"""Messages that name options: as data below the faces, and in each face's own spelling to its reader.

What goes wrong in a file is found far below the command line, the library's face and the API, but the way
out is typed into one of them: `--target`, `target=`, `columns.quantity`. So a message holds the option
itself, and whoever shows the message spells it.

Examples:
    >>> text = Message(f"Name it with {option('target')}, or count lines with {option('target', 'rows')}.")
    >>> print(text)
    Name it with target=, or count lines with target="rows".
    >>> print(Message(text, lambda name, value: f"--{name} {value or ''}".strip()))
    Name it with --target, or count lines with --target rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Speller = Callable[[str, Any], str]
"""How a face writes an option, given its name and a value for it; None where no value is meant."""

ROUTE = "route."
"""What the name of an option begins with that is a route of the API."""

_OPENS, _CLOSES = "\x02", "\x03"
_OPTION = re.compile(rf'{_OPENS}(\["[a-z_.]+", [^{_OPENS}{_CLOSES}]*\]){_CLOSES}')


def option(name: str, value: object = None) -> str:
    """An option inside a message, for each face to spell.

    Args:
        name: Its name in the library, such as `target`.
        value: What to give it; None to name the option alone.
    """
    return f"{_OPENS}{json.dumps([name, value])}{_CLOSES}"


def route(name: str, **parts: object) -> str:
    """A route of the API inside a message, for the API to spell: `GET /api/jobs`.

    Args:
        name: The name of the function that answers it, such as `list_jobs`.
        parts: What stands in its address, such as the id of a job.
    """
    return option(ROUTE + name, parts)


class Message(str):
    """A text that names options: reads as one face spells them, and can still be spelled as another does.

    Attributes:
        template: The text with its options as data.
    """

    __slots__ = ("template",)
    template: str

    def __new__(cls, text: str, speller: Speller | None = None) -> Message:
        """A message of a text with options in it, or of another message; as Python spells it by default."""
        whole, spelled_by = template(text), speller or spell_for_python
        made = super().__new__(cls, _OPTION.sub(lambda held: _spell(held, spelled_by), whole))
        made.template = whole
        return made


def as_message(text: str) -> Message:
    """A text as a message; one that is a message already keeps its spelling."""
    return text if isinstance(text, Message) else Message(text)


def template(text: str) -> str:
    """A text with its options as data, to build a longer message from a shorter one."""
    return text.template if isinstance(text, Message) else text


def options_in(text: str) -> list[str]:
    """The names of the options that a message holds, in order.

    Examples:
        >>> options_in(f"Say {option('day_first', True)}, or {option('date_format')}.")
        ['day_first', 'date_format']
    """
    return [json.loads(held)[0] for held in _OPTION.findall(template(text))]


def outside_options(text: str, mark: str) -> list[str]:
    """The parts of a message between marks that stand in none of its options.

    Examples:
        >>> len(outside_options(f"Say {option('only', ['Item=Tea; Milk'])}; or leave it.", "; "))
        2
    """
    return re.split(rf"{re.escape(mark)}(?![^{_OPENS}]*{_CLOSES})", template(text))


def _spell(held: re.Match[str], speller: Speller) -> str:
    try:
        name, value = json.loads(held[1])
    except ValueError:  # a cell of somebody's file that only looks like an option
        return held[0]
    return speller(name, value)


def spell_for_python(name: str, value: Any) -> str:
    """An option as an argument of the library.

    Examples:
        >>> spell_for_python("keys", ["store"]), spell_for_python("day_first", False)
        ('keys=["store"]', 'day_first=False')
    """
    if name.startswith(ROUTE):
        return f"the API's {name.removeprefix(ROUTE)}"
    if value is None:
        return f"{name}="
    return f"{name}={value if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)}"


def spell_for_json(name: str, value: Any) -> str:
    """An option as a field of a JSON body.

    Examples:
        >>> spell_for_json("sheet", None), spell_for_json("day_first", False)
        ('sheet', 'day_first=false')
    """
    if name.startswith(ROUTE):
        return spell_for_python(name, value)
    return name if value is None else f"{name}={json.dumps(value, ensure_ascii=False)}"
