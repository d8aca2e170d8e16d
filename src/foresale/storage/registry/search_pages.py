"""Answers of MLflow that come in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PAGE = 200


def all_pages(search: Any, wanted: str) -> Iterator[Any]:
    """Everything that a search finds.

    Args:
        search: A method of MLflow's client.
        wanted: Which, in MLflow's own words.
    """
    token = None
    while True:
        page = search(wanted, max_results=PAGE, page_token=token)
        yield from page
        token = page.token
        if not token:
            return
