"""How the command line spells the options that messages name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from foresale.cli.options.chain import CHAIN
from foresale.cli.options.drivers import DRIVERS
from foresale.cli.options.replay import REPLAY
from foresale.cli.options.shared import FILE_GROUPS

if TYPE_CHECKING:
    from foresale.forecasting.results import Backtest, Forecast
    from foresale.notes import Note

_GROUPS = (CHAIN, DRIVERS, REPLAY, *FILE_GROUPS)
_SETTINGS = {setting.name: setting for group in _GROUPS for setting in group.settings}
_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def spell_option(name: str, value: Any = None) -> str:
    """An option as it is typed in a shell, with its value.

    Args:
        name: Its name in the library.
        value: What to give it; None to name the option alone.

    Examples:
        >>> spell_option("sql_url"), spell_option("day_first", False), spell_option("keys", ["store", "sku"])
        ('--sql', '--month-first', '--keys store,sku')
        >>> spell_option("columns.quantity"), spell_option("columns.quantity", "Units sold")
        ('--column quantity=…', '--column "quantity=Units sold"')
        >>> spell_option("only", ["Status=sent late"]), spell_option("target", "Units sold")
        ('--only "Status=sent late"', '--target "Units sold"')
        >>> spell_option("answers", {"date_order:Sold on": "day first"})
        '--answer "date_order:Sold on=day first"'
    """
    if name.startswith("columns."):
        field = name.removeprefix("columns.")
        return f"--column {field}=…" if value is None else f"--column {_quote(f'{field}={value}')}"
    if name == "answers":
        said = (f"--answer {_quote(f'{asked}={answer}')}" for asked, answer in (value or {}).items())
        return " ".join(said) or "--answer"
    setting = _SETTINGS.get(name)
    flag = "--" + name.replace("_", "-") if setting is None else setting.spelling
    yes, _, no = flag.partition("/")
    if value is None or isinstance(value, bool):
        return no if value is False and no else yes
    if isinstance(value, list) and (setting is None or setting.kind in ("names", "numbers")):
        value = ",".join(map(str, value))
    return " ".join(f"{yes} {_quote(str(one))}" for one in (value if isinstance(value, list) else [value]))


def _quote(value: str) -> str:
    """A value as a shell takes it; in double quotes where they do, as every shell knows them."""
    if _PLAIN.fullmatch(value):
        return value
    return shlex.quote(value) if re.search(r'["$`\\!]', value) else f'"{value}"'


def spell_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes with options as they are typed."""
    return tuple(note.spell(spell_option) for note in notes)


def spell_forecast(made: Forecast) -> Forecast:
    """A forecast whose notes name options as they are typed, in its report too."""
    return replace(made, notes=spell_notes(made.notes), backtest=spell_backtest(made.backtest))


def spell_backtest(made: Backtest) -> Backtest:
    """A backtest whose notes name options as they are typed, in its report too."""
    return replace(made, notes=spell_notes(made.notes))
