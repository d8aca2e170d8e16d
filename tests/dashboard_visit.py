"""A browser that visits the dashboard, and hears what it complains of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

AXE = Path(__file__).resolve().parents[1] / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "seven amber ladders"
THEMES = {"light": "", "dark": "{runOnly: ['color-contrast', 'link-in-text-block']}"}
"""What axe looks at in each theme: another theme changes colours alone."""
TOLD_BY_STATUS = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|409|412|422|503)"
)
"""What Chromium says of a request that was refused: the pages tell the reader, and tests look for that."""


@dataclass
class Visit:
    """A browser of its own, with cookies and storage of its own.

    Attributes:
        page: Playwright's.
        address: Of the service.
        complaints: What went wrong so far, in the console and on the network.
    """

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, context: BrowserContext, address: str) -> Visit:
        """Open a page that is watched.

        Args:
            context: A browser's, with this address as its base.
            address: Of the service.
        """
        visit = cls(context.new_page(), address)
        visit.page.on("console", visit._hear)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("request", visit._watch)
        return visit

    def open(self, view: str = "/") -> None:
        """Open a view, as its link does."""
        self.page.goto(view)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in with the keyboard alone, and wait for the first screen."""
        self.open("/sign-in")
        expect(self.page.get_by_role("textbox", name="E-mail")).to_be_focused()
        keys = self.page.keyboard
        keys.type(email)
        keys.press("Tab")
        keys.type(password)
        keys.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def settle(self) -> None:
        """Wait until what a view shows has come."""
        self.page.get_by_role("main").wait_for()
        self.page.wait_for_function("() => !document.querySelector('main [aria-busy=true]')")

    def check_access(self) -> None:
        """Fail where axe finds something that keeps people out, in the light or the dark theme."""
        found = {}
        for theme, rules in THEMES.items():
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            for violation in self._axe(rules):
                places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
                found[f"{theme}: {violation['id']}: {violation['help']}"] = places
        assert found == {}, f"{self.page.url}: {found}"

    def _axe(self, rules: str) -> list[Any]:
        # Given to the debugger, not to the page: its policy lets no script of ours in.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        violations: list[Any] = self.page.evaluate(f"async () => (await axe.run({rules})).violations")
        return violations

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not TOLD_BY_STATUS.match(message.text):
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        asked, own = urlsplit(request.url), urlsplit(self.address)
        if asked.scheme not in ("data", "blob") and asked.netloc != own.netloc:
            self.complaints.append(f"asks another host: {request.url}")
