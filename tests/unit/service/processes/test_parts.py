"""What a service's processes are given by the command that starts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.service.processes.demo import USUAL_SETTINGS
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


def test_what_a_demo_sets_gives_way_to_what_anybody_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "foresale.toml"
    file.write_text('[service]\ntransfers_within = "region"\n')
    demo = SettingsSource(None, {"home": tmp_path}).fill_up(**USUAL_SETTINGS)
    assert demo.settings().transfers_within == "everywhere"
    assert demo.environment()["FORESALE_TRANSFERS_WITHIN"] == "everywhere"
    assert demo.settings().home == tmp_path
    assert SettingsSource(file).fill_up(**USUAL_SETTINGS).settings().transfers_within == "region"
    chosen = SettingsSource(file, {"transfers_within": "nowhere"}).fill_up(**USUAL_SETTINGS)
    assert chosen.settings().transfers_within == "nowhere"
    monkeypatch.setenv("FORESALE_TRANSFERS_WITHIN", "nowhere")
    assert SettingsSource().fill_up(**USUAL_SETTINGS).settings().transfers_within == "nowhere"
