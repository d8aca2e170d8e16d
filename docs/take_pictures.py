"""Takes the pictures of docs/dashboard.md from a running service, such as `foresale up --demo --live`.

python docs/take_pictures.py http://127.0.0.1:8000 demo@foresale.local PASSWORD
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = Path(__file__).resolve().parent / "images"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SETTLE_MS = 4_000
VIEWS = {
    "today": "/",
    "products": "/products",
    "product": "/products/Bananas%20250%20g",
    "orders": "/orders",
    "live": "/live",
    "sales": "/data/sales",
    "import": "/data/import",
    "models": "/models?version=daily.all.1",
    "predict-month": "/predict-month",
}
DARK = {"today-dark": "/"}
ON_A_PHONE = {"today-phone": "/", "product-phone": "/products/Bananas%20250%20g"}


def take(address: str, email: str, password: str) -> None:
    """Write all pictures into docs/images.

    Args:
        address: The service's.
        email: Who looks.
        password: Their password.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for views, size, scheme in (
            (VIEWS, DESK, "light"),
            (DARK, DESK, "dark"),
            (ON_A_PHONE, PHONE, "light"),
        ):
            context = browser.new_context(
                base_url=address, viewport=size, color_scheme=scheme, locale="en-GB"
            )
            page = context.new_page()
            _sign_in(page, email, password)
            for name, view in views.items():
                page.goto(view)
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=IMAGES / f"dashboard-{name}.png")
            context.close()
        browser.close()


def _sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


if __name__ == "__main__":
    take(*sys.argv[1:4])
