"""A transfer by hand of more units than the giving store has is taken, and said."""

from __future__ import annotations

import pytest

from order_jobs import units_of

KINDS = ("sqlite", "postgres", "mariadb")


@pytest.mark.parametrize("kind", KINDS)
def test_more_than_the_giving_store_has_is_taken_and_told(kind, open_shop):
    api, shop = open_shop(kind)
    planner, ids = api.as_role("planner"), {**shop.products, **shop.stores}
    tea, bread = ids["TEA"], ids["BREAD"]
    ends = {"from_store_id": ids["S1"], "to_store_id": ids["S2"]}

    def make(**units):
        lines = [{"product_id": ids[sku], "quantity": count} for sku, count in units.items()]
        answer = planner.post("/api/transfers", json=ends | {"lines": lines})
        assert answer.status_code == 201, answer.text
        return answer.json(), answer.headers["ETag"]

    assert units_of(planner)["S1"] == 20
    first, tag = make(TEA=15)
    assert first["warnings"] == []
    place = f"/api/transfers/{first['id']}"
    assert planner.get(place).headers["ETag"] == tag

    second, _ = make(TEA=6)
    (short,) = second["warnings"]
    assert (short["product"], short["in_stock"], short["promised"], short["quantity"]) == ("TEA", 20, 15, 6)
    assert short["text"] == "TEA: 6 asked, and store S1 has 20, 15 of them promised."
    assert make(TEA=0.5, BREAD=2)[0]["warnings"][-1]["product"] == "TEA"
    changed = planner.put(
        f"{place}/lines", json={"lines": [{"product_id": tea, "quantity": 21}]}, headers={"If-Match": tag}
    )
    assert (changed.status_code, changed.json()["warnings"][0]["promised"]) == (200, 6.5)
    less = {"lines": [{"product_id": tea, "quantity": 13.5}]}
    assert planner.put(f"{place}/lines", json=less).json()["warnings"] == []

    asked = {"store_id": ids["S1"], "product_id": [tea, bread]}
    stock = {one["product"]: one for one in planner.get("/api/transfers/stock", params=asked).json()["items"]}
    assert (stock["TEA"]["in_stock"], stock["TEA"]["promised"]) == (20, 20)
    (own,) = planner.get(f"{place}/stock").json()["items"]
    assert (own["product"], own["in_stock"], own["promised"]) == ("TEA", 20, 6.5)
    planner.post(f"{place}/approve")
    planner.post(f"{place}/send", json={})
    stock = planner.get("/api/transfers/stock", params=asked | {"product_id": [tea]}).json()["items"]
    assert [(one["in_stock"], one["promised"]) for one in stock] == [(6.5, 6.5)]


def test_what_a_store_has_to_give_is_told_to_its_people_alone(open_shop):
    api, shop = open_shop()
    planner, stores = api.as_role("planner"), shop.stores
    (ends, tea) = ({"from_store_id": stores["S1"], "to_store_id": stores["S2"]}, shop.products["TEA"])
    lines = [{"product_id": tea, "quantity": 1}]
    made = planner.post("/api/transfers", json=ends | {"lines": lines}).json()
    asked = {"store_id": stores["S1"], "product_id": tea}
    taker = api.as_role("planner", [stores["S2"]])
    assert taker.get("/api/transfers/stock", params=asked).status_code == 422
    assert taker.get(f"/api/transfers/{made['id']}/stock").status_code == 403
    assert taker.get("/api/transfers/999/stock").status_code == 404
    giver = api.as_role("viewer", [stores["S1"]])
    assert giver.get("/api/transfers/stock", params=asked).json()["items"][0]["in_stock"] == 20
    assert giver.get(f"/api/transfers/{made['id']}/stock").json()["items"][0]["promised"] == 0
    assert giver.get("/api/transfers/stock", params={"store_id": stores["S1"]}).status_code == 422


def test_a_product_of_which_no_stock_is_kept_is_told(open_shop):
    api, shop = open_shop()
    admin = api.as_role("admin")
    salt = admin.post("/api/products", json={"sku": "SALT", "name": "Salt"}).json()["id"]
    given = {
        "from_store_id": shop.stores["S1"], "to_store_id": shop.stores["S2"],
        "lines": [{"product_id": salt, "quantity": 3}],
    }  # fmt: skip
    (short,) = admin.post("/api/transfers", json=given).json()["warnings"]
    assert (short["in_stock"], short["promised"]) == (None, 0)
    assert short["text"] == "SALT: 3 asked, and no stock of it is kept in store S1."
