"""What is served goes on without a database, and makes room when it is full."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
from sqlalchemy.exc import OperationalError

from foresale.service.serving.champions import Champions
from foresale.service.serving.prediction_log import PredictionWriter
from foresale.service.serving.recent import Recent
from foresale.service.serving.served_run import GRACE, SeriesCache, find_next_forecast
from foresale.storage.database.forecasts.served_runs import SeriesRuns
from foresale.storage.database.forecasts.stored_series import Periods, RunFacts, StoredSeries


def series(product_id: int, store_id: int) -> StoredSeries:
    """A series of one day."""
    day = Periods((date(2026, 1, 1),), np.array([1.0]), np.array([[1.0]]))
    return StoredSeries(product_id, store_id, {"day": day}, ())


class Runs:
    """A database that can go away."""

    def __init__(self) -> None:
        self.is_there = True
        self.run = 1
        self.reads: list[tuple[int, int, int]] = []
        self.new: list[tuple[int, int, int]] = []

    def _look(self) -> None:
        if not self.is_there:
            raise OperationalError("select", {}, Exception("gone"))

    def champions(self) -> dict[str, int]:
        self._look()
        return {"daily.all": self.run}

    def newest(self) -> dict[str, int]:
        self._look()
        return {"daily.all": self.run}

    def find_renewed(self, base_id: int, known: object) -> list[tuple[int, int, int]]:
        self._look()
        return [found for found in self.new if found[2] not in known]

    def series_runs(self, base_ids: object) -> SeriesRuns:
        self._look()
        runs = {run for _, _, run in self.new}
        return SeriesRuns(len(runs), max(runs, default=None))

    def crons(self, kinds: object) -> list[object]:
        return []

    def facts(self, run_id: int) -> RunFacts:
        made = datetime(2026, 1, 1, tzinfo=UTC)
        return RunFacts(run_id, "daily.all", f"daily.all.{run_id}", made, made.date(), 28, (0.1, 0.9))

    def series(self, run_id: int, product_id: int, store_id: int) -> StoredSeries:
        self._look()
        self.reads.append((run_id, product_id, store_id))
        mine = [run for product, store, run in self.new if (product, store) == (product_id, store_id)]
        return replace(series(product_id, store_id), run_id=max(mine, default=run_id))


def until(is_so: object) -> bool:
    """Whether something comes true within seconds."""
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(is_so())


def test_serving_goes_on_while_the_database_is_away_and_follows_it_once_it_is_back() -> None:
    runs = Runs()
    champions = Champions(runs, lambda _versions: None, every_seconds=0.01)
    champions.start()
    try:
        runs.is_there = False
        runs.run = 2
        time.sleep(0.1)
        assert champions.candidates("S1", None)[0].facts.id == 1
        runs.is_there = True
        assert until(lambda: champions.candidates("S1", None)[0].facts.id == 2)
    finally:
        champions.close()


def test_a_new_run_is_read_ahead_for_the_series_that_were_asked_for() -> None:
    runs = Runs()
    champions = Champions(runs, lambda _versions: None)
    (run,) = champions.candidates(None, None)
    champions.series(run, 7, 8)
    champions.series(run, 7, 8)
    assert runs.reads == [(1, 7, 8)]
    runs.run = 2
    champions.refresh()
    assert runs.reads == [(1, 7, 8), (2, 7, 8)]
    champions.series(champions.candidates(None, None)[0], 7, 8)
    assert len(runs.reads) == 2


def test_a_full_cache_forgets_what_wasnt_asked_for_longest() -> None:
    cache = SeriesCache(limit=4)
    cache.put_product(1, [series(1, 1), series(1, 2)])
    cache.put(2, 1, series(2, 1))
    assert [one.store_id for one in cache.of_product(1) or ()] == [1, 2]
    cache.put(3, 1, None)
    cache.put(4, 1, series(4, 1))
    assert not cache.knows(2, 1)
    assert cache.knows(3, 1)
    assert cache.get(3, 1) is None
    cache.put(5, 1, series(5, 1))
    assert cache.of_product(1) is None
    assert len(cache) == 4


def test_what_weighs_too_much_together_is_forgotten_the_oldest_first():
    recent: Recent[str, bytes] = Recent(limit=100, weigh=len)
    for key in "abc":
        recent.put(key, b"x" * 40)
    assert [recent.get(key) is None for key in "abc"] == [True, False, False]
    recent.put("c", b"x")  # the same again weighs once
    recent.put("d", b"x" * 59)
    assert [recent.get(key) is None for key in "bcd"] == [False, False, False]
    recent.put("e", b"x" * 101)  # what is too large by itself isn't kept
    assert len(recent) == 0


def test_what_was_looked_up_counts_for_its_time_only() -> None:
    recent: Recent[str, int] = Recent(limit=10, seconds=60)
    recent.put("a", 1)
    assert recent.get("a") == 1
    short: Recent[str, int] = Recent(limit=10, seconds=0.001)
    short.put("a", 1)
    assert until(lambda: short.get("a") is None)


def test_a_log_that_cant_be_written_for_a_while_loses_nothing() -> None:
    written: list[int] = []
    is_there = threading.Event()

    def write(entries: object) -> None:
        if not is_there.is_set():
            raise OperationalError("insert", {}, Exception("locked"))
        written.extend(entry["n"] for entry in entries)

    writer = PredictionWriter(write)
    writer.start()
    for n in range(1200):
        writer.add({"n": n})
    time.sleep(0.05)
    is_there.set()
    writer.close()
    assert written == list(range(1200))
    assert writer.waiting == 0


def test_a_schedule_of_another_scope_says_nothing_of_a_forecast() -> None:
    made = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    crons = [
        ("0 4 * * *", "UTC", {"scope": "daily.store=S9"}),
        ("0 2 * * SUN", "UTC", {"scope": "daily.all"}),
    ]
    assert find_next_forecast(made, "daily.all", crons) == datetime(2026, 3, 8, 2, tzinfo=UTC) + GRACE
    assert find_next_forecast(made, "monthly.all", crons[:1]) is None


def test_a_series_that_was_forecast_anew_is_read_again_and_no_other() -> None:
    runs = Runs()
    champions = Champions(runs, lambda _versions: None)
    champions.refresh()
    (run,) = champions.candidates("S1", None)
    for product in (1, 2):
        assert champions.series(run, product, 7) is champions.series(run, product, 7)
    runs.new = [(1, 7, 5)]
    champions.refresh_series()
    assert [champions.series(run, product, 7).run_id for product in (1, 2, 1)] == [5, 1, 5]
    assert runs.reads == [(1, 1, 7), (1, 2, 7), (1, 1, 7)]
    newer = champions.version(run, champions.series(run, 1, 7))
    assert (newer.facts.id, champions.version(run, champions.series(run, 2, 7)).facts.id) == (5, 1)


def test_a_look_sees_series_forecast_anew_by_a_run_with_a_smaller_number_that_ended_later() -> None:
    runs = Runs()
    champions = Champions(runs, lambda _versions: None)
    champions.refresh()
    (run,) = champions.candidates("S1", None)
    runs.new = [(1, 7, 6)]
    champions.refresh_series()
    runs.new = [(1, 7, 6), (2, 7, 5)]
    champions.refresh_series()
    assert [champions.series(run, product, 7).run_id for product in (1, 2)] == [6, 5]


def test_a_series_that_ended_is_served_again_once_it_is_forecast_anew() -> None:
    runs = Runs()
    ended = {(7, 8)}
    read = runs.series
    runs.series = lambda run, product, store: None if (product, store) in ended else read(run, product, store)
    runs.of_product = lambda run, product: [
        found for store in (8, 9) if (found := runs.series(run, product, store))
    ]
    champions = Champions(runs, lambda _versions: None)
    (run,) = champions.candidates(None, None)
    assert champions.series(run, 7, 8) is None
    assert [one.store_id for one in champions.of_product(run, 7)] == [9]
    ended.clear()
    runs.new.append((7, 8, 5))
    champions.refresh_series()
    assert [one.store_id for one in champions.of_product(run, 7)] == [8, 9]
    assert champions.series(run, 7, 8) is not None
    count = len(runs.reads)
    champions.of_product(run, 7)
    champions.series(run, 7, 8)
    assert len(runs.reads) == count
