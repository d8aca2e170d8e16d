"""The forecasts that are served, kept up to date with promotions and new runs by a look every two seconds.

Whether single series were forecast anew is looked at more often, by a question that is answered at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event, Lock, Thread

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError, NotFoundError, NotReadyError
from foresale.messages import route
from foresale.service.serving.recent import Recent
from foresale.service.serving.segment_products import SegmentProducts
from foresale.service.serving.served_run import (
    SCHEDULED,
    SeriesCache,
    SeriesVersions,
    ServedRun,
    find_next_forecast,
)
from foresale.storage.database.forecasts.served_runs import SeriesRuns, ServedRuns
from foresale.storage.database.forecasts.stored_series import RunFacts, StoredSeries
from foresale.storage.database.names import ProductName
from foresale.workflows.segments import ALL

EVERY_SECONDS = 2.0
SERIES_EVERY_SECONDS = 0.2
"""How long a series that was forecast anew by another process may go unnoticed."""
MOST_VERSIONS = 10_000
WARMED = 256
"""Series read before a new run is served: those asked for last, so that a promotion isn't felt."""

_log = logging.getLogger(__name__)


class Champions:
    """Which forecast answers for which product and store, without asking the database when warm.

    Args:
        runs: The forecasts of record.
        heard: Told the champions' versions by model at every look; returns at once.
        every_seconds: How long a promotion may go unnoticed.
    """

    def __init__(
        self,
        runs: ServedRuns,
        heard: Callable[[Mapping[str, int]], None],
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._runs = runs
        self._heard = heard
        self._every = every_seconds
        self._serving: Mapping[str, ServedRun] = {}
        self._segments = SegmentProducts(runs)
        self._looked = False
        self._series_runs: tuple[frozenset[int], SeriesRuns] | None = None
        self._facts: Recent[int, RunFacts] = Recent(MOST_VERSIONS)
        self._looking = Lock()
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Look once, then every few seconds in the background."""
        self._look()
        self._thread = Thread(target=self._keep_looking, name="foresale-champions", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def refresh(self) -> None:
        """See which versions answer and which runs are their newest, and serve these from now on.

        A champion that has no forecast yet leaves the one before it in place.
        """
        with self._looking:
            newest, champions = self._runs.newest(), self._runs.champions()
            self._heard(champions)
            self._segments.follow(champions)
            crons = self._runs.crons(SCHEDULED)
            serving = {model: run for model, run in self._serving.items() if model in champions}
            for model, run_id in newest.items():
                before = serving.get(model)
                if before is None or before.facts.id != run_id:
                    facts = self._runs.facts(run_id)
                    versions = SeriesVersions()
                    versions.note(self._runs.find_renewed(run_id, ()))
                    serving[model] = ServedRun(facts, None, self._warm(run_id, before), versions)
                else:
                    before.versions.note(self._runs.find_renewed(run_id, before.versions.known))
            self._serving = {
                model: replace(run, expected_by=find_next_forecast(run.facts.made_at, model, crons))
                for model, run in serving.items()
            }
            self._looked = True

    def refresh_series(self) -> None:
        """See which series of the forecasts served were forecast anew; serve these from now on."""
        with self._looking:
            serving = self._serving
            bases = frozenset(run.facts.id for run in serving.values())
            seen = bases, self._runs.series_runs(bases)
            if seen == self._series_runs:
                return
            for run in serving.values():
                run.versions.note(self._runs.find_renewed(run.facts.id, run.versions.known))
            self._series_runs = seen

    def version(
        self, run: ServedRun, series: StoredSeries, connection: Connection | None = None
    ) -> ServedRun:
        """The forecast that a series is from: that of everything, or a newer one of it and some others.

        Args:
            run: The forecast of everything.
            series: One of its series.
            connection: The open transaction that read it, for who has one.
        """
        if series.run_id in (0, run.facts.id):
            return run
        facts = self._facts.get(series.run_id)
        if facts is None:
            runs = self._runs if connection is None else ServedRuns(connection)
            facts = runs.facts(series.run_id)
            self._facts.put(series.run_id, facts)
        return replace(run, facts=facts)

    def serving(self) -> Mapping[str, ServedRun]:
        """The served runs by model, such as `daily.all`."""
        if not self._looked:
            self.refresh()
        return self._serving

    def segments(self, store: str | None, category: str | None, product: ProductName | None) -> list[str]:
        """The parts of the assortment that a series is in and that may have a model, the smallest first.

        Args:
            store: Its store's code.
            category: Its product's category.
            product: The product itself; None where several are asked about.
        """
        known = () if product is None else (f"product={product.sku}", *self._segments.holding(product.id))
        return [*known, f"store={store}", f"category={category}", ALL]

    def candidates(
        self, store: str | None, category: str | None, product: ProductName | None = None
    ) -> list[ServedRun]:
        """The runs that may hold a series, the most special first.

        Args:
            store: Its store's code.
            category: Its product's category.
            product: The product itself; None where several are asked about.

        Raises:
            NotReadyError: Nothing is served yet.
        """
        serving = self.serving()
        models = (f"daily.{segment}" for segment in self.segments(store, category, product))
        found = [serving[model] for model in models if model in serving]
        if not found:
            raise NotReadyError(
                "No forecast is served yet.",
                fix=f"Train a model: {route('train')}; once promoted, it answers within seconds.",
                reason=Reason("no_forecast"),
            )
        return found

    def series(self, run: ServedRun, product_id: int, store_id: int) -> StoredSeries | None:
        """One series of a run, from memory or from the database."""
        newest = run.versions.newest(product_id, store_id)
        if run.cache.knows(product_id, store_id, newest):
            return run.cache.get(product_id, store_id)
        found = self._runs.series(run.facts.id, product_id, store_id)
        run.cache.put(product_id, store_id, found, newest)
        return found

    def of_product(self, run: ServedRun, product_id: int) -> list[StoredSeries]:
        """One product in all stores of a run, from memory or from the database."""
        newest = run.versions.newest_of(product_id)
        kept = run.cache.of_product(product_id, newest)
        if kept is None:
            kept = list(self._runs.of_product(run.facts.id, product_id))
            run.cache.put_product(product_id, kept, newest)
        return kept

    def _warm(self, run_id: int, before: ServedRun | None) -> SeriesCache:
        cache = SeriesCache()
        for product_id, store_id in before.cache.latest(WARMED) if before else ():
            cache.put(product_id, store_id, self._runs.series(run_id, product_id, store_id))
        return cache

    def _look(self, look: Callable[[], None] | None = None) -> None:
        """One look; without a database what is known goes on being served."""
        try:
            (look or self.refresh)()
        except NotFoundError:  # the run was removed between two reads: the next look sees another
            return
        except (SQLAlchemyError, ForesaleError) as error:
            _log.warning("serving goes on without news: %s", type(error).__name__)

    def _keep_looking(self) -> None:
        pause, since = min(self._every, SERIES_EVERY_SECONDS), 0.0
        while not self._stop.wait(pause):
            since += pause
            if since >= self._every:
                since = 0.0
                self._look()
            elif self._looked:
                self._look(self.refresh_series)
