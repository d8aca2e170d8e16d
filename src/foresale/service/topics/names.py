"""Which events go to which topic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "forecast": "forecasts",
        "outlook": "sales_predictions",
        "alert": "alerts",
        "order": "orders",
        "dead_letter": "sales.dead-letters",
    }
)
"""The topic of each kind of event that is mirrored, without the setting `kafka_topic_prefix`."""

PREDICTIONS, PREDICTION_EVENT = "sales_predictions", "prediction"
"""Where held-out predictions of drivers go, and their kind of event: sent when asked for, never mirrored."""

RELAY = "event_log/relay"
"""The stream whose offset says how far events were mirrored."""
