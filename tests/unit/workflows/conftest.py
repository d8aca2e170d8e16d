"""A small chain's books, and a registry and a shelf that keep everything in a folder and a list."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import foresale as fs
from foresale.workflows.ports import BaseForecast, ForecastRun, ModelVersion, Scope, TrainedModel
from recorded_progress import RecordedProgress

EVENTS = {
    "name": pl.String, "kind": pl.String, "starts_on": pl.Date, "ends_on": pl.Date, "discount": pl.Float64,
    "product": pl.String, "store": pl.String, "category": pl.String,
}  # fmt: skip


@dataclass
class FrameBook:
    """Sales and events from tables."""

    sales: pl.DataFrame
    planned: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVENTS))

    def daily(self, scope: Scope, since: date | None = None) -> pl.DataFrame:
        return self.sales

    def daily_of(self, scope: Scope, series: pl.DataFrame, since: date | None = None) -> pl.DataFrame:
        return self.sales.join(series, on=["product", "store"], how="semi", maintain_order="left")

    def last_day(self, scope: Scope, until: date | None = None) -> date | None:
        sales = self.sales if until is None else self.sales.filter(pl.col("date") <= until)
        return sales["date"].max()

    def events(self, scope: Scope) -> pl.DataFrame:
        return self.planned

    def segment_products(self) -> pl.DataFrame:
        return pl.DataFrame(schema={"segment": pl.String, "product": pl.String})

    def plan(self, **event: Any) -> FrameBook:
        """The book with one more event."""
        row = pl.DataFrame([event], schema_overrides=EVENTS)
        return FrameBook(self.sales, pl.concat([self.planned, row], how="diagonal").select(list(EVENTS)))


@dataclass
class FolderRegistry:
    """Models in a folder, versions in a list."""

    folder: Path
    kept: list[ModelVersion] = field(default_factory=list)

    def register(self, trained: TrainedModel) -> ModelVersion:
        number = 1 + sum(version.scope == trained.scope for version in self.kept)
        place = self.folder / f"{trained.scope}.{number}"
        shutil.copytree(trained.folder, place / "model")
        (place / "pages").mkdir()
        for page in trained.pages.values():
            shutil.copy(page, place / "pages")
        version = ModelVersion(
            scope=trained.scope, number=number, run_id=str(number), cutoff=trained.cutoff,
            created_at=datetime.now(UTC), metrics=trained.metrics,
            about={f"parameter.{name}": text for name, text in trained.parameters.items()},
        )  # fmt: skip
        self.kept.append(version)
        return version

    def versions(self, scope: Scope | None = None) -> Sequence[ModelVersion]:
        return [version for version in reversed(self.kept) if scope in (None, version.scope)]

    def version(self, scope: Scope, number: int) -> ModelVersion:
        return next(v for v in self.kept if (v.scope, v.number) == (scope, number))

    def at(self, scope: Scope, alias: str) -> ModelVersion | None:
        return next((v for v in self.kept if v.scope == scope and alias in v.aliases), None)

    def point(self, scope: Scope, alias: str, number: int | None) -> None:
        for place, version in enumerate(self.kept):
            if version.scope == scope:
                others = {name for name in version.aliases if name != alias}
                aliases = others | {alias} if version.number == number else others
                self.kept[place] = replace(version, aliases=tuple(sorted(aliases)))

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()

    def fetch(self, version: ModelVersion) -> Path:
        return self.folder / version.name / "model"

    def page(self, version: ModelVersion, name: str) -> Path | None:
        found = self.folder / version.name / "pages" / name
        return found if found.exists() else None

    def note(self, version: ModelVersion, what: str, text: str) -> None:
        for place, kept in enumerate(self.kept):
            if kept.name == version.name:
                self.kept[place] = replace(kept, about={**kept.about, what: text})


@dataclass
class ListShelf:
    """Forecasts in a list."""

    runs: list[ForecastRun] = field(default_factory=list)

    def put(self, run: ForecastRun) -> int:
        self.runs.append(run)
        return len(self.runs)

    def bases(self) -> Sequence[BaseForecast]:
        whole = [(place, run) for place, run in enumerate(self.runs, 1) if run.base_id is None]
        return [BaseForecast(place, run.model_version, run.cutoff) for place, run in whole[-1:]]

    def forecast_of(self, base_id: int, series: pl.DataFrame) -> pl.DataFrame:
        known = self.runs[base_id - 1].reasons
        return series.join(known, on=["product", "store"], how="semi", maintain_order="left")


@pytest.fixture(scope="session")
def chain_sales() -> pl.DataFrame:
    """Two stores' sales as the books have them: no row for a day on which nothing was sold."""
    chain = fs.simulate(stores=2, products=5, days=420, seed=3)
    return (
        chain.sales.filter(pl.col("units") > 0)
        .select(
            "product", "store", "date", "units", (pl.col("units") * pl.col("price")).alias("revenue"),
            "price", "promotion", "category",
        )
        .sort("product", "store", "date")
    )  # fmt: skip


@pytest.fixture(scope="session")
def keepers() -> Callable[[pl.DataFrame, Path], tuple[FrameBook, FolderRegistry, ListShelf]]:
    """A function that makes books of sales, an empty registry in a folder, and an empty shelf."""
    return lambda sales, folder: (FrameBook(sales), FolderRegistry(folder / "registry"), ListShelf())


@pytest.fixture
def book(chain_sales: pl.DataFrame) -> FrameBook:
    """The small chain's books."""
    return FrameBook(chain_sales)


@pytest.fixture
def registry(tmp_path: Path) -> FolderRegistry:
    """An empty registry."""
    return FolderRegistry(tmp_path / "registry")


@pytest.fixture
def shelf() -> ListShelf:
    """An empty shelf."""
    return ListShelf()


@pytest.fixture
def progress() -> RecordedProgress:
    """Somebody who listens."""
    return RecordedProgress()
