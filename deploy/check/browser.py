"""The pages in a real browser, through nginx: the dashboard, and the Lab, which lives on a WebSocket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from compose_project import CheckError
from playwright.sync_api import ConsoleMessage, Error, Page, sync_playwright

_WAIT_SECONDS = 60
_IS_WHOLE = "() => !document.querySelector('main [aria-busy=true], main .animate-pulse')"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


class Browser:
    """Somebody with a browser of their own.

    Args:
        chromium: The browser's program.
        site: Where nginx offers the service.
        email: Of whoever signs in.
        password: The password to it.
        pictures: A folder for a picture of each page, if any.
    """

    def __init__(
        self, chromium: str, site: str, *, email: str, password: str, pictures: Path | None = None
    ) -> None:
        self._chromium, self._site, self._pictures = chromium, site, pictures
        self._email, self._password = email, password

    def see_today(self) -> None:
        """Sign in to the dashboard and see Today."""

        def walk(page: Page) -> None:
            page.goto(f"{self._site}/sign-in")
            page.get_by_role("textbox", name="E-mail").fill(self._email)
            self._photograph(page, "sign-in")
            page.get_by_role("textbox", name="Password").fill(self._password)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.get_by_role("heading", name="Today").first.wait_for()
            self._check_cookie(page)
            page.wait_for_function(_IS_WHOLE)
            self._photograph(page, "today")

        self._visit("The dashboard", walk)

    def predict_month(self) -> None:
        """Sign in to the Lab and predict a month."""

        def walk(page: Page) -> None:
            page.goto(f"{self._site}/lab")
            page.get_by_role("textbox", name="E-mail").fill(self._email)
            page.get_by_role("textbox", name="Password").fill(self._password)
            page.get_by_role("button", name="Sign in").click()
            page.locator("input[type=number]").nth(1).fill("41000")
            page.get_by_role("button", name="Predict", exact=True).click()
            page.get_by_text("It rests on").wait_for()
            self._photograph(page, "lab")

        self._visit("The Lab", walk)

    def _check_cookie(self, page: Page) -> None:
        """The session's cookie is no script's, and goes over HTTPS alone where that is spoken."""
        kept = {each["name"]: each for each in page.context.cookies(f"{self._site}/api")}["foresale_session"]
        if not kept["httpOnly"] or kept["secure"] != self._site.startswith("https"):
            raise CheckError(f"The session's cookie at {self._site} is {kept | {'value': '…'}}.")

    def _photograph(self, page: Page, name: str) -> None:
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self._pictures / f"{name}.png")

    def _visit(self, what: str, walk: Callable[[Page], None]) -> None:
        refused: list[str] = []

        def hear(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                refused.append(message.text)

        with sync_playwright() as program:
            browser = program.chromium.launch(executable_path=self._chromium, args=[*_FLAGS])
            # The check made the certificate itself: whether it holds is asked elsewhere.
            page = browser.new_page(viewport={"width": 1300, "height": 1000}, ignore_https_errors=True)
            page.on("console", hear)
            page.set_default_timeout(1000 * _WAIT_SECONDS)
            try:
                walk(page)
            except Error as problem:
                self._photograph(page, "failed")
                raise CheckError(f"{what} in a browser: {problem.message.splitlines()[0]}") from problem
            finally:
                browser.close()
        if refused:
            raise CheckError(f"{what} in a browser: {refused[0]}")
