"""Reading what is served: which version answers, its newest forecast, and single series of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, func, select

from foresale.errors import NotFoundError
from foresale.storage.database.engine.transactions import reading_of
from foresale.storage.database.forecasts.in_force import is_in_force, runs_of
from foresale.storage.database.forecasts.stored_series import RunFacts, StoredSeries, gather_series
from foresale.storage.database.segments.read import products_held, segments_filled
from foresale.storage.database.tables.operations import ScheduleRow, ServingRow
from foresale.storage.database.tables.outlook import (
    ForecastReasonRow,
    ForecastRow,
    ForecastRunRow,
    SeriesForecastRow,
)
from foresale.workflows.ports import CHAMPION, parse_version

_TOGETHER = 500
_WHOLE = "daily.all"
_DAILY = "daily."


@dataclass(frozen=True)
class SeriesRuns:
    """What tells whether series were forecast anew since.

    Attributes:
        count: How many runs renewed some.
        newest: The newest of them; None where there is none.
    """

    count: int
    newest: int | None


class ServedRuns:
    """Reads of the forecasts that are served.

    Args:
        bind: The system of record; or an open transaction, for who has one: nobody asks for a second
            connection while it holds its first.
    """

    def __init__(self, bind: Engine | Connection) -> None:
        self._bind = bind

    def champions(self) -> dict[str, int]:
        """The version that answers, by model such as `daily.all`."""
        with reading_of(self._bind) as connection:
            return _champions(connection)

    def newest(self) -> dict[str, int]:
        """The newest forecast run of each model's champion, by model; only what may have changed is read."""
        with reading_of(self._bind) as connection:
            return newest_bases(connection)

    def whole(self) -> list[RunFacts]:
        """The forecasts that cover the assortment: that of everything, or else those of its segments."""
        newest = self.newest()
        names = [_WHOLE] if _WHOLE in newest else sorted(name for name in newest if name.startswith("daily."))
        return [self.facts(newest[name]) for name in names]

    def series_runs(self, base_ids: Collection[int]) -> SeriesRuns:
        """Which runs renewed series of forecasts of everything: little to read, to be asked often."""
        run = ForecastRunRow
        with reading_of(self._bind) as connection:
            query = select(func.count(), func.max(run.id)).where(run.base_id.in_(list(base_ids)))
            return SeriesRuns(*connection.execute(query).one())

    def find_renewed(self, base_id: int, known: Collection[int]) -> list[tuple[int, int, int]]:
        """Product, store and run of the series of a forecast that runs not `known` renewed, oldest first."""
        run, made = ForecastRunRow, SeriesForecastRow
        with reading_of(self._bind) as connection:
            ids = set(connection.scalars(select(run.id).where(run.base_id == base_id)))
            new = sorted(ids.difference(known))
            keys = select(made.product_id, made.store_id, made.run_id)
            found: list[tuple[int, int, int]] = []
            for start in range(0, len(new), _TOGETHER):
                part = keys.where(made.run_id.in_(new[start : start + _TOGETHER])).order_by(made.run_id)
                found.extend((product, store, run_id) for product, store, run_id in connection.execute(part))
            return found

    def facts(self, run_id: int) -> RunFacts:
        """What is known of a run.

        Raises:
            NotFoundError: There is none.
        """
        with reading_of(self._bind) as connection:
            row = connection.execute(
                select(
                    ForecastRunRow.model_version, ForecastRunRow.created_at, ForecastRunRow.cutoff,
                    ForecastRunRow.horizon, ForecastRunRow.levels, ForecastRunRow.sum_errors,
                    ForecastRunRow.because, ForecastRunRow.renewal,
                ).where(ForecastRunRow.id == run_id)
            ).one_or_none()  # fmt: skip
        if row is None:
            raise NotFoundError(f"There is no forecast run {run_id}.", fix="Take a newer one.")
        version, made_at, cutoff, horizon, levels, sum_errors, because, renewal = row
        scope, _ = parse_version(version)
        return RunFacts(
            run_id, str(scope), version, made_at, cutoff, horizon, tuple(levels), sum_errors, because, renewal
        )

    def series(self, run_id: int, product_id: int, store_id: int) -> StoredSeries | None:
        """The newest version of one product in one store, if the forecast of everything has it."""
        found = self._gather(run_id, product_id, [store_id])
        return found[0] if found else None

    def of_product(self, run_id: int, product_id: int) -> Sequence[StoredSeries]:
        """The newest versions of one product in every store of a forecast of everything."""
        return self._gather(run_id, product_id, None)

    def segments_filled(self, names: Collection[str]) -> dict[str, tuple[int, datetime]]:
        """Id, and when their products were written down, of the segments with these names."""
        with reading_of(self._bind) as connection:
            return segments_filled(connection, names)

    def products_held(self, segment_id: int) -> frozenset[int]:
        """The ids of a segment's products."""
        with reading_of(self._bind) as connection:
            return products_held(connection, segment_id)

    def crons(self, kinds: Collection[str]) -> list[tuple[str, str, Mapping[str, object]]]:
        """Cron text, time zone and arguments, with `kind`, of the schedules that are on, of some kinds."""
        with reading_of(self._bind) as connection:
            found = connection.execute(
                select(ScheduleRow.cron, ScheduleRow.time_zone, ScheduleRow.arguments, ScheduleRow.kind)
                .where(ScheduleRow.kind.in_(list(kinds)), ScheduleRow.is_on.is_(True))
                .order_by(ScheduleRow.id)
            )
            return [(cron, zone, {**arguments, "kind": kind}) for cron, zone, arguments, kind in found]

    def _gather(self, run_id: int, product_id: int, stores: Sequence[int] | None) -> list[StoredSeries]:
        made = SeriesForecastRow
        rows = (
            select(
                ForecastRow.product_id, ForecastRow.store_id, ForecastRow.grain, ForecastRow.target_date,
                ForecastRow.mean, ForecastRow.quantiles, ForecastRow.run_id,
            )
            .where(is_in_force(run_id, whole=True), ForecastRow.product_id == product_id)
            .order_by(ForecastRow.store_id, ForecastRow.grain, ForecastRow.target_date)
        )  # fmt: skip
        reason = ForecastReasonRow
        reasons = (
            select(reason.product_id, reason.store_id, reason.explanation, reason.run_id, made.follows)
            .outerjoin(
                made,
                and_(
                    made.run_id == reason.run_id,
                    made.product_id == reason.product_id,
                    made.store_id == reason.store_id,
                ),
            )
            .where(reason.run_id.in_(runs_of(run_id)), reason.product_id == product_id)
        )
        if stores is not None:
            rows = rows.where(ForecastRow.store_id.in_(stores))
            reasons = reasons.where(ForecastReasonRow.store_id.in_(stores))
        with reading_of(self._bind) as connection:
            return gather_series(connection.execute(rows), connection.execute(reasons))


