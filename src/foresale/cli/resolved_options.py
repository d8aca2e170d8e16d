"""Options and settings file together, as the library's own options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foresale.cli.declared_options import ParsedOptions
from foresale.cli.options.settings_file import read_settings_file
from foresale.cli.options.shared import FILE_GROUPS

if TYPE_CHECKING:
    from foresale.data.panel.options import PanelOptions
    from foresale.data.reading.options import ReadOptions
    from foresale.simulation.options import ChainOptions
    from foresale.workflows.files.forecast_options import ForecastOptions
    from foresale.workflows.ordering.inputs import OrderSources
    from foresale.workflows.ordering.options import OrderOptions

_SOURCES = ("stock", "supply", "on_the_way")


@dataclass(frozen=True)
class ResolvedOptions:
    """What the user decided, by table and name; what is absent is inferred or has a default."""

    tables: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_given(cls, given: ParsedOptions) -> ResolvedOptions:
        """The settings file with the options over it.

        Raises:
            UnreadableFileError: The settings file can't be read.
            OptionError: The settings file says something unknown.
        """
        stored = {} if given.config is None else read_settings_file(given.config, FILE_GROUPS)
        names = dict.fromkeys([*(group.table for group in FILE_GROUPS), *given.options])
        return cls({name: {**stored.get(name, {}), **given.options.get(name, {})} for name in names})

    def read_options(self) -> ReadOptions:
        """How the file is to be read."""
        from foresale.data.reading.options import ReadOptions

        spelling = {k: v for k, v in self.tables["rules"].items() if k in ("key_spelling", "duplicates")}
        return ReadOptions(**self.tables["columns"], **self.tables["read"], **spelling)

    def panel_options(self) -> PanelOptions:
        """How rows become series."""
        from foresale.data.panel.options import PanelOptions
        from foresale.frequency import Frequency

        rules = dict(self.tables["rules"])
        if "freq" in rules:
            rules["freq"] = Frequency(rules["freq"])
        return PanelOptions(**rules, time_zone=self.tables["read"].get("time_zone"))

    def forecast_options(self) -> ForecastOptions:
        """Everything about a forecast; reads the file of events."""
        from foresale.data.calendar.calendars import CalendarOptions
        from foresale.data.cleaning.clean import CleaningOptions
        from foresale.data.reading.side_tables.read_tables import read_events
        from foresale.workflows.files.forecast_options import ForecastOptions

        calendar = dict(self.tables["calendar"])
        events: Path | None = calendar.pop("events", None)
        return ForecastOptions(
            panel=self.panel_options(),
            cleaning=CleaningOptions(**self.tables["cleaning"]),
            calendar=CalendarOptions(**calendar),
            events=None if events is None else read_events(events),
            **self.tables["forecast"],
        )

    def order_options(self) -> OrderOptions:
        """Everything about an order."""
        from foresale.workflows.ordering.options import OrderOptions

        files = {name: value for name, value in self.tables["order_files"].items() if name not in _SOURCES}
        return OrderOptions(**files, **self.tables["order"])

    def order_sources(self) -> OrderSources:
        """The files of an order, besides the sales.

        Raises:
            BadParameter: There is no stock.
        """
        from foresale.workflows.ordering.inputs import OrderSources

        files = self.tables["order_files"]
        if "stock" not in files:
            raise typer.BadParameter("name the file of stock.", param_hint="--stock")
        return OrderSources(*(files.get(name) for name in _SOURCES))

    def chain_options(self) -> ChainOptions:
        """What a simulated chain is to look like."""
        from foresale.simulation.options import ChainOptions

        chain = dict(self.tables["chain"])
        if chain.get("country") == "":
            chain["country"] = None
        return ChainOptions(**chain)
