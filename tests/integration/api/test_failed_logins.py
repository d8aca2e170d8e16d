"""Failed logins are listed, but strangers can't fill the database with them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.accounts import login
from foresale.storage.database.tables.operations import AuditRow


def failed(api: Any) -> list[tuple[str, Any]]:
    """The failed logins that are listed."""
    with Session(api.container.engine) as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.action == "login.failed").order_by(AuditRow.id)
        )
        return [(row.subject, row.details) for row in rows]


@pytest.mark.every_database
def test_many_failed_logins_leave_a_bounded_number_of_rows_for_each_account(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "FAILURES_AN_HOUR", 3)
    user = api.add_user("planner", email="ada@example.com")
    for number in range(6):
        wrong = {"email": f"stranger{number}@example.com", "password": "a wrong guess or two"}
        assert api.client.post("/api/auth/login", json=wrong).status_code == 401
    wrong = {"email": "ada@example.com", "password": "a wrong guess or two"}
    assert api.client.post("/api/auth/login", json=wrong).status_code == 401
    listed = failed(api)
    assert [subject for subject, _ in listed] == ["unknown"] * 3 + [f"user {user}"]
    assert listed[2][1] == {"note": "Further ones within the hour aren't listed."}
    assert [details for _, details in (*listed[:2], listed[3])] == [{}] * 3
