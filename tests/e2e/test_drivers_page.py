"""The page of drivers in a browser: a table is dropped, analysed, asked, and its predictions are shown."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 120_000


def table(place: Path) -> Path:
    """Customers whose sales follow their visits, and an unnamed choice of what to explain."""
    draw = random.Random(2)
    lines = ["customer_id,visits,gender,sales"]
    for number in range(60):
        visits, gender = draw.randint(1, 30), draw.choice(["female", "male"])
        lines.append(f"{number},{visits},{gender},{50 + 6 * visits + draw.gauss(0, 35):.2f}")
    place.write_text("\n".join(lines) + "\n")
    return place


def test_a_table_becomes_a_verdict_a_what_if_and_messages(
    demo_service: Any, visit: Opener, tmp_path: Path
) -> None:
    analyst = visit(demo_service)
    analyst.sign_in(demo_service.add_user("analyst"))
    analyst.open("/drivers")
    page = analyst.page
    expect(page.get_by_text("Drop a table here")).to_be_visible()
    analyst.check_access()
    page.get_by_label("Choose a file").last.set_input_files(table(tmp_path / "customers.csv"))
    expect(page.get_by_role("combobox", name="Explain")).to_have_value("sales")
    page.get_by_role("combobox", name="Values far out").select_option("winsorise")
    analyst.settle()
    analyst.check_access()
    page.get_by_role("button", name="Find drivers").click()
    verdict = page.get_by_role("region", name="Verdict")
    expect(verdict).to_contain_text("of the differences in sales", timeout=LONGEST_WAIT_MS)
    analyst.check_access()
    page.get_by_role("textbox", name="visits").fill("20")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_text("in eight of ten cases")).to_be_visible()
    page.get_by_role("button", name="Publish to topic").click()
    page.get_by_role("link", name="See the topic").click(timeout=LONGEST_WAIT_MS)
    expect(page.get_by_text("prediction_index").first).to_be_visible(timeout=LONGEST_WAIT_MS)


def test_who_only_sees_drivers_brings_none_and_fits_a_phone(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service, width=390, height=844)
    planner.sign_in(demo_service.add_user("planner"))
    planner.open("/drivers")
    expect(planner.page.get_by_role("heading", name="Tables so far")).to_be_visible()
    expect(planner.page.get_by_role("button", name="Choose a file")).to_have_count(0)
    assert planner.page.evaluate("document.documentElement.scrollWidth") <= 390
