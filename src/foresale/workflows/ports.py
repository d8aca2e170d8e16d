"""What workflows of the service need from a database and a registry, whichever these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from foresale.errors import OptionError
from foresale.workflows.renewal import Renewal

CHAMPION, CHALLENGER = "champion", "challenger"
DRIVERS = "drivers"
"""The family of models of uploaded tables: each answers at its own analysis, and none serves forecasts."""


@dataclass(frozen=True)
class Scope:
    """Which models: a family and the part of the assortment it is for.

    Attributes:
        family: `daily` forecasts every product in every store; `monthly` answers what-ifs.
        segment: `all`, `category=Drinks`, `store=S1`, `product=A1`, or `segment=` and the name of a list or
            rule that is kept.
    """

    family: str = "daily"
    segment: str = "all"

    def __str__(self) -> str:
        return f"{self.family}.{self.segment}"


@dataclass(frozen=True)
class ModelVersion:
    """A trained and registered model.

    Attributes:
        scope: What it is for.
        number: Counts up within the scope.
        run_id: Its run in the tracker.
        cutoff: The last day of the history it learned from.
        created_at: When it was registered, UTC.
        aliases: Such as `champion`.
        metrics: WAPE, RMSSE, bias, WQL and coverage on the test window, and more.
        about: Parameters, data fingerprint and environment, as text.
    """

    scope: Scope
    number: int
    run_id: str
    cutoff: date
    created_at: datetime
    aliases: tuple[str, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How it is called everywhere: `daily.all.3`."""
        return f"{self.scope}.{self.number}"


def parse_version(name: str) -> tuple[Scope, int]:
    """Tell scope and number from a name such as `daily.all.3`.

    Raises:
        OptionError: It isn't of that form.
    """
    family, _, rest = name.partition(".")
    segment, _, number = rest.rpartition(".")
    if not family or not segment or not number.isdecimal():
        raise OptionError(f"'{name}' names no version.", fix="Write family.segment.number, as daily.all.3.")
    return Scope(family, segment), int(number)


@dataclass(frozen=True)
class TrainedModel:
    """What a training leaves for the registry.

    Attributes:
        scope: What it is for.
        folder: The model's files, written by its own `save`.
        cutoff: The last day of its history.
        metrics: By name; NaN never.
        parameters: Options it was trained with.
        fingerprint: Digest, rows, series and dates of the data.
        pages: Further files to keep with the run, by name: leaderboard, report, plots.
    """

    scope: Scope
    folder: Path
    cutoff: date
    metrics: Mapping[str, float]
    parameters: Mapping[str, str]
    fingerprint: Mapping[str, str]
    pages: Mapping[str, Path] = field(default_factory=dict)


class ModelRegistry(Protocol):
    """Keeps trained models, their metrics and which of them answers under an alias."""

    def register(self, trained: TrainedModel) -> ModelVersion:
        """Log a run with all of `trained`, and register its model as the next version of its scope."""
        ...

    def versions(self, scope: Scope | None = None) -> Sequence[ModelVersion]:
        """Every version, newest first; of one scope, or of all."""
        ...

    def version(self, scope: Scope, number: int) -> ModelVersion:
        """One version; OptionError if there is none."""
        ...

    def at(self, scope: Scope, alias: str) -> ModelVersion | None:
        """The version that an alias names."""
        ...

    def point(self, scope: Scope, alias: str, number: int | None) -> None:
        """Let an alias name another version, or none."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Wait until nobody else on this machine changes aliases, and keep others from it in a block."""
        ...

    def fetch(self, version: ModelVersion) -> Path:
        """A local folder with the model's files, downloaded once."""
        ...

    def page(self, version: ModelVersion, name: str) -> Path | None:
        """A local copy of a further file of the version's run, such as `report.html`; None without it."""
        ...

    def note(self, version: ModelVersion, what: str, text: str) -> None:
        """Keep a word on a version, which `about` then tells under `what`."""
        ...


