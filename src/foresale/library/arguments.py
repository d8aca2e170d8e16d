"""The arguments of the library's functions, sorted into the options they belong to and checked by name."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.formats.memory import is_table
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.side_tables.read_tables import read_events
from foresale.errors import OptionError, did_you_mean
from foresale.frequency import Frequency
from foresale.workflows.files.forecast_options import ForecastOptions

_PARTS: dict[str, type] = {"panel": PanelOptions, "cleaning": CleaningOptions, "calendar": CalendarOptions}
_ELSEWHERE = {
    "h": "horizon", "fh": "horizon", "prediction_length": "horizon", "forecast_horizon": "horizon",
    "id_col": "keys", "time_col": "date", "target_col": "target", "n_windows": "folds",
    "num_val_windows": "folds", "time_limit": "budget_seconds", "X_df": "future",
    "known_covariates": "future", "futr_df": "future", "eval_metric": "metric",
}  # fmt: skip
"""What other libraries call an argument, and what it is called here."""
_QUANTILES = frozenset(("level", "levels", "quantiles", "quantile_levels"))
_FREQUENCIES = 'Give "D", "W", "2W", "4W", "M" or "Q".'


def read_options(given: Mapping[str, Any], function: str = "read") -> ReadOptions:
    """Options of reading by name; a single value stands for a list of one.

    Raises:
        OptionError: A name isn't known, or a value can't be used.
    """
    _refuse_unknown(given, _names(ReadOptions), function)
    return ReadOptions(**_convert(ReadOptions, given))


def forecast_options(
    base: ForecastOptions | None, given: Mapping[str, Any], function: str
) -> ForecastOptions:
    """`base` with what was given by name: fields of `ForecastOptions` and of the options within it.

    Args:
        base: What counts where nothing is given.
        given: Values by name; those that are None count as not given.
        function: What was called, for errors.

    Raises:
        OptionError: A name isn't known, or a value can't be used.
    """
    chosen = base or ForecastOptions()
    given = {name: value for name, value in given.items() if value is not None}
    own = _names(ForecastOptions) - set(_PARTS)
    known = own.union(*(_names(part) for part in _PARTS.values()))
    _refuse_unknown(given, known, function)
    for name, part in _PARTS.items():
        mine = {key: given[key] for key in given if key in _names(part) - own}
        if mine:
            chosen = replace(chosen, **{name: replace(getattr(chosen, name), **_convert(part, mine))})
    mine = {key: given[key] for key in given if key in own}
    if "events" in mine:
        mine["events"] = read_events(mine["events"])
    if "engine_folder" in mine:
        mine["engine_folder"] = Path(mine["engine_folder"])
    return replace(chosen, **_convert(ForecastOptions, mine))


def split_reading(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is for reading alone, and what is for the forecast; some names are for both."""
    reading, known = _names(ReadOptions), _names(ForecastOptions).union(*map(_names, _PARTS.values()))
    return (
        {name: value for name, value in given.items() if name in reading},
        {name: value for name, value in given.items() if name not in reading or name in known},
    )


def as_frequency(freq: str | Frequency) -> Frequency:
    """A frequency by its letter.

    Raises:
        OptionError: There is none of that name.
    """
    try:
        return Frequency(str(freq).upper())
    except ValueError:
        raise OptionError(f"{freq!r} is no frequency.", fix=_FREQUENCIES) from None


def refuse_unknown(given: Iterable[str], kind: type, function: str) -> None:
    """Stop at a name that isn't a field of the options that a function takes by name.

    Raises:
        OptionError: There is such a name.
    """
    _refuse_unknown(given, _names(kind), function)


def _names(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def _refuse_unknown(given: Iterable[str], known: Iterable[str], function: str) -> None:
    known = sorted(known)
    for name in given:
        if name not in known:
            raise OptionError(f"{function}() has no argument {name!r}.", fix=_way_to(name, known))


def _way_to(name: str, known: list[str]) -> str:
    if name in _QUANTILES:
        return "Any quantiles are asked of the answer: .to_frame(quantiles=[0.1, 0.9])."
    here = _ELSEWHERE.get(name)
    if here is not None:
        return f"It is called {here!r} here."
    return did_you_mean(name, known, f"Known arguments: {', '.join(known)}.")


def _convert(kind: type, given: Mapping[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: _value(name, value, hints[name]) for name, value in given.items()}


def _value(name: str, value: Any, hint: Any) -> Any:
    """The value as its field has it."""
    if name == "freq" and value is not None:
        return as_frequency(value)
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    if any(get_origin(kind) is tuple for kind in kinds) and not isinstance(value, Mapping | None):
        single = isinstance(value, str | Path | int) or is_table(value) or not isinstance(value, Iterable)
        value = (value,) if single else tuple(value)
    if datetime.date in kinds and isinstance(value, str):
        value = _day(name, value)
    if not _fits(value, hint):
        raise OptionError(f"{name}={value!r} can't be used.", fix=f"Give {_in_words(hint)}.")
    return value


def _day(name: str, value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise OptionError(f"{name}={value!r} is no day.", fix='Give one such as "2024-05-18".') from None


def _fits(value: Any, hint: Any) -> bool:
    origin, within = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in within)
    if origin is Literal:
        return isinstance(value, str | int) and value in within
    if origin is Mapping:
        return isinstance(value, Mapping) and all(isinstance(one, str) for one in (*value, *value.values()))
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(one, within[0]) for one in value)
    if hint in (int, float):
        return isinstance(value, Integral if hint is int else Real) and not isinstance(value, bool)
    return hint is Any or not isinstance(hint, type) or isinstance(value, hint)


_WORDS = {int: "a whole number", float: "a number", str: "text", bool: "True or False", type(None): "None"}


def _in_words(hint: Any) -> str:
    origin, within = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(f'"{one}"' for one in within)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_in_words(one) for one in within))
    if origin is Mapping:
        return "a dictionary of texts"
    if origin is tuple:
        return f"{_in_words(within[0])}, or several in a list"
    return _WORDS.get(hint, f"a {getattr(hint, '__name__', 'value')}")


def options_by_kind(given: Mapping[str, Any], kinds: Sequence[type], function: str) -> list[Any]:
    """Options of several kinds from arguments by name; of kinds that share a name the first takes it.

    Args:
        given: Values by name; those that are None count as not given.
        kinds: The kinds, each with a default for every field.
        function: What was called, for errors.

    Raises:
        OptionError: A name isn't known, or a value can't be used.
    """
    _refuse_unknown(given, frozenset[str]().union(*map(_names, kinds)), function)
    left = {name: value for name, value in given.items() if value is not None}
    made = []
    for kind in kinds:
        mine = {name: left.pop(name) for name in tuple(left) if name in _names(kind)}
        made.append(kind(**_convert(kind, mine)))
    return made
