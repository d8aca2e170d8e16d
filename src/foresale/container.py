"""Picks the adapters by the settings: the only place that knows both."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from foresale.errors import OptionError
from foresale.settings import DATABASE, MLFLOW

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from foresale.settings import Settings
    from foresale.storage.database.forecasts.repository import DatabaseForecasts
    from foresale.storage.database.sales.repository import DatabaseSales
    from foresale.storage.registry.mlflow_registry import MlflowRegistry
    from foresale.workflows.forecasts.ready_champion import ReadyChampions


class Container:
    """The service's parts, each made when first asked for.

    Args:
        settings: What the service was told.
        connections: To the database at once; by default as many as an API process has.
    """

    def __init__(self, settings: Settings, connections: int | None = None) -> None:
        self.settings = settings
        self._connections = settings.database_connections if connections is None else connections

    @cached_property
    def engine(self) -> Engine:
        """The system of record."""
        from foresale.storage.database.engine.connect import connect
        from foresale.storage.database.engine.traced_statements import trace_statements
        from foresale.storage.private_home import keep_private, private_file

        home = self.settings.home
        keep_private(home)
        if self.settings.database_url is None:
            private_file(home / DATABASE)
        engine = connect(self.settings.database_address, max_connections=self._connections)
        trace_statements(engine)
        return engine

    @cached_property
    def secret(self) -> str:
        """Signs access tokens and cursors."""
        from foresale.storage.secret import keep_secret

        stated = self.settings.secret_key
        return keep_secret(self.settings.home) if stated is None else stated.get_secret_value()

    @cached_property
    def registry(self) -> MlflowRegistry:
        """The registry of models; MLflow is imported when it is first used."""
        from foresale.storage.database.engine.connect import same_database
        from foresale.storage.private_home import keep_private, private_file
        from foresale.storage.registry.mlflow_registry import MlflowRegistry
        from foresale.storage.registry.open_mlflow import is_server

        settings = self.settings
        mlflow = settings.mlflow_address
        keep_private(settings.home)
        if settings.mlflow_url is None:
            private_file(settings.home / MLFLOW)
        if not is_server(mlflow) and same_database(mlflow, settings.database_address):
            raise OptionError(
                "mlflow_url and database_url name the same database; both keep a table 'jobs' there.",
                fix="Give MLflow a database of its own.",
            )
        return MlflowRegistry(mlflow, settings.home / "models", settings.home / "cache" / "models")

    @cached_property
    def sales_repository(self) -> DatabaseSales:
        """The sales of record."""
        from foresale.storage.database.sales.repository import DatabaseSales

        return DatabaseSales(self.engine, time_zone=self.settings.time_zone)

    @cached_property
    def forecast_repository(self) -> DatabaseForecasts:
        """The forecasts of record."""
        from foresale.storage.database.forecasts.repository import DatabaseForecasts

        return DatabaseForecasts(self.engine, keep=self.settings.keep_forecast_runs)

    @cached_property
    def ready_champions(self) -> ReadyChampions:
        """The champions that forecast single series in this process."""
        from foresale.workflows.forecasts.ready_champion import ReadyChampions

        return ReadyChampions()

    def close(self) -> None:
        """Close what was opened."""
        if "engine" in self.__dict__:
            self.engine.dispose()
