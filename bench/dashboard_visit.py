"""A Chromium that opens the dashboard's screens, scrolls and types, and tells what each took."""

from __future__ import annotations

import gzip
import json
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Response, Route, sync_playwright

PASSWORD = secrets.token_urlsafe(24)
SCREENS = {
    "Today": "/",
    "Products": "/products",
    "Products by category": "/products?group=category",
    "A product in all stores": "/products/P00042",
    "A product in a store": "/products/P00042?store=S001",
    "Orders": "/orders",
    "Accuracy": "/accuracy",
    "Live": "/live",
    "Sales": "/data/sales",
    "Sales by category": "/data/sales?by=category",
    "Calendar": "/data/calendar",
    "Models": "/models",
    "Admin": "/admin",
}
MAX_SCREEN_SECONDS, MAX_LONG_TASK_SECONDS, MAX_KEY_SECONDS, MAX_SCRIPT_BYTES = 1.5, 0.05, 0.05, 200_000
PATIENCE_MS = 120_000
ROWS = 100_000
SCROLL = """async () => {
    const long = [];
    const watch = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) long.push(entry.duration);
    });
    watch.observe({ type: 'longtask' });
    const table = document.querySelector('[role=table]');
    const begun = performance.now();
    let frames = 0;
    while (performance.now() - begun < 15000) {
        table.scrollTop += 700;
        await new Promise(requestAnimationFrame);
        frames += 1;
    }
    const rows = [...document.querySelectorAll('[role=row]')].map((row) => Number(row.ariaRowIndex));
    return { longest: Math.max(0, ...long), count: long.length, frames, reached: Math.max(...rows) };
}"""
WATCH_KEYS = """() => {
    window.keys = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            if (entry.name.startsWith('key')) window.keys.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 });
}"""


@dataclass(frozen=True)
class Finding:
    """What something took.

    Attributes:
        name: What.
        seconds: By the clock.
        budget: What it may take.
        processor: Seconds of processors of API and database; None where they have no part in it.
        remark: How much of it there was.
    """

    name: str
    seconds: float
    budget: float
    processor: float | None = None
    remark: str = ""


def visit_screens(address: str, email: str, processor: Callable[[], float]) -> list[Finding]:
    """Open every screen, scroll the list of products and type a change.

    Args:
        address: Of the service.
        email: Who looks; their password is `PASSWORD`.
        processor: Seconds of processors that the service took so far.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        found = [_sign_in(page, processor)]
        found += [_open(page, name, view, processor) for name, view in SCREENS.items()]
        found += [_type(page), _scroll(page, "the rows of the service")]
        page.route("**/api/series?**", _answer_rows)
        found.append(_scroll(page, f"{ROWS:,} rows"))
        fresh = browser.new_context(base_url=address)
        fresh.set_default_navigation_timeout(PATIENCE_MS)
        fresh.add_cookies(context.cookies())
        found.append(_script(fresh.new_page()))
        browser.close()
    return found


def _settle(page: Page) -> None:
    page.get_by_role("main").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('main [role=status], main [aria-busy=true]')")


def _sign_in(page: Page, processor: Callable[[], float]) -> Finding:
    """From the password to Today, which nobody has asked for before: its sums aren't known yet."""
    before, began = processor(), time.perf_counter()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Today").wait_for()
    painted = time.perf_counter() - began
    _wait_for_data(page)
    seconds = time.perf_counter() - began
    page.wait_for_timeout(3000)  # what the page asks for after it stands there
    found = Finding(
        "Signing in, and Today for the first time",
        seconds,
        MAX_SCREEN_SECONDS,
        processor() - before,
        f"first painted after {painted:.2f} s",
    )
    print(found, flush=True)
    return found


def _wait_for_data(page: Page) -> None:
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_function(
        "() => document.querySelector('main h1')"
        " && !document.querySelector('main [role=status], main [aria-busy=true]')"
    )


def _open(page: Page, name: str, view: str, processor: Callable[[], float]) -> Finding:
    calls: list[str] = []

    def note(answer: Response) -> None:
        if "/api/" in answer.url:
            calls.append(answer.url)

    page.on("response", note)
    before, began = processor(), time.perf_counter()
    page.goto(view)
    _wait_for_data(page)
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    found = Finding(name, seconds, MAX_SCREEN_SECONDS, processor() - before, f"{len(calls)} calls")
    print(found, flush=True)
    return found


def _type(page: Page) -> Finding:
    page.goto(SCREENS["A product in a store"])
    _settle(page)
    page.get_by_role("textbox", name="Change", exact=True).click()
    page.evaluate(WATCH_KEYS)
    for key in "120+15":
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    taken = page.evaluate("() => window.keys") or [0]
    return Finding("A key in the plan, until it is drawn", max(taken) / 1000, MAX_KEY_SECONDS)


def _scroll(page: Page, what: str) -> Finding:
    page.goto("/products")
    page.wait_for_selector("[role=table] a")
    _settle(page)
    told = page.evaluate(SCROLL)
    remark = f"{told['reached']:,} rows in {told['frames']:,} frames, {told['count']} tasks over 50 ms"
    return Finding(
        f"Longest task, scrolling {what}", told["longest"] / 1000, MAX_LONG_TASK_SECONDS, None, remark
    )


def _answer_rows(route: Route) -> None:
    """Rows that nobody had to work out: what is measured is the page."""
    asked = parse_qs(urlsplit(route.request.url).query)
    first, limit = int(asked.get("cursor", ["0"])[0]), int(asked.get("limit", ["100"])[0])
    items = [_row(number) for number in range(first, min(first + limit, ROWS))]
    following = str(first + limit) if first + limit < ROWS else None
    route.fulfill(
        content_type="application/json",
        body=json.dumps(
            {
                "as_of": "2026-11-28T20:00:00Z", "known_until": "2026-11-27", "first_sold": "2026-08-24",
                "first_ahead": "2026-11-23", "next_week": "2026-11-30", "level": 0.8,
                "total": None if first else ROWS, "items": items, "next": following,
            }
        ),
    )  # fmt: skip


def _row(number: int) -> dict[str, Any]:
    return {
        "product": {"id": number, "sku": f"S{number}", "name": f"Product {number}", "category": "C"},
        "store": {"id": 1, "code": "S1", "name": "Store 1"}, "sold": [number * k % 17 for k in range(13)],
        "mean": [5, 6, 7, 8], "lower": [3] * 4, "upper": [9] * 4, "units": 100, "next_mean": 6,
        "next_lower": 3, "next_upper": 9, "last_year": 5, "change": 0.2, "wape": 0.3, "bias": 0.1,
        "weeks_judged": 8, "stock": 12, "days_of_cover": 5, "turnover_class": "A", "variation_class": "X",
        "exception": None if number % 9 else "runs_out", "stale": False, "owner": None,
    }  # fmt: skip


def _script(page: Page) -> Finding:
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one) if one.request.resource_type == "script" else None)
    page.goto("/")
    _settle(page)
    size = sum(len(gzip.compress(answer.body())) for answer in answers)
    remark = f"{size:,} bytes of script, compressed, of {MAX_SCRIPT_BYTES:,}"
    return Finding(
        "Script of the first screen, share of its budget", size / MAX_SCRIPT_BYTES, 1.0, None, remark
    )
