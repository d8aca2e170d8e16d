"""What somebody may not see or change isn't there for them, on any screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Response, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard_visit import Visit
from foresale.storage.database.tables.catalog import StoreRow

Opener = Callable[..., Visit]
CHANGES = re.compile(
    r"add|keep|remove|delete|undo|correct|cancel this|train|promote|roll back|send again|^store \d|"
    r"import|approve|new key|lock|reset|save|pause the schedule",
    re.IGNORECASE | re.MULTILINE,
)


def views_of(somebody: Visit) -> list[str]:
    """The addresses that the navigation leads to."""
    links = somebody.page.get_by_role("navigation").get_by_role("link")
    links.first.wait_for()
    return sorted({str(link.get_attribute("href")) for link in links.all()})


def stores_of(service: Any) -> list[StoreRow]:
    with Session(service.container.engine) as session:
        return list(session.scalars(select(StoreRow).order_by(StoreRow.code)))


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_a_manager_of_one_store_is_told_of_no_other_on_any_screen(
    demo_service: Any, visit: Opener, role: str
) -> None:
    own, *others = stores_of(demo_service)
    assert others
    words = [f'"{word}"' for store in others for word in (store.code, store.name)]
    hidden = re.compile("|".join(map(re.escape, words)))
    heard: list[str] = []

    def listen(response: Response) -> None:
        if "/api/" in response.url and "json" in response.headers.get("content-type", ""):
            heard.append(f"{response.url} {response.text()}")

    manager = visit(demo_service)
    manager.page.on("response", listen)
    manager.sign_in(demo_service.add_user(role, [own.code]))
    shown = []
    for view in views_of(manager):
        manager.open(view)
        manager.settle()
        shown.append(manager.page.get_by_role("main").inner_text())
    assert len(heard) > len(shown)
    assert any(f'"{own.code}"' in text for text in heard)
    assert [text[:200] for text in heard if hidden.search(text)] == []
    names = re.compile("|".join(rf"\b{re.escape(store.name)}\b" for store in others))
    assert [text for text in shown if names.search(text)] == []


def test_a_viewer_finds_no_button_that_changes_anything(demo_service: Any, visit: Opener) -> None:
    viewer = visit(demo_service)
    asked: list[str] = []
    viewer.sign_in(demo_service.add_user("viewer"))
    viewer.page.on(
        "request", lambda request: asked.append(request.method) if "/api/" in request.url else None
    )
    found = changes_on_all_screens(viewer)
    assert {view: words for view, words in found.items() if words} == {}
    assert set(asked) <= {"GET"}
    admin = visit(demo_service)
    admin.sign_in(demo_service.add_user("admin"))
    assert any(changes_on_all_screens(admin).values())  # so that the words looked for are those of buttons


def changes_on_all_screens(somebody: Visit) -> dict[str, list[str]]:
    """By screen, the buttons that would change something."""
    found = {}
    for view in views_of(somebody):
        somebody.open(view)
        somebody.settle()
        expect(somebody.page.get_by_role("main")).not_to_be_empty()
        buttons = somebody.page.get_by_role("main").get_by_role("button").all_inner_texts()
        found[view] = [words for words in buttons if CHANGES.search(words)]
    return found