@dataclass(frozen=True)
class ImportCount:
    """What became of a file's rows.

    Attributes:
        new: Rows added.
        known: Rows that were stored already, equal in everything.
        conflicting: Rows whose transaction_id is stored with other values, which stay.
        rejected: Rows set aside with a reason.
        products: Products seen for the first time.
        stores: Stores seen for the first time.
        out_of_use: Rows of products or stores that are out of use, and so aren't forecast.
    """

    new: int
    known: int = 0
    conflicting: int = 0
    rejected: int = 0
    products: int = 0
    stores: int = 0
    out_of_use: int = 0


class SalesRepository(Protocol):
    """The sales of record."""

    def daily(self, scope: Scope, since: date | None = None) -> pl.DataFrame:
        """Sales by `product` (sku), `store` (code) and `date`, with `units`, `revenue`, `price`, `promotion`.

        Sorted by these keys; `category` of the product beside. Days without sales have no row.
        """
        ...

    def daily_of(self, scope: Scope, series: pl.DataFrame, since: date | None = None) -> pl.DataFrame:
        """The same of some series of the scope alone (`product`, `store`); the others aren't read."""
        ...

    def last_day(self, scope: Scope, until: date | None = None) -> date | None:
        """The last day with sales in a scope, up to a day; None without any."""
        ...

    def events(self, scope: Scope) -> pl.DataFrame:
        """Events past and planned: `name`, `kind`, `starts_on`, `ends_on`, `discount`, and whom they touch.

        `product` (sku), `store` (code) and `category` say the latter; an empty one means all.
        """
        ...

    def segment_products(self) -> pl.DataFrame:
        """`segment` (such as `segment=Slow`) and `product` (sku) of every list and rule that is kept."""
        ...


@dataclass(frozen=True)
class ForecastRun:
    """A forecast to keep.

    Attributes:
        model_version: Name of the version that made it.
        cutoff: The last day of the history it was made from.
        horizon: Days ahead.
        levels: Levels of the quantiles.
        rows: `product` (sku), `store` (code), `grain` (day, week, month), `target_date` (the period's first
            day), `mean`, `deviation` (of days), `quantiles` (list of floats).
        reasons: `product`, `store`, `explanation` (JSON of a `SeriesReason`).
        job_id: The job that made it.
        sum_errors: How errors of sums over series have gone, as `sum_errors_as_json` writes it.
        base_id: The forecast of everything that it renews some series of; None for one of everything.
        because: Why these series are forecast anew.
        renewal: The same as data, where it is one of the service's own reasons.
        ended: `product` and `store` of series of `base_id` that aren't forecast any more, as those without
            a sale left.
    """

    model_version: str
    cutoff: date
    horizon: int
    levels: Sequence[float]
    rows: pl.DataFrame
    reasons: pl.DataFrame
    job_id: str | None = None
    sum_errors: Mapping[str, Any] | None = None
    base_id: int | None = None
    because: str | None = None
    renewal: Renewal | None = None
    ended: pl.DataFrame | None = None


@dataclass(frozen=True)
class BaseForecast:
    """A champion's newest forecast of everything in its scope.

    Attributes:
        run_id: Its run.
        model_version: Name of the version that made it.
        cutoff: The last day of the history it was made from.
    """

    run_id: int
    model_version: str
    cutoff: date


class ForecastRepository(Protocol):
    """The forecasts of record."""

    def put(self, run: ForecastRun) -> int:
        """Keep a forecast, and answer its run's id."""
        ...

    def bases(self) -> Sequence[BaseForecast]:
        """The forecasts of everything that are served, one a scope."""
        ...

    def forecast_of(self, base_id: int, series: pl.DataFrame) -> pl.DataFrame:
        """Those of `series` (`product`, `store`) that a forecast of everything has."""
        ...


Arguments = Mapping[str, Any]
"""What a job was asked to do, as JSON."""
