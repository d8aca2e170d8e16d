"""Takes the pictures of docs/dashboard.md from a running service, such as `foresale up --demo --live`.

python docs/take_pictures.py http://127.0.0.1:8000 demo@foresale.local PASSWORD
"""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = Path(__file__).resolve().parent / "images"
DESK = {"width": 1280, "height": 800}
TALL = {"width": 1280, "height": 1100}
PHONE = {"width": 390, "height": 844}
SETTLE_MS = 4_000
COLOURS = 256
PRODUCT = "/products/Bananas%20250%20g"
IN_A_STORE = f"{PRODUCT}?store=Store%2001"
SCREENS = {
    "today": "/",
    "products": "/products",
    "product": IN_A_STORE,
    "orders": "/orders",
    "suppliers": "/suppliers",
    "accuracy": "/accuracy?grain=week",
    "live": "/live",
    "sales": "/data/sales",
    "calendar": "/data/calendar",
    "import": "/data/import",
    "models": "/models?version=daily.all.1",
    "predict-month": "/predict-month",
}
IN_TWO_MORE_LOOKS = ("today", "products", "product", "orders")
"""Also taken dark and on a phone."""


@dataclass(frozen=True)
class Look:
    """How pictures are taken.

    Attributes:
        ending: Of their files' names.
        size: Of the window.
        scheme: `light` or `dark`.
        screens: Which of them.
    """

    ending: str
    size: dict[str, int]
    scheme: str
    screens: tuple[str, ...]


LOOKS = (
    Look("", DESK, "light", tuple(SCREENS)),
    Look("-dark", DESK, "dark", IN_TWO_MORE_LOOKS),
    Look("-phone", PHONE, "light", IN_TWO_MORE_LOOKS),
)


def take(address: str, email: str, password: str) -> None:
    """Write all pictures into docs/images.

    Args:
        address: The service's.
        email: Who looks; may change orders.
        password: Their password.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for look in LOOKS:
            context = browser.new_context(
                base_url=address, viewport=look.size, color_scheme=look.scheme, locale="en-GB"
            )
            page = context.new_page()
            _sign_in(page, email, password)
            for name in look.screens:
                page.goto(SCREENS[name])
                page.wait_for_timeout(SETTLE_MS)
                _keep(page.screenshot(), f"{name}{look.ending}")
            if not look.ending:
                _take_what_if(page)
            context.close()
        browser.close()


def _take_what_if(page: Page) -> None:
    """A promotion beside the forecast."""
    page.set_viewport_size(TALL)
    page.goto(IN_A_STORE)
    card = page.get_by_role("region", name="What if?")
    card.get_by_role("checkbox", name="On promotion").check()
    card.get_by_role("button", name="Show", exact=True).click()
    card.get_by_role("status").wait_for()
    page.wait_for_timeout(SETTLE_MS)
    _keep(card.screenshot(), "what-if")


def _keep(taken: bytes, name: str) -> None:
    """A picture of a screen has few colours: with a palette its file is a third as large."""
    with Image.open(io.BytesIO(taken)) as picture:
        small = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    small.save(IMAGES / f"dashboard-{name}.png", optimize=True)


def _sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


if __name__ == "__main__":
    take(*sys.argv[1:4])
