"""What a file leaves open, as the API asks it."""

from __future__ import annotations

import pytest


def test_a_question_tells_what_each_reading_of_the_file_would_add_up_to(embedded_api):
    client = embedded_api.as_role("planner")
    rows = "".join(f'2026-03-{day:02d},A,"{1 + day % 3},{day * 37 % 900 + 100}"\n' for day in range(1, 21))
    shown = client.post(
        "/api/imports", files={"file": ("sales.csv", f"date,product,quantity\n{rows}")}
    ).json()
    question = shown["preview"]["questions"][0]
    totals = [reading["total"] for reading in question["readings"]]
    assert len(totals) == len(question["answers"]) == 2
    assert max(totals) == pytest.approx(1000 * min(totals))
    assert "in all" not in question["text"]
    assert question["fix"]
    refused = client.post(f"/api/imports/{shown['id']}/commit")
    assert refused.status_code == 409
    assert "in all" in refused.json()["detail"]
