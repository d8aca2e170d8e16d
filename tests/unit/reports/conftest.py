"""Forecasts made by hand, and a reader of pages."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

VOID = {"meta", "br", "hr", "img", "input", "link", "path"}


class Page(HTMLParser):
    """What a browser would make of a page: its text, its tags, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.open, self.mistakes = html, [], []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.pieces.append(data)

    @property
    def text(self) -> str:
        """All words, single-spaced; a no-break space counts as a space."""
        return " ".join("".join(self.pieces).replace("\u00a0", " ").split())

    @property
    def spaced(self) -> str:
        """All words, with a space wherever a tag stood."""
        return " ".join(" ".join(self.pieces).replace("\u00a0", " ").split())

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The module `made`, which builds panels and forecasts of any shape."""
    spec = importlib.util.spec_from_file_location("made", Path(__file__).with_name("made.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def read() -> Callable[[str], Page]:
    """A function that parses a page, and fails where its tags don't nest."""

    def parse(html: str) -> Page:
        page = Page(html)
        assert page.mistakes == []
        assert page.open == []
        return page

    return parse
