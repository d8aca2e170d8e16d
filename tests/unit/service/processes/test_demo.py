"""The demo in a service that an earlier one was stopped in."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from foresale.service.processes.demo import Demo


class FakeService:
    """A service with a job that an earlier demo asked for, done after two looks."""

    def __init__(self, state: str) -> None:
        self.state, self.asked, self.looks = state, [], 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.url.path))
        if request.method == "POST":
            return httpx.Response(409, json={"detail": "Such a job is under way.", "fix": "Wait."})
        if request.url.path == "/api/jobs":
            is_it = request.url.params["state"] == self.state
            return httpx.Response(200, json={"items": [{"id": "17"}] if is_it else []})
        self.looks += 1
        job = {"kind": "train", "stage": "Training", "state": "running", "result": None}
        if self.looks > 1:
            job |= {"state": "succeeded", "result": {"version": "daily.all.1", "reason": "it is the first"}}
        return httpx.Response(200, text=json.dumps(job))


@pytest.mark.parametrize("state", ["running", "queued"])
def test_a_training_that_still_runs_is_waited_for_instead_of_asked_for_again(state: str) -> None:
    service, told = FakeService(state), []
    account: Any = SimpleNamespace(key="k")
    demo = Demo("http://service", account, told.append, lambda: False, chain=account)
    with httpx.Client(transport=httpx.MockTransport(service.answer), base_url="http://service") as client:
        demo._train(client, "daily", {})
    assert ("GET", "/api/jobs/17") in service.asked
    assert not [method for method, _ in service.asked if method == "POST"]
    assert told[-1].startswith("Trained daily.all.1: it is the first")
