"""Who sees which alerts: by route, role and store, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from foresale.storage.database.monitoring.alerts import settle_alerts
from foresale.storage.database.tables.catalog import StoreRow
from foresale.workflows.monitoring.monitor import KINDS, Finding

ROLES = ("viewer", "planner", "analyst", "admin")
TOLD = (
    ("input_level", "all sales", None),
    ("input_level", "store S1", "S1"),
    ("input_level", "store S2", "S2"),
    ("input_level", "store s1", "s1"),
    ("input_level", "category store S1", None),
    ("input_mix", "by store", None),
    ("bias", "daily.all.1", None),
    ("stale_forecast", "daily.all", None),
)


@pytest.fixture
def told(api: Any, shop: Any) -> dict[str, int]:
    """Open alerts of all kinds; answers the stores' ids, of which two differ by case only."""
    with Session(api.container.engine) as session, session.begin():
        session.add(StoreRow(code="s1", name="small"))
        session.flush()
        findings = [Finding(kind, subject, subject, 5.0, 3.0, store) for kind, subject, store in TOLD]
        assert settle_alerts(session, KINDS, findings, datetime.now(UTC)) == (len(TOLD), 0)
        return {row.code: row.id for row in session.query(StoreRow)}


def subjects(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {item["subject"] for item in answer.json()["items"]}


@pytest.mark.every_database
def test_alerts_are_seen_by_store(api: Any, told: dict[str, int]) -> None:
    check_alerts_of_stores(api, told, ROLES[0])


def test_alerts_are_seen_by_every_role_and_by_nobody_unknown(api: Any, told: dict[str, int]) -> None:
    for role in ROLES[1:]:
        check_alerts_of_stores(api, told, role)
    assert api.client.get("/api/alerts").status_code == 401
    assert api.client.get("/api/stock/alerts").status_code == 401


def check_alerts_of_stores(api: Any, told: dict[str, int], role: str) -> None:
    """That a role sees all alerts, or those of the stores it is limited to."""
    everything = {subject for _, subject, _ in TOLD}
    for codes, seen in (
        ((), everything),
        (("S1",), {"store S1"}),
        (("s1",), {"store s1"}),
        (("S1", "S2"), {"store S1", "store S2"}),
    ):
        client = api.as_role(role, [told[code] for code in codes])
        for query in ("", "?resolved=false", "?limit=100"):
            assert subjects(client.get(f"/api/alerts{query}")) == seen, (role, codes, query)
        only = {subject for subject in seen if not codes or subject.startswith("store")}
        of_kind = {subject for kind, subject, _ in TOLD if kind == "input_level"}
        assert subjects(client.get("/api/alerts?kind=input_level")) == only & of_kind
        # What stock lacks, everybody may ask: limited callers of their own stores.
        assert client.get("/api/stock/alerts").status_code == 200, (role, codes)


def test_alerts_stay_with_their_store_when_codes_are_given_anew(api: Any, told: dict[str, int]) -> None:
    with Session(api.container.engine) as session, session.begin():
        later = datetime.now(UTC) + timedelta(hours=1)
        assert settle_alerts(session, KINDS, [], later) == (0, len(TOLD))
        session.get_one(StoreRow, told["S1"]).code = "OLD"
        session.flush()
        session.get_one(StoreRow, told["S2"]).code = "S1"
    client = api.as_role("viewer", [told["S2"]])
    assert subjects(client.get("/api/alerts?resolved=true")) == {"store S2"}
