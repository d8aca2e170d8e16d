"""The Lab in a real browser: its pages live on a WebSocket, which a proxy has to pass on."""

from __future__ import annotations

from playwright.sync_api import Error, sync_playwright

WAIT_SECONDS = 60


def predict_month(chromium: str, site: str, email: str, password: str) -> str | None:
    """Sign in and predict a month; what went wrong, None where all went well.

    Args:
        chromium: The browser's program.
        site: Where nginx offers the service.
        email: Of whoever signs in.
        password: The password to it.
    """
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=chromium, args=flags)
        try:
            page = browser.new_page(viewport={"width": 1300, "height": 1000})
            page.set_default_timeout(1000 * WAIT_SECONDS)
            page.goto(f"{site}/lab")
            page.get_by_role("textbox", name="E-mail").fill(email)
            page.get_by_role("textbox", name="Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            page.locator("input[type=number]").nth(1).fill("41000")
            page.get_by_role("button", name="Predict", exact=True).click()
            page.get_by_text("It rests on").wait_for()
        except Error as problem:
            return problem.message.splitlines()[0]
        finally:
            browser.close()
    return None
