"""What is served is watched: each finding on numbers made so that it must be found, or mustn't."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from foresale.workflows.monitoring.monitor import Finding, Served, monitor
from recorded_progress import RecordedProgress

LAST = date(2026, 3, 1)
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
CUTOFF = LAST - timedelta(days=28)


def served(**changed: object) -> Served:
    values = {
        "model": "daily.all", "version": "daily.all.1", "cutoff": CUTOFF, "made_at": NOW - timedelta(days=1),
        "expected_by": NOW + timedelta(hours=1), "metrics": {"wape": 0.2},
    }  # fmt: skip
    return Served(**{**values, **changed})  # type: ignore[arg-type]


@dataclass
class FakeWatched:
    """A chain whose stores sell `units(store, days before the last)` a day; errors as given."""

    champions: Sequence[Served] = (served(),)
    units: Callable[[str, int], float] = lambda _store, ago: 100.0 + ago % 7
    by_day: dict[str, float] = field(default_factory=dict)
    days: int = 0
    last: date | None = LAST
    found: list[Finding] = field(default_factory=list)

    def list_served(self) -> Sequence[Served]:
        return self.champions

    def last_day(self, now: datetime) -> date | None:
        return self.last

    def sum_sold(self, by: str, since: date, until: date) -> pl.DataFrame:
        days = [since + timedelta(days=step) for step in range((until - since).days + 1)]
        rows = [
            (store, day, float(self.units(store, (LAST - day).days)))
            for store in ("S1", "S2")
            for day in days
        ]
        frame = pl.DataFrame(rows, schema=["name", "date", "units"], orient="row")
        if by != "store":
            frame = frame.group_by("date").agg(pl.col("units").sum()).with_columns(name=pl.lit("all"))
        return frame.select("name", "date", "units").sort("name", "date")

    def errors(self, version: str, since: date, until: date) -> pl.DataFrame:
        usual = {"absolute": 20.0, "error": 0.0, "actual": 100.0, "n": 10, "judged": 10, "covered": 8}
        days = [until - timedelta(days=ago) for ago in range(self.days)]
        return pl.DataFrame([{"date": day, **usual, **self.by_day} for day in days])

    def settle(self, findings: Sequence[Finding], now: datetime) -> tuple[int, int]:
        self.found = list(findings)
        return len(findings), 0


def kinds(watched: FakeWatched) -> list[str]:
    monitor(watched, NOW, RecordedProgress())
    return [finding.kind for finding in watched.found]


def test_a_chain_that_goes_on_as_before_has_no_findings() -> None:
    watched, progress = FakeWatched(days=28), RecordedProgress()
    assert monitor(watched, NOW, progress) == (0, 0)
    assert progress.lines == ["0 findings: 0 new alerts, 0 resolved."]


def test_a_forecast_that_should_have_been_replaced_is_told_of_with_its_hours() -> None:
    watched = FakeWatched([served(expected_by=NOW - timedelta(hours=3))])
    assert kinds(watched) == ["stale_forecast"]
    assert watched.found[0].value == pytest.approx(3)
    assert kinds(FakeWatched([served(expected_by=None)])) == []


def test_without_sales_only_late_forecasts_can_be_told_of() -> None:
    assert kinds(FakeWatched([served(expected_by=NOW - timedelta(hours=3))], last=None)) == ["stale_forecast"]


def test_a_store_that_suddenly_sells_half_is_told_of_and_known_to_those_of_the_store_alone() -> None:
    watched = FakeWatched(units=lambda store, ago: 50.0 if store == "S1" and ago < 28 else 100.0 + ago % 7)
    kinds(watched)
    by_store = {finding.store: finding for finding in watched.found if finding.kind == "input_level"}
    assert "S1" in by_store
    assert "S2" not in by_store
    assert by_store["S1"].value < 0
    assert "S1" in by_store["S1"].message
    told = by_store["S1"].arguments
    assert (told["by"], told["name"], told["last"]) == ("store", "S1", str(LAST))
    assert told["change"] == pytest.approx(-0.515, abs=0.01)


@pytest.mark.parametrize(
    ("measured", "kind"),
    [
        ({"absolute": 60.0}, "error"),
        ({"error": 30.0, "absolute": 20.0}, "bias"),
        ({"error": -30.0, "absolute": 20.0}, "bias"),
        ({"covered": 3}, "coverage"),
    ],
)
def test_errors_bias_and_ranges_that_dont_hold_are_told_of_after_a_week(
    measured: dict[str, float], kind: str
) -> None:
    assert kinds(FakeWatched(days=14, by_day=measured)) == [kind]
    assert kinds(FakeWatched(days=6, by_day=measured)) == []