def newest_bases(connection: Connection) -> dict[str, int]:
    """The newest forecast of everything of each model's champion, by model.

    Args:
        connection: An open transaction.
    """
    names = {f"{model}.{version}": model for model, version in _champions(connection).items()}
    found = connection.execute(
        select(ForecastRunRow.model_version, func.max(ForecastRunRow.id))
        .where(ForecastRunRow.model_version.in_(list(names)), ForecastRunRow.base_id.is_(None))
        .group_by(ForecastRunRow.model_version)
    )
    return {names[version]: run for version, run in found}


def daily_bases(connection: Connection) -> list[int]:
    """The forecasts of everything that are served, that of a store after that of its category and of all.

    Args:
        connection: An open transaction.
    """
    newest = {model: run for model, run in newest_bases(connection).items() if model.startswith(_DAILY)}

    def specialty(model: str) -> tuple[int, str]:
        segment = model.removeprefix(_DAILY)
        return (0 if segment == "all" else 2 if segment.startswith("store=") else 1, segment)

    return [newest[model] for model in sorted(newest, key=specialty)]


def _champions(connection: Connection) -> dict[str, int]:
    found = connection.execute(
        select(ServingRow.model, ServingRow.version).where(ServingRow.alias == CHAMPION)
    )
    return {row.model: row.version for row in found}
