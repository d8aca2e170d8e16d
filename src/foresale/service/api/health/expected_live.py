"""What of the live path has to run, by the settings."""

from __future__ import annotations

from foresale.service.live.loop_report import list_expected_loops
from foresale.service.topics.names import RELAY, TOPICS
from foresale.settings import Settings
from foresale.storage.database.monitoring.live_state import ExpectedLive


def expect_live(settings: Settings) -> ExpectedLive:
    """What has to run, and what is mirrored.

    Args:
        settings: Of the service.
    """
    is_mirrored = settings.kafka_servers is not None and settings.kafka_relay
    return ExpectedLive(list_expected_loops(settings), RELAY if is_mirrored else None, TOPICS.keys())
