"""What may be decided about a training or a forecast, also as a job's arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from foresale.errors import OptionError
from foresale.workflows.ports import Arguments


@dataclass(frozen=True)
class DailyTraining:
    """What may be decided about a training; the defaults suit most chains.

    Attributes:
        horizon: Days ahead.
        models: Names from the catalog; by default all that the budget allows.
        folds: Cutoffs on which models are chosen, besides the one kept for judging.
        budget_seconds: Rough time for testing models; reading, the training on everything and
            registering come on top.
        country: Whose holidays count, such as "DE".
        until: The last day to learn from; by default the last one with sales.
        seed: Same seed, same answer.
        engine: Where the work is done: `local`, or a Dask scheduler.
        job_id: The job that trains.
    """

    horizon: int = 28
    models: tuple[str, ...] = ()
    folds: int = 3
    budget_seconds: float = 60.0
    country: str | None = None
    until: date | None = None
    seed: int = 0
    engine: str = "local"
    job_id: str | None = None


def daily_training(arguments: Arguments, job_id: str | None = None) -> DailyTraining:
    """The options that a job's arguments name; `scope` apart.

    Raises:
        OptionError: An argument is unknown or of another kind.

    Examples:
        >>> daily_training({"horizon": 14, "models": ["lightgbm"], "until": "2024-05-31"}).until
        datetime.date(2024, 5, 31)
    """
    kinds: Mapping[str, tuple[type, ...]] = {
        "horizon": (int,), "models": (list, tuple), "folds": (int,), "budget_seconds": (int, float),
        "country": (str, type(None)), "until": (str, date, type(None)), "seed": (int,), "engine": (str,),
    }  # fmt: skip
    given = {name: value for name, value in arguments.items() if name != "scope"}
    for name, value in given.items():
        if name not in kinds:
            raise OptionError(f"A training knows no '{name}'.", fix=f"It knows {', '.join(kinds)}.")
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise OptionError(f"'{name}' can't be {value!r}.", fix="See its type in the API's description.")
    if "models" in given:
        given["models"] = tuple(map(str, given["models"]))
    if isinstance(given.get("until"), str):
        given["until"] = _day(str(given["until"]))
    return DailyTraining(**given, job_id=job_id)


def describe_options(options: DailyTraining) -> dict[str, str]:
    """The options as a version tells them, with the job that trained it, if one did."""
    known = {field.name: getattr(options, field.name) for field in fields(options)}
    known["models"] = ", ".join(options.models) or "all that the budget allows"
    return {name: str(value) for name, value in known.items() if name != "job_id" or value}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OptionError(f"'{text}' is no day.", fix="Write it as 2024-05-31.") from None
