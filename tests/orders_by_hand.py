"""A chain with a supplier and terms, and orders that people write."""

from __future__ import annotations


def filled(api):
    """Two stores, two products, a supplier with terms; their ids."""
    admin = api.as_role("admin")
    ids = {}
    for code in ("S1", "S2"):
        ids[code] = admin.post("/api/stores", json={"code": code, "name": code}).json()["id"]
    for sku in ("MILK", "TEA"):
        product = {"sku": sku, "name": sku.title(), "cost": "2.00", "lead_time_days": 7}
        ids[sku] = admin.post("/api/products", json=product).json()["id"]
    supplier = {"code": "DAIRY", "name": "Dairy", "lead_time_days": 3, "minimum_order_value": "100"}
    ids["DAIRY"] = admin.post("/api/suppliers", json=supplier | {"order_days": [1, 4]}).json()["id"]
    terms = {"supplier_id": ids["DAIRY"], "product_id": ids["MILK"], "pack_size": 12, "unit_cost": "0.90"}
    admin.post("/api/supply-terms", json=terms).raise_for_status()
    return ids


def order_of(shop, client, **units):
    body = {
        "supplier_id": shop["DAIRY"], "store_id": shop["S1"], "order_on": "2026-11-30",
        "lines": [{"product_id": shop[sku], "quantity": quantity} for sku, quantity in units.items()],
    }  # fmt: skip
    answer = client.post("/api/orders", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()
