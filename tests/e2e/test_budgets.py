"""What the pages may cost those who open them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Response

from dashboard_visit import Visit

Opener = Callable[..., Visit]
MAX_SCRIPT_BYTES = 200_000
"""Compressed, from nothing to the first screen with data."""


def test_the_first_screen_needs_little_script(empty_service: Any, visit: Opener) -> None:
    email = empty_service.add_user("admin")
    known = visit(empty_service)
    known.sign_in(email)
    known.settle()
    kept = known.page.context.cookies()
    fresh = visit(empty_service)
    fresh.page.context.add_cookies(kept)
    scripts: list[Response] = []
    fresh.page.on(
        "response",
        lambda answer: scripts.append(answer) if answer.request.resource_type == "script" else None,
    )
    fresh.open("/")
    fresh.settle()
    sizes = {answer.url.rpartition("/")[2]: len(gzip.compress(answer.body())) for answer in scripts}
    assert len(sizes) > 1
    assert sum(sizes.values()) < MAX_SCRIPT_BYTES, sizes
