"""A promotion in the middle of an answer."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import event

from foresale.service.serving.outlook import ForecastQuery


def test_an_answer_is_kept_for_the_forecast_it_is_from(embedded_api: Any, shop_of: Any) -> None:
    shop, predictor = shop_of(embedded_api), embedded_api.client.app.state.predictor
    for version in (1, 2):
        shop.put(version=version, mean=10.0 * version)
    promoted: list[int] = []

    def promote(version: int) -> None:
        shop.serve(version)
        predictor.champions.refresh()

    promote(1)

    @event.listens_for(embedded_api.container.engine, "after_cursor_execute")
    def _promote(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM stores" in statement and not promoted:
            promoted.append(2)
            promote(2)

    wanted = ForecastQuery(frozenset([shop.stores["S1"]]), "day", None, None, (0.8,))
    tea = predictor.product("TEA")

    def version_told() -> str:
        body = predictor.recall_outlook(tea, wanted) or predictor.outlook(tea, wanted)
        return str(orjson.loads(body)["stores"][0]["model_version"])

    assert version_told() == "daily.all.2"
    assert promoted == [2]
    promote(1)  # rolled back
    assert version_told() == "daily.all.1"
