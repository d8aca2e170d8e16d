"""What orders come to, summed up in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import event


@pytest.mark.every_database
def test_a_list_sums_lines_up_as_an_order_does_without_reading_them(api):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    ids = {}
    for sku, cost in (("MILK", "0.90"), ("TEA", "1.2345"), ("FREE", None)):
        product = {"sku": sku, "name": sku, "cost": cost}
        ids[sku] = admin.post("/api/products", json=product).json()["id"]
    for units in ({"MILK": 0.5, "TEA": 0.5, "FREE": 3.25}, {"TEA": 1234567}):
        lines = [{"product_id": ids[sku], "quantity": quantity} for sku, quantity in units.items()]
        assert planner.post("/api/orders", json={"lines": lines}).status_code == 201
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(api.container.engine, "before_cursor_execute", note)
    listed = planner.get("/api/orders").json()["items"]
    event.remove(api.container.engine, "before_cursor_execute", note)
    assert not [statement for statement in asked if "purchase_order_lines.why" in statement]
    for order in listed:
        shown = planner.get(f"/api/orders/{order['id']}").json()
        assert order == {name: shown[name] for name in order}
    # Half of 0.90, and half of 1.2345: 0.61725, which is rounded up.
    facts = [(one["amount"], one["units"], one["lines"], one["unpriced"], one["saves"]) for one in listed]
    assert facts == [("1524072.9615", 1234567, 1, 0, None), ("1.0673", 4.25, 3, 1, None)]
