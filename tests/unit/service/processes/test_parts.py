"""What a service's processes are given by the command that starts them."""

from __future__ import annotations

import pytest

from foresale.service.processes.parts import SettingsSource


def test_parts_keep_few_heaps_unless_somebody_wants_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    assert SettingsSource().environment()["MALLOC_ARENA_MAX"] == "2"
    monkeypatch.setenv("MALLOC_ARENA_MAX", "16")
    assert SettingsSource().environment()["MALLOC_ARENA_MAX"] == "16"


def test_parts_see_the_settings_that_the_command_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESALE_PORT", "8000")
    told = SettingsSource(None, {"port": 8010, "host": None}).environment()
    assert told["FORESALE_PORT"] == "8010"
    assert "FORESALE_HOST" not in told
