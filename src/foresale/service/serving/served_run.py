"""One forecast run in memory: what is known of it, the series asked for lately, and when it is due anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from cronsim import CronSim

from foresale.storage.database.forecasts.stored_series import RunFacts, StoredSeries

MOST_SERIES = 20_000
"""Series kept of a run; one of 28 days and 15 quantiles takes some 6 kB."""


class SeriesCache:
    """The series asked for lately; those not asked for longest make room.

    What it was told of a series holds until a newer run than was known then renewed or ended it.

    Args:
        limit: Series kept.
    """

    def __init__(self, limit: int = MOST_SERIES) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[int, int], tuple[StoredSeries | None, int]] = OrderedDict()
        self._complete: dict[int, tuple[tuple[int, ...], int]] = {}
        self._lock = Lock()

    def knows(self, product_id: int, store_id: int, newest: int = 0) -> bool:
        """Whether it can be told without the database what is in force of this product and store.

        Args:
            product_id: The product.
            store_id: The store.
            newest: The newest run that renewed or ended it.
        """
        kept = self._kept.get((product_id, store_id))
        return kept is not None and kept[1] >= newest

    def get(self, product_id: int, store_id: int) -> StoredSeries | None:
        """The series, if it is kept."""
        key = (product_id, store_id)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key, (None, 0))[0]

    def put(self, product_id: int, store_id: int, series: StoredSeries | None, newest: int = 0) -> None:
        """Keep a series, or that nothing of it is in force.

        Args:
            product_id: The product.
            store_id: The store.
            series: What was read.
            newest: The newest run that was known before to have renewed or ended it.
        """
        with self._lock:
            self._kept[product_id, store_id] = series, max(newest, series.run_id if series else 0)
            self._kept.move_to_end((product_id, store_id))
            self._make_room()

    def of_product(self, product_id: int, newest: int = 0) -> list[StoredSeries] | None:
        """A product in all its stores, if all are kept.

        Args:
            product_id: The product.
            newest: The newest run that renewed or ended it in any store.
        """
        with self._lock:
            stores, known = self._complete.get(product_id, ((), -1))
            if known < newest or any((product_id, store) not in self._kept for store in stores):
                return None
            for store in stores:
                self._kept.move_to_end((product_id, store))
            found = [self._kept[product_id, store][0] for store in stores]
        return [series for series in found if series is not None]

    def put_product(self, product_id: int, found: Sequence[StoredSeries], newest: int = 0) -> None:
        """Keep a product in all its stores.

        Args:
            product_id: The product.
            found: What was read.
            newest: The newest run that was known before to have renewed or ended it in any store.
        """
        if len(found) > self._limit // 2:
            return
        with self._lock:
            for series in found:
                self._kept[product_id, series.store_id] = series, series.run_id
                self._kept.move_to_end((product_id, series.store_id))
            self._complete[product_id] = tuple(series.store_id for series in found), newest
            if len(self._complete) > self._limit:
                self._complete.pop(next(iter(self._complete)))
            self._make_room()

    def latest(self, count: int) -> list[tuple[int, int]]:
        """Product and store of the series that were asked for last."""
        with self._lock:
            return list(self._kept)[-count:]

    def __len__(self) -> int:
        return len(self._kept)

    def _make_room(self) -> None:
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)


class SeriesVersions:
    """Which series of a forecast of everything were forecast anew since, and by which run."""

    def __init__(self) -> None:
        self._runs: dict[tuple[int, int], int] = {}
        self._of_product: dict[int, int] = {}
        self._known: set[int] = set()

    @property
    def known(self) -> Collection[int]:
        """The runs that were noted."""
        return self._known

    def note(self, renewed: Iterable[tuple[int, int, int]]) -> None:
        """Take in products, stores and the runs that renewed them."""
        for product_id, store_id, run_id in renewed:
            key = (product_id, store_id)
            self._runs[key] = max(run_id, self._runs.get(key, 0))
            self._of_product[product_id] = max(run_id, self._of_product.get(product_id, 0))
            self._known.add(run_id)

    def newest(self, product_id: int, store_id: int) -> int:
        """The run whose forecast of a series is in force; 0 for the forecast of everything."""
        return self._runs.get((product_id, store_id), 0)

    def newest_of(self, product_id: int) -> int:
        """The newest run that renewed a product in any store; 0 where none did."""
        return self._of_product.get(product_id, 0)


@dataclass(frozen=True)
class ServedRun:
    """A champion's newest forecast.

    Attributes:
        facts: What is known of it.
        expected_by: When its schedule should have replaced it; None where nothing is scheduled.
        cache: Its series in memory.
        versions: Which of its series were forecast anew since.
    """

    facts: RunFacts
    expected_by: datetime | None
    cache: SeriesCache = field(default_factory=SeriesCache, compare=False)
    versions: SeriesVersions = field(default_factory=SeriesVersions, compare=False)

    @property
    def is_stale(self) -> bool:
        """Whether it is older than its schedule."""
        return self.expected_by is not None and datetime.now(UTC) > self.expected_by


SCHEDULED = ("forecast", "train")
"""The kinds of jobs that make a forecast."""
GRACE = timedelta(hours=1)
"""What a run may take before its forecast counts as late."""


def find_next_forecast(
    made_at: datetime, model: str, crons: Iterable[tuple[str, str, Mapping[str, object]]]
) -> datetime | None:
    """When the next forecast should be there, UTC; None where nothing is scheduled.

    Args:
        made_at: When the present one was made.
        model: Family and segment.
        crons: Cron text, time zone and arguments of schedules; which may name a `scope`, and the `kind`.

    Examples:
        >>> made = datetime(2026, 3, 2, 4, 10, tzinfo=UTC)
        >>> str(find_next_forecast(made, "daily.all", [("0 4 * * *", "Europe/Berlin", {})]))
        '2026-03-03 04:00:00+00:00'
    """
    due = []
    for cron, zone, arguments in crons:
        if not _renews(arguments, model):
            continue
        following = next(CronSim(cron, made_at.astimezone(ZoneInfo(zone))))
        due.append(following.astimezone(UTC) + GRACE)
    return min(due, default=None)


def _renews(arguments: Mapping[str, object], model: str) -> bool:
    """Whether a scheduled job leaves a forecast of a model: its own, of each such part, or one of all."""
    scope = str(arguments.get("scope", model))
    family, _, segment = model.partition(".")
    each = f"{family}.each={segment.partition('=')[0]}"
    return scope in (model, each) or (scope == f"{family}.all" and arguments.get("kind") == "forecast")
