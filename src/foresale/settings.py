"""The service's settings: one file or `FORESALE_*` variables, each with a default and a meaning."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from foresale.errors import OptionError, did_you_mean
from foresale.messages import option
from foresale.output_settings import OutputSettings
from foresale.planning_settings import PlanningSettings
from foresale.retention_settings import RetentionSettings
from foresale.secret_files import SUFFIX, read_secret_files, refuse_misfit, refuse_samples, with_password
from foresale.toml_file import read_toml

DEFAULT_FILE = Path("foresale.toml")
TABLE = "service"
PREFIX = "FORESALE_"
DATABASE, MLFLOW = "foresale.db", "mlflow.db"
NOT_SETTINGS = frozenset({"FORESALE_DEBUG", "FORESALE_REQUIRE_SERVERS"})


class Settings(PlanningSettings, OutputSettings, RetentionSettings):
    """All that the service may be told; whatever is left out runs embedded, on this machine.

    Variables win over the file's `[service]` table, which wins over the defaults.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        Path("foresale-data"),
        description="Folder for the embedded database, models, uploads, queue and secret.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="System of record: postgresql://…, mysql://… (MySQL, MariaDB) or sqlite:///…; "
        "by default an SQLite file in `home`.",
    )
    mlflow_url: SecretStr | None = Field(
        None,
        description="MLflow tracking and registry: http(s)://… of a server, or a database address; "
        "by default an SQLite file in `home`.",
    )
    database_password: SecretStr | None = Field(
        None, description="The password to database_url, where that names a user only."
    )
    mlflow_password: SecretStr | None = Field(
        None, description="The password to mlflow_url, where that names a user only."
    )
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")
    api_workers: int = Field(1, ge=1, le=64, description="Processes that answer requests.")
    job_workers: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes that work on jobs; of several, one never trains.",
    )
    job_lease_seconds: int = Field(
        60, ge=2, le=3600, description="A worker silent for so long counts as dead; its job begins anew."
    )
    job_retry_seconds: int = Field(
        30, ge=1, le=3600, description="Rest before a failed job's second try; doubles with each further one."
    )
    job_cancel_seconds: int = Field(
        20, ge=1, le=3600, description="A cancelled job that doesn't end by itself is ended after this time."
    )
    live_subscribers: int = Field(
        500, ge=1, le=100_000, description="Who may listen to the live feed at once, of each API process."
    )
    live_subscribers_per_user: int = Field(20, ge=1, le=10_000, description="The same, for one user.")
    kafka_servers: str | None = Field(
        None, description="Kafka's brokers, host:port with commas between; without any, Kafka isn't used."
    )
    kafka_sales_topic: str | None = Field(
        "sales", max_length=100, description="Topic that sales are read from; empty: none are."
    )
    kafka_group: str = Field("foresale", max_length=80, description="Consumer group that reads them.")
    kafka_consumers: int = Field(
        1, ge=1, le=100, description="Consumers of sales, all machines together; partitions are shared out."
    )
    kafka_relay: bool = Field(True, description="Whether forecasts, alerts and more go to topics.")
    kafka_topic_prefix: str = Field("", max_length=60, description="Before the names of topics written to.")
    kafka_security: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = Field(
        "plaintext", description="How brokers are spoken to."
    )
    kafka_ca_file: Path | None = Field(None, description="Certificates by which brokers are believed.")
    kafka_cert_file: Path | None = Field(None, description="Our certificate, where brokers want one.")
    kafka_key_file: Path | None = Field(None, description="The key to it.")
    kafka_key_password: SecretStr | None = Field(None, description="The password of that key.")
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="How a password is shown to brokers."
    )
    kafka_username: str | None = Field(None, description="Who logs in at brokers.")
    kafka_password: SecretStr | None = Field(None, description="The password there.")
    min_free_mb: int = Field(
        100,
        ge=0,
        description="With less space than this, in MB, the disk is full and the service not ready.",
    )
    outage_minutes: int = Field(
        15,
        ge=0,
        le=24 * 60,
        description="While the database is away, callers it told before are known so long, in minutes.",
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Signs access tokens; by default made on the first start and kept in `home`. "
        "Several machines need the same.",
    )
    access_minutes: int = Field(15, ge=1, le=24 * 60, description="Life of an access token, in minutes.")
    refresh_days: int = Field(14, ge=1, le=365, description="Life of a refresh token, in days.")
    lock_after: int = Field(5, ge=1, le=100, description="Wrong passwords in a row that lock an account.")
    lock_minutes: int = Field(
        15, ge=1, le=24 * 60, description="How long an account stays locked, in minutes."
    )
    open_registration: bool = Field(
        False, description="Whether anyone may register as viewer; else only an admin adds users."
    )
    cors_origins: tuple[str, ...] = Field((), description="Web pages of other hosts that may call the API.")
    requests_per_minute: int = Field(60_000, ge=1, description="Requests a minute, per user or address.")
    logins_per_minute: int = Field(20, ge=1, description="Tries to log in a minute, per address.")
    max_body_mb: int = Field(10, ge=1, le=1024, description="Largest request body, uploads apart, in MB.")
    max_connections: int = Field(
        1000, ge=10, le=100_000, description="Connections open at once, of each API process."
    )
    database_connections: int = Field(
        20, ge=8, le=1000, description="Connections to the database at once, of each API process."
    )
    header_seconds: int = Field(
        15, ge=1, le=600, description="How long a request's headers may take to arrive, in seconds."
    )
    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses or networks of proxies whose X-Forwarded-For and -Proto are believed.",
    )
    max_upload_mb: int = Field(2048, ge=1, description="Largest uploaded file, in MB.")
    max_table_mb: int = Field(100, ge=1, description="Largest table whose drivers are found, in MB.")
    open_metrics: bool = Field(
        False,
        description="Whether the page of metrics needs no login; else it needs a token or key of an admin.",
    )
    time_zone: str = Field(
        "UTC", description="Time zone of stores that have none of their own, and of schedules."
    )
    first_sale_day: date = Field(date(1990, 1, 1), description="Sales before this day are refused.")
    max_years_back: int = Field(
        5,
        ge=0,
        le=300,
        description="Sales so many years before all that are stored are refused, unless said to be meant.",
    )

    @field_validator("kafka_servers", "kafka_sales_topic", "traces_url")
    @classmethod
    def _none_where_empty(cls, stated: str | None) -> str | None:
        return stated or None

    @field_validator("trusted_proxies")
    @classmethod
    def _as_networks(cls, stated: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses and networks in their shortest form; a name, or `*`, would trust whoever comes by it."""
        networks = (ipaddress.ip_network(text.strip(), strict=False) for text in stated)
        return tuple(
            str(network.network_address if network.num_addresses == 1 else network) for network in networks
        )

    @property
    def database_address(self) -> str:
        """Where the system of record is, password included."""
        return _address(self.database_url, self.home / DATABASE, self.database_password)

    @property
    def mlflow_address(self) -> str:
        """Where MLflow keeps runs and versions, password included."""
        return _address(self.mlflow_url, self.home / MLFLOW, self.mlflow_password)


def load_settings(file: Path | None = None, **chosen: Any) -> Settings:
    """Read the settings: arguments win over variables, variables over the file, the file over defaults.

    Args:
        file: A TOML file with a table `[service]`; by default `foresale.toml` here, if there is one.
        chosen: Settings by name, such as from a command's options; None leaves one to the others.

    Raises:
        UnreadableFileError: The file is missing or isn't TOML.
        OptionError: A setting is unknown or has a value that can't be used.
    """
    stated = _read_stated(file)
    unknown = [name for name in stated if name not in Settings.model_fields]
    if unknown:
        raise OptionError(
            f"{file or DEFAULT_FILE} [{TABLE}] has an unknown setting '{unknown[0]}'.",
            fix=did_you_mean(
                unknown[0], Settings.model_fields, f"It knows {', '.join(Settings.model_fields)}."
            ),
        )
    from_file = {
        name: value for name, value in stated.items() if PREFIX + name.upper() not in _variables(os.environ)
    }
    from_secrets = read_secret_files(os.environ, PREFIX, secret_settings())
    given = {name: value for name, value in chosen.items() if value is not None}
    try:
        settings = Settings(**{**from_file, **from_secrets, **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise OptionError(
            f"Setting '{name}' can't be used: {first['msg']}.",
            fix=f"Correct it in {file or DEFAULT_FILE} or in {PREFIX}{name.upper()}; "
            "`foresale config check` shows where each comes from.",
        ) from None
    _refuse_unsafe(settings)
    return settings


def secret_settings() -> list[str]:
    """The settings that are secret, which variables that end in `_FILE` may name files of."""
    return [name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None]


def _refuse_unsafe(settings: Settings) -> None:
    stated = {name: getattr(settings, name) for name in secret_settings()}
    secrets = {name: secret.get_secret_value() for name, secret in stated.items() if secret is not None}
    refuse_samples(secrets, keys=("secret_key",))
    for name in ("database", "mlflow"):
        refuse_misfit(f"{name}_url", f"{name}_password", secrets)


def find_unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """The variables that look like settings but aren't: misspelled ones."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS
    known |= {PREFIX + name.upper() + SUFFIX for name in secret_settings()}
    return sorted(name for name in _variables(environment) if name not in known)


def list_stated(file: Path | None = None) -> frozenset[str]:
    """The settings that the file states."""
    return frozenset(_read_stated(file))


def _variables(environment: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name.upper() for name in environment if name.upper().startswith(PREFIX))


def _read_stated(file: Path | None) -> dict[str, Any]:
    place = file or DEFAULT_FILE
    if file is None and not place.exists():
        return {}
    table = read_toml(place, f"Check the path after {option('config')}.").get(TABLE, {})
    if not isinstance(table, dict):
        raise OptionError(f"{place}: '{TABLE}' isn't a table.", fix=f"Write settings under [{TABLE}].")
    return {name.replace("-", "_"): value for name, value in table.items()}


def _address(url: SecretStr | None, file: Path, password: SecretStr | None) -> str:
    if url is None:
        return f"sqlite:///{file.absolute()}"
    address = url.get_secret_value()
    return address if password is None else with_password(address, password.get_secret_value())
