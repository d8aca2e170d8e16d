"""What one row would come to, were it as somebody says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.errors import OptionError, did_you_mean
from foresale.messages import option
from foresale.regression.contributions import contributions_of
from foresale.regression.rows import Rows
from foresale.regression.trained import DriverModel
from foresale.regression.verdict import amount

LEVEL = 0.8
_SLACK = 0.02
"""Of the range seen, by which a value may go beyond it before the answer is a guess."""
_WALKS = 32
_SHOWN = 3


@dataclass(frozen=True)
class WhatIf:
    """The answer to a what-if.

    Attributes:
        predicted: What it would come to.
        low, high: Between which 80 of 100 such rows lie.
        average: What all rows come to on average.
        given: What was said, by column.
        usual: What the columns that weren't said are set to: the mean, or the commonest class.
        moves: By column, how much it moves the answer away from the average, the strongest first.
        warnings: What makes the answer doubtful.
        sentence: The answer in words.
    """

    predicted: float
    low: float
    high: float
    average: float
    given: Mapping[str, str]
    usual: Mapping[str, str]
    moves: Mapping[str, float]
    warnings: tuple[str, ...]
    sentence: str


def read_what_if(texts: Sequence[str]) -> dict[str, str]:
    """Values as they are typed: `age=40,income=52000`.

    Args:
        texts: One or several of these.

    Raises:
        OptionError: A part has no value.

    Examples:
        >>> read_what_if(["age=40,income=52000"])
        {'age': '40', 'income': '52000'}
    """
    said: dict[str, str] = {}
    for text in texts:
        for part in re.split(r",(?=[^,=]*=)", text):
            name, equals, value = part.partition("=")
            if not equals or not name.strip() or not value.strip():
                raise OptionError(
                    f"'{part.strip()}' says no value.",
                    fix=f"Write {option('what_if', 'age=40,income=52000')}.",
                )
            said[name.strip()] = value.strip()
    return said


def answer_what_if(model: DriverModel, values: Mapping[str, Any], seed: int = 0) -> WhatIf:
    """What a row would come to with these values, all other columns being usual.

    Args:
        model: What was learned.
        values: By column, a number, a class, or the text of one; columns are found whatever their case.
        seed: Same seed, same answer.

    Raises:
        OptionError: There is no such column or class, or a value is no number.
    """
    columns = model.columns
    said = {_column(model, name): value for name, value in values.items()}
    numbers = {name: _number(name, said[name]) for name in columns.numbers if name in said}
    codes = {name: _code(model, name, said[name]) for name in columns.classes if name in said}
    row = Rows(
        columns,
        np.array([[numbers.get(name, np.nan) for name in columns.numbers]], dtype=np.float64).reshape(1, -1),
        np.array([[codes.get(name, -1) for name in columns.classes]], dtype=np.int64).reshape(1, -1),
        model.background.levels,
    )
    predicted = model.predict(row)
    low, high = model.ranges.around(predicted, LEVEL)
    moved = contributions_of(
        model.predict,
        row.take(np.zeros(_WALKS, dtype=np.intp)),
        model.background,
        np.random.default_rng([seed, 2]),
    ).mean(axis=0)
    names = columns.names
    order = sorted(range(len(names)), key=lambda at: -abs(moved[at]))
    given = {name: _describe_value(model, row, name) for name in names if name in said}
    usual = {name: _usual(model, name) for name in names if name not in said}
    moves = {names[at]: float(moved[at]) for at in order}
    warnings = tuple(_warnings(model, numbers))
    sentence = _sentence(model, float(predicted[0]), (float(low[0]), float(high[0])), moves)
    return WhatIf(
        float(predicted[0]),
        float(low[0]),
        float(high[0]),
        model.average,
        given,
        usual,
        moves,
        warnings,
        sentence,
    )


def usual_values(model: DriverModel) -> dict[str, str]:
    """What each column is set to where nobody says it: the mean, or the commonest class.

    Args:
        model: What was learned.
    """
    return {name: _usual(model, name) for name in model.columns.names}


def _column(model: DriverModel, name: str) -> str:
    names = model.columns.names
    plain = {_plain(known): known for known in names}
    if _plain(name) in plain:
        return plain[_plain(name)]
    for left in model.columns.left_out:
        if _plain(left.column) == _plain(name):
            raise OptionError(
                f"{left.column} plays no part: {left.reason}.", fix=f"Columns that do: {', '.join(names)}."
            )
    raise OptionError(
        f"There is no column '{name}'.",
        fix=did_you_mean(name, names, f"Columns are: {', '.join(names)}."),
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _number(name: str, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value):
        return float(value)
    parsed = parse_numbers(pl.Series([str(value)]))[0]
    if parsed is None or not np.isfinite(parsed):
        raise OptionError(
            f"{name} is '{value}', which is no number.", fix=f"Give a number, such as {name}=10."
        )
    return float(parsed)


def _code(model: DriverModel, name: str, value: Any) -> int:
    levels = model.background.levels_of(name)
    text = str(value).strip()
    if set(levels) <= {"yes", "no"}:
        text = {"1": "yes", "1.0": "yes", "true": "yes", "0": "no", "0.0": "no", "false": "no"}.get(
            text.casefold(), text
        )
    found = {level.casefold(): code for code, level in enumerate(levels)}.get(text.casefold())
    if found is None:
        listed = ", ".join(levels[:12])
        raise OptionError(
            f"{name} is never '{value}'.", fix=did_you_mean(text, levels, f"It is one of: {listed}.")
        )
    return found


def _describe_value(model: DriverModel, row: Rows, name: str) -> str:
    value = row.column(name)[0]
    return model.background.levels_of(name)[int(value)] if name in model.columns.classes else f"{value:,.6g}"


def _usual(model: DriverModel, name: str) -> str:
    columns, preparation = model.columns, model.preparation
    if name in columns.classes:
        return model.background.levels_of(name)[int(preparation.modes[columns.classes.index(name)])]
    return amount(float(preparation.fills[columns.numbers.index(name)]))


def _warnings(model: DriverModel, numbers: Mapping[str, float]) -> list[str]:
    said = []
    for name, value in numbers.items():
        low, high = model.seen[name]
        slack = _SLACK * (high - low)
        if not low - slack <= value <= high + slack:
            said.append(
                f"{name} of {value:,.6g} lies beyond anything seen ({low:,.6g} to {high:,.6g}): the answer "
                "is a guess."
            )
    return said


def _sentence(
    model: DriverModel, predicted: float, ends: tuple[float, float], moves: Mapping[str, float]
) -> str:
    target = model.columns.target
    text = (
        f"{target} of {amount(predicted)}; 80 of 100 such cases lie between {amount(ends[0])} and "
        f"{amount(ends[1])}."
    )
    if model.model.name == "mean":
        return f"{text} That is the average: no column was found to make a difference."
    strong = [
        f"{name} {'+' if moved > 0 else '−'}{amount(abs(moved))}"
        for name, moved in list(moves.items())[:_SHOWN]
        if abs(moved) > 0
    ]
    return f"{text} The average is {amount(model.average)}; what moves it most: {', '.join(strong)}."
