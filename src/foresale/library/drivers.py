"""What drives a total, in a notebook: found, shown, asked, saved and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import Source
from foresale.library.arguments import options_by_kind
from foresale.library.notebook_progress import notebook_progress
from foresale.notes import Note
from foresale.regression.find_drivers import DriverFindings
from foresale.regression.options import DriverOptions
from foresale.regression.trained import DriverModel
from foresale.regression.trained import load_drivers as load_driver_model
from foresale.regression.what_if import WhatIf, answer_what_if
from foresale.workflows.files.make_drivers import (
    DriverRequest,
    curve_table,
    effect_table,
    make_drivers,
    score_table,
    write_driver_model,
    write_drivers,
)
from foresale.workflows.files.publish_predictions import Published, open_topic, publish_predictions
from foresale.writing.atomic_file import whole_file


@dataclass(frozen=True)
class SavedDrivers:
    """A model of what drives a total, read from a folder."""

    model: DriverModel

    @property
    def verdict(self) -> str:
        """What was found when it was learned."""
        return " ".join(self.model.about["verdict"])

    def what_if(self, values: Mapping[str, Any] | None = None, **named: Any) -> WhatIf:
        """What one more row would come to; columns that aren't said are set to what is usual.

        Args:
            values: By column, for names with blanks.
            named: The same by name: `age=40`.

        Raises:
            OptionError: There is no such column or class, or a value is no number.
        """
        return answer_what_if(self.model, {**(values or {}), **named})

    def __repr__(self) -> str:
        """One line."""
        return f"<SavedDrivers of {self.model.columns.target}: {self.verdict}>"


@dataclass(frozen=True, repr=False)
class DriversResult(SavedDrivers):
    """What drives a total, and how sure that is; shows itself in a notebook.

    Attributes:
        findings: Everything that was found.
    """

    findings: DriverFindings

    @property
    def finding(self) -> str:
        """nothing, unsure, little or something."""
        return self.findings.verdict.finding

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything inferred and decided on the way."""
        return self.findings.notes

    @property
    def held_out(self) -> pl.DataFrame:
        """A row each: what was said of it by a model that never saw it, its range, and what it came to."""
        return self.findings.held_out

    def leaderboard(self) -> pl.DataFrame:
        """A row a model: how it did on rows it hadn't seen."""
        return score_table(self.findings)

    def effects(self) -> pl.DataFrame:
        """A row a driver, the most useful first; none where there is nothing to learn."""
        return effect_table(self.findings)

    def curves(self) -> pl.DataFrame:
        """What the model says along each driver, with its 95 % range."""
        return curve_table(self.findings)

    def report(self, path: str | Path) -> Path:
        """Write the page; of what is there it replaces only a report."""
        from foresale.reports.drivers import drivers_report
        from foresale.reports.page import MARK

        with whole_file(Path(path), MARK, "a report") as draft:
            draft.write_text(drivers_report(self.findings), encoding="utf-8")
        return Path(path)

    def save(self, folder: str | Path) -> Path:
        """Write the model into `folder` for `fs.load_drivers`; replaces only one that Foresale wrote."""
        return write_driver_model(self.model, Path(folder))

    def write(self, folder: str | Path) -> dict[str, Path]:
        """Write all that `foresale drivers` does: page, tables, held-out predictions and model."""
        return write_drivers(self.findings, Path(folder))

    def publish(self, address: str, options: Mapping[str, Any] | None = None) -> Published:
        """Send every held-out prediction to a topic, and wait until brokers have confirmed each.

        Args:
            address: Such as "kafka://localhost:9092/sales_predictions".
            options: Further settings of the Kafka client, such as how it logs in.
        """
        return publish_predictions(self.findings.held_out, open_topic(address, options), address)

    def __repr__(self) -> str:
        """One line."""
        rows = f"{self.findings.counts.rows:,} {self.findings.noun}"
        return f"<DriversResult of {self.model.columns.target} over {rows}: {self.verdict}>"

    def _repr_html_(self) -> str:
        from foresale.reports.driver_card import drivers_html_summary

        return drivers_html_summary(self.findings)


def drivers(source: Source, target: str | None = None, **options: Any) -> DriversResult:
    """What drives a total, by customer, store, campaign or month, and whether anything does.

    Everything is judged on rows that models hadn't seen, against saying the average for everybody.

    Args:
        source: A path, a pattern, several of them, or a table in memory: polars, pandas or Arrow.
        target: The column to explain; found by its name where it's None.
        options: Fields of `DriverOptions` by name (`unit="customer_id"`, `models=["linear", "boosting"]`,
            `outliers="drop"`), and those of `ReadOptions` (`decimal=","`, `ignored=["notes"]`).

    Raises:
        ColumnsError: A column isn't there, or the target can't be told.
        HistoryError: There are too few rows.
        OptionError: An argument isn't known, or its value can't be used.

    Examples:
        >>> import polars as pl
        >>> ads = [(7 * week) % 40 for week in range(40)]
        >>> table = pl.DataFrame({"ads": ads, "sales": [3 * spent + spent % 11 for spent in ads]})
        >>> drivers(table, "sales", models=["linear"], keep=["ads"]).finding
        'something'
    """
    reading, wanted = options_by_kind({**options, "target": target}, (DriverOptions, ReadOptions), "drivers")[
        ::-1
    ]
    with notebook_progress() as progress:
        found = make_drivers(source, DriverRequest(reading, wanted), progress=progress)
    return DriversResult(found.model, found)


def load_drivers(folder: str | Path) -> SavedDrivers:
    """What `DriversResult.save` or `foresale drivers` wrote.

    Args:
        folder: The model's folder, such as drivers/model.

    Raises:
        SavedModelError: The folder holds no such model, or one that can't be read.
    """
    return SavedDrivers(load_driver_model(Path(folder)))
