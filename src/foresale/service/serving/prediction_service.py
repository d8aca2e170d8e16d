"""Where predictions are answered: everything a request needs, in memory when it was asked for before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import polars as pl
from sqlalchemy import Engine

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.serving.answers import PredictionRequest, PredictionResponse, predict_series
from foresale.service.serving.champions import Champions
from foresale.service.serving.kept_answers import KeptAnswers
from foresale.service.serving.monthly import LoadModel, MonthlyModels, MonthQuestion, work_out_month
from foresale.service.serving.outlook import ForecastQuery, series_by_store, tell_product
from foresale.service.serving.prediction_log import PredictionCounts, PredictionWriter
from foresale.service.serving.recent import Recent
from foresale.service.serving.served_run import ServedRun
from foresale.storage.database.forecasts.prediction_log import PredictionLog
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.forecasts.stored_series import StoredSeries
from foresale.storage.database.names import Names, ProductName, StoreName
from foresale.storage.outages import UNREACHABLE

Name = TypeVar("Name", ProductName, StoreName)

NAME_SECONDS = 60.0
"""How long a renamed product or store may answer to its old name."""
MOST_NAMES = 100_000
MAX_ANSWERS_BYTES = MAX_OUTLOOKS_BYTES = 48_000_000
KEY_BYTES = 1_500
"""Of what an answer is found by."""
MOST_SUMS, MOST_MORNINGS = 100, 4
"""Pages of sums, and forecasts of one day of all series: 10 MB where these are 100,000."""
SumsPage = tuple[list[dict[str, Any]], str | None]
"""Sums of a forecast, and the cursor of the page that follows."""


class PredictionService:
    """Answers questions about series, keeps the answers, and logs what was said.

    Args:
        engine: The system of record.
        load_monthly: Gets a version of a monthly model from the registry.
        counts: Told how the log keeps up.
    """

    def __init__(
        self, engine: Engine, load_monthly: LoadModel, counts: PredictionCounts | None = None
    ) -> None:
        self.monthly = MonthlyModels(load_monthly)
        self.champions = Champions(ServedRuns(engine), self.monthly.follow)
        self.predictions = PredictionWriter(PredictionLog(engine).write, counts)
        self.names = Names(engine)
        self.sums: KeptAnswers[SumsPage] = KeptAnswers(MOST_SUMS)
        self.mornings: KeptAnswers[pl.DataFrame] = KeptAnswers(MOST_MORNINGS)
        self._products: Recent[int | str, ProductName] = Recent(MOST_NAMES, NAME_SECONDS)
        self._stores: Recent[int | str, StoreName] = Recent(MOST_NAMES, NAME_SECONDS)
        self._answers: Recent[tuple[object, ...], PredictionResponse] = Recent(
            MAX_ANSWERS_BYTES, weigh=lambda answer: len(answer.body) + KEY_BYTES
        )
        self._outlooks: Recent[tuple[object, ...], bytes] = Recent(
            MAX_OUTLOOKS_BYTES, weigh=lambda body: len(body) + KEY_BYTES
        )

    def start(self) -> None:
        """Begin to follow promotions and to write the log."""
        self.champions.start()
        self.predictions.start()

    def close(self) -> None:
        """Stop, with all predictions written."""
        self.champions.close()
        self.predictions.close()

    def recall_product(self, key: int | str) -> ProductName | None:
        """A product that was asked for lately, by id or sku."""
        return self._products.get(key)

    def recall_store(self, key: int | str) -> StoreName | None:
        """A store that was asked for lately, by id or code."""
        return self._stores.get(key)

    def product(self, key: int | str) -> ProductName:
        """A product by id or sku.

        Raises:
            NotFoundError: There is none.
        """
        return self._products.get(key) or _ask(self._products, key, self.names.product)

    def store(self, key: int | str) -> StoreName:
        """A store by id or code.

        Raises:
            NotFoundError: There is none.
        """
        return self._stores.get(key) or _ask(self._stores, key, self.names.store)

    def recall_answer(
        self, product: ProductName, store: StoreName, question: PredictionRequest
    ) -> PredictionResponse | None:
        """The answer, if the same was asked before of the forecasts that are served now."""
        return self._answers.get(self._key(product, store, question))

    def answer(
        self, product: ProductName, store: StoreName, question: PredictionRequest
    ) -> PredictionResponse:
        """Answer a question about a product in a store.

        Raises:
            NotReadyError: Nothing is served yet.
            NotFoundError: The product isn't forecast in this store.
            OptionError: The horizon or the interval isn't in the forecast.
        """
        key = self._key(product, store, question)
        run, series = self.series(product, store)
        found = predict_series(run, series, product, store, question)
        if key == self._key(product, store, question):  # nothing was promoted meanwhile
            self._answers.put(key, found)
        return found

    def what_if(
        self, question: MonthQuestion, product: ProductName | None, store: StoreName | None
    ) -> PredictionResponse:
        """Answer a what-if.

        Raises:
            NotReadyError: No monthly model is served yet.
            OptionError: The interval isn't known.
        """
        category = None if product is None else product.category
        served = self.monthly.find_model(
            self.champions.segments(None if store is None else store.code, category, product)
        )
        return work_out_month(served, question)

    def series(self, product: ProductName, store: StoreName) -> tuple[ServedRun, StoredSeries]:
        """The served forecast of a product in a store.

        Raises:
            NotReadyError: Nothing is served yet.
            NotFoundError: The product isn't forecast in this store.
        """
        look = partial(self.champions.series, product_id=product.id, store_id=store.id)
        for run in self.champions.candidates(store.code, product.category, product):
            series = look(run)
            if series is not None:
                return self.champions.version(run, series), series
        raise NotFoundError(
            f"{product.sku} isn't forecast in {store.code}: it has no or too few sales there.",
            fix="Train again after new sales.",
            reason=Reason("not_forecast", product=product.sku),
        )

    def recall_outlook(self, product: ProductName, wanted: ForecastQuery) -> bytes | None:
        """A product's forecast, if the same was asked before of the forecasts that are served now."""
        return self._outlooks.get(self._outlook_key(product, wanted))

    def outlook(self, product: ProductName, wanted: ForecastQuery) -> bytes:
        """A product's forecast in the stores wanted, as JSON.

        Raises:
            NotReadyError: Nothing is served yet.
            NotFoundError: The product isn't forecast there.
            OptionError: An interval isn't known.
        """
        key = self._outlook_key(product, wanted)
        if wanted.store_ids is not None and len(wanted.store_ids) == 1:
            stores = {store: self.store(store) for store in wanted.store_ids}
            found = {store: self.series(product, stores[store]) for store in stores}
        else:
            found = series_by_store(self.champions, product)
            if wanted.store_ids is not None:
                found = {store: told for store, told in found.items() if store in wanted.store_ids}
            stores = self.names.stores(found)
        body = tell_product(product, stores, found, wanted)
        if key == self._outlook_key(product, wanted):  # nothing was promoted meanwhile
            self._outlooks.put(key, body)
        return body

    def _outlook_key(self, product: ProductName, wanted: ForecastQuery) -> tuple[object, ...]:
        runs = self.champions.serving().values()
        known = ((run.facts.id, run.is_stale, run.versions.newest_of(product.id)) for run in runs)
        return (product, wanted, *self.champions.segments(None, None, product), *known)

    def _key(self, product: ProductName, store: StoreName, question: PredictionRequest) -> tuple[object, ...]:
        runs = self.champions.candidates(store.code, product.category, product)
        known = ((run.facts.id, run.is_stale, run.versions.newest(product.id, store.id)) for run in runs)
        return (product, store, question, *known)


def _ask(recent: Recent[int | str, Name], key: int | str, ask: Callable[[int | str], Name]) -> Name:
    """What the database says; while it is away, what it said last."""
    try:
        found = ask(key)
    except UNREACHABLE:
        known = recent.last(key)
        if known is None:
            raise
        found = known
    recent.put(key, found)
    return found
