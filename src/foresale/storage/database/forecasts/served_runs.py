"""Reading what is served: which version answers, its newest forecast, and single series of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Engine, func, select

from foresale.errors import NotFoundError
from foresale.storage.database.forecasts.stored_series import RunFacts, StoredSeries, gather_series
from foresale.storage.database.tables.operations import ScheduleRow, ServingRow
from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow
from foresale.workflows.ports import CHAMPION, parse_version


class ServedRuns:
    """Reads of the forecasts that are served.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=False)

    def champions(self) -> dict[str, int]:
        """The version that answers, by model such as `daily.all`."""
        with self._engine.connect() as connection:
            return _champions(connection)

    def newest(self) -> dict[str, int]:
        """The newest forecast run of each model's champion, by model; only what may have changed is read."""
        with self._engine.connect() as connection:
            names = {f"{model}.{version}": model for model, version in _champions(connection).items()}
            found = connection.execute(
                select(ForecastRunRow.model_version, func.max(ForecastRunRow.id))
                .where(ForecastRunRow.model_version.in_(list(names)))
                .group_by(ForecastRunRow.model_version)
            )
            return {names[version]: run for version, run in found}

    def facts(self, run_id: int) -> RunFacts:
        """What is known of a run.

        Raises:
            NotFoundError: There is none.
        """
        with self._engine.connect() as connection:
            row = connection.execute(
                select(
                    ForecastRunRow.model_version, ForecastRunRow.created_at, ForecastRunRow.cutoff,
                    ForecastRunRow.horizon, ForecastRunRow.levels, ForecastRunRow.sum_errors,
                ).where(ForecastRunRow.id == run_id)
            ).one_or_none()  # fmt: skip
        if row is None:
            raise NotFoundError(f"There is no forecast run {run_id}.", fix="Take a newer one.")
        version, made_at, cutoff, horizon, levels, sum_errors = row
        scope, _ = parse_version(version)
        return RunFacts(run_id, str(scope), version, made_at, cutoff, horizon, tuple(levels), sum_errors)

    def series(self, run_id: int, product_id: int, store_id: int) -> StoredSeries | None:
        """One product in one store, if the run has it."""
        found = self._gathered(run_id, product_id, [store_id])
        return found[0] if found else None

    def of_product(self, run_id: int, product_id: int) -> Sequence[StoredSeries]:
        """One product in every store of the run."""
        return self._gathered(run_id, product_id, None)

    def crons(self, kinds: Collection[str]) -> list[tuple[str, str, Mapping[str, object]]]:
        """Cron text, time zone and arguments of the schedules that are on, of some kinds."""
        with self._engine.connect() as connection:
            found = connection.execute(
                select(ScheduleRow.cron, ScheduleRow.time_zone, ScheduleRow.arguments)
                .where(ScheduleRow.kind.in_(list(kinds)), ScheduleRow.is_on.is_(True))
                .order_by(ScheduleRow.id)
            )
            return [(cron, zone, arguments) for cron, zone, arguments in found]

    def _gathered(self, run_id: int, product_id: int, stores: Sequence[int] | None) -> list[StoredSeries]:
        rows = (
            select(
                ForecastRow.product_id, ForecastRow.store_id, ForecastRow.grain, ForecastRow.target_date,
                ForecastRow.mean, ForecastRow.quantiles,
            )
            .where(ForecastRow.run_id == run_id, ForecastRow.product_id == product_id)
            .order_by(ForecastRow.store_id, ForecastRow.grain, ForecastRow.target_date)
        )  # fmt: skip
        reasons = select(
            ForecastReasonRow.product_id, ForecastReasonRow.store_id, ForecastReasonRow.text
        ).where(ForecastReasonRow.run_id == run_id, ForecastReasonRow.product_id == product_id)
        if stores is not None:
            rows = rows.where(ForecastRow.store_id.in_(stores))
            reasons = reasons.where(ForecastReasonRow.store_id.in_(stores))
        with self._engine.connect() as connection:
            return gather_series(connection.execute(rows), connection.execute(reasons))


def _champions(connection: Connection) -> dict[str, int]:
    found = connection.execute(
        select(ServingRow.model, ServingRow.version).where(ServingRow.alias == CHAMPION)
    )
    return {row.model: row.version for row in found}
