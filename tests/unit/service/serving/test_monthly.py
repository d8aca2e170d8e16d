"""Which monthly model answers while others are loaded."""

from __future__ import annotations

import threading
import time

import pytest

from foresale.errors import NotReadyError
from foresale.service.serving.monthly import MonthlyModels


def test_a_version_that_loads_slowly_does_not_take_the_place_of_a_newer_one() -> None:
    go = threading.Event()

    def load(version: str) -> object:
        if version.endswith(".1"):
            assert go.wait(5)
        return object()

    models = MonthlyModels(load)
    models.follow({"monthly.all": 1})
    models.follow({"monthly.all": 2})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not models._served:
        time.sleep(0.01)
    go.set()
    models.wait(5)
    assert models.find_model().version == "monthly.all.2"


def test_a_version_that_was_taken_back_while_it_was_loaded_does_not_answer() -> None:
    go = threading.Event()

    def load(version: str) -> object:
        assert go.wait(5)
        return object()

    models = MonthlyModels(load)
    models.follow({"monthly.all": 1})
    models.follow({})
    go.set()
    models.wait(5)
    with pytest.raises(NotReadyError):
        models.find_model()
