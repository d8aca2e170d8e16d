"""How Kafka is reached, by the settings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from foresale.errors import MissingExtraError, OptionError

if TYPE_CHECKING:
    from foresale.settings import Settings

try:
    import confluent_kafka  # noqa: F401
except ModuleNotFoundError as error:
    raise MissingExtraError("confluent-kafka", "kafka") from error

_log = logging.getLogger(__name__)


def client_options(settings: Settings) -> dict[str, Any]:
    """What every client of the brokers is told.

    Args:
        settings: With `kafka_servers`.

    Raises:
        OptionError: Settings that belong together aren't all there.
    """
    if settings.kafka_servers is None:
        raise OptionError("No Kafka is named.", fix="Set 'kafka_servers', such as kafka1:9092,kafka2:9092.")
    options: dict[str, Any] = {
        "bootstrap.servers": settings.kafka_servers,
        "client.id": "foresale",
        "security.protocol": settings.kafka_security,
        "logger": _log,
    }
    if "ssl" in settings.kafka_security:
        options |= _tls(settings)
    if "sasl" in settings.kafka_security:
        if settings.kafka_username is None or settings.kafka_password is None:
            raise OptionError(
                f"kafka_security is {settings.kafka_security}, and it isn't said who logs in.",
                fix="Set 'kafka_username' and 'kafka_password'.",
            )
        options |= {
            "sasl.mechanism": settings.kafka_sasl_mechanism,
            "sasl.username": settings.kafka_username,
            "sasl.password": settings.kafka_password.get_secret_value(),
        }
    return options


def _tls(settings: Settings) -> dict[str, Any]:
    files = {
        "ssl.ca.location": settings.kafka_ca_file,
        "ssl.certificate.location": settings.kafka_cert_file,
        "ssl.key.location": settings.kafka_key_file,
    }
    stated = {name: str(file) for name, file in files.items() if file is not None}
    if settings.kafka_key_password is not None:
        stated["ssl.key.password"] = settings.kafka_key_password.get_secret_value()
    return stated
