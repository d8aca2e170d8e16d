"""Fills an empty service with a simulated chain, the way its users would: over HTTP."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from foresale.errors import EngineError, ForesaleError, NotReadyError
from foresale.service.processes.demo_account import DemoAccount
from foresale.service.processes.demo_chain import PRODUCTS, STORES, DemoChain
from foresale.service.processes.demo_supply import (
    SUPPLIERS,
    add_country,
    add_price_and_cost,
    supply_terms,
    usual_prices,
)

if TYPE_CHECKING:
    import httpx

Tell = Callable[[str], None]

MODELS = ["seasonal_naive", "moving_average", "profile_smoothing"]
USUAL_SETTINGS: Mapping[str, str] = {"transfers_within": "everywhere"}
"""What a service with the demo's chain does unless told otherwise, so that all of it is to be seen."""
PAST_WEEKS = 4
"""Before now, the champion's history ends: these weeks it hasn't seen."""
_LOOK = 0.3
_ANSWER_SECONDS = 300.0
_SERVED_SECONDS = 60.0
_COVER_DAYS = (3, 12, 25, 9, 40, 16, 1, 30)
"""How long the stocks of the chain last, in turn: some run out."""


@dataclass(frozen=True)
class Demo:
    """A walk through the service: import a chain's sales, train, order, ask for a prediction.

    What an earlier demo did in the same service isn't done again.

    Args:
        address: Of the API, such as http://127.0.0.1:8000.
        account: Who walks.
        tell: Hears each step.
        is_over: Whether the service was told to stop.
        chain: Whose sales it imports.
        is_live: Whether its tills send today's sales by themselves, so that the past ends yesterday.
        shown: How browsers reach the service, where that isn't the address.
    """

    address: str
    account: DemoAccount
    tell: Tell
    is_over: Callable[[], bool]
    chain: DemoChain
    is_live: bool = False
    shown: str | None = None

    def run(self) -> None:
        """Do it all, and say how to go on.

        Raises:
            ForesaleError: The service refused a step, or a job failed.
        """
        import httpx

        headers = {"X-API-Key": self.account.key}
        with httpx.Client(base_url=self.address, headers=headers, timeout=_ANSWER_SECONDS) as client:
            if not _ask(client, "GET", "/api/sales", params={"limit": 1})["items"]:
                self._import(client)
            if not self.is_over() and not self._is_done(client, "train", "daily.all"):
                self._train(client, "daily", {"models": MODELS, "until": self._weeks_ago(PAST_WEEKS)})
            if not self.is_over() and not self._is_done(client, "forecast", "daily.all"):
                self._forecast_past_weeks(client)
            if not self.is_over() and not self._is_done(client, "train", "monthly.all"):
                self._train(client, "monthly", {})
            if not self.is_over():
                self._supply(client)
                self._count_stock(client)
                self._propose(client)
                self._show(client)

    def _import(self, client: httpx.Client) -> None:
        started = time.monotonic()
        address = self._find_under_way(client, {"kind": "import_sales"})
        if address is not None and self._wait_for(client, address):
            return
        sales = self.chain.past(with_today=not self.is_live)
        file = sales.write_csv().encode()
        self.tell(f"Simulated {STORES} stores with {PRODUCTS} products: {sales.height:,} sales.")
        uploaded = _ask(client, "POST", "/api/imports", files={"file": ("demo.csv", file)})
        committed = _ask(client, "POST", f"/api/imports/{uploaded['id']}/commit")
        result = self._wait_for(client, committed["job"])
        if result:
            self.chain.keep(self.chain.until(with_today=not self.is_live))
        self.tell(f"Imported: {result.get('message', result)} ({time.monotonic() - started:.0f} s)")

    def _is_done(self, client: httpx.Client, kind: str, scope: str) -> bool:
        done = {"kind": kind, "scope": scope, "state": "succeeded", "limit": 1}
        return bool(_ask(client, "GET", "/api/jobs", params=done)["items"])

    def _weeks_ago(self, weeks: int) -> str:
        """The last day that was over then."""
        return (self.chain.now.date() - timedelta(days=1, weeks=weeks)).isoformat()

    def _forecast_past_weeks(self, client: httpx.Client) -> None:
        """Forecast as of each week since the training, and as of yesterday: what they were worth shows."""
        for weeks in range(PAST_WEEKS - 1, -1, -1):
            if self.is_over():
                return
            asked = {"until": self._weeks_ago(weeks)} if weeks else {}
            try:
                job = _ask(client, "POST", "/api/forecast/refresh", json=asked)
                self._wait_for(client, f"/api/jobs/{job['id']}")
            except ForesaleError as error:  # a schedule was quicker: its forecast is as good
                self.tell(f"  {error}")
        self.tell(f"Forecast as of each of the last {PAST_WEEKS} weeks, so that accuracy shows.")

    def _train(self, client: httpx.Client, family: str, options: Mapping[str, Any]) -> None:
        started = time.monotonic()
        address = self._find_under_way(client, {"kind": "train", "scope": f"{family}.all"})
        if address is None:
            asked = {"family": family, **options}
            address = f"/api/jobs/{_ask(client, 'POST', '/api/forecast/train', json=asked)['id']}"
        result = self._wait_for(client, address)
        if not self.is_over():
            told = f"{result.get('version')}: {result.get('reason', '')}"
            self.tell(f"Trained {told} ({time.monotonic() - started:.0f} s)")

    def _find_under_way(self, client: httpx.Client, which: Mapping[str, str]) -> str | None:
        """The job of an earlier demo in the same service that still waits or runs."""
        for state in ("running", "queued"):
            found = _ask(client, "GET", "/api/jobs", params={**which, "state": state, "limit": 1})["items"]
            if found:
                return f"/api/jobs/{found[0]['id']}"
        return None

    def _wait_for(self, client: httpx.Client, address: str) -> Mapping[str, Any]:
        """A job's result, once it has one; nothing where the service was told to stop meanwhile."""
        stage = None
        while not self.is_over():
            job = _ask(client, "GET", address, params={"lines": 0})
            if job["state"] == "succeeded":
                result: Mapping[str, Any] = job["result"]
                return result
            if job["state"] in ("failed", "cancelled"):
                raise EngineError(
                    f"The demo's job '{job['kind']}' {job['state']}: {job['problem']}", fix=str(job["fix"])
                )
            if job["stage"] != stage:
                stage = job["stage"]
                self.tell(f"  {job['kind']}: {stage} …")
            time.sleep(_LOOK)
        return {}

    def _show(self, client: httpx.Client) -> None:
        (sale,) = _ask(client, "GET", "/api/sales", params={"limit": 1})["items"]
        question = {"product": sale["product_id"], "store": sale["store_id"], "horizon": 3}
        answer = self._wait_until_served(lambda: _ask(client, "POST", "/api/predict/", json=question))
        shown = self.shown or self.address
        day, series = answer["forecast"][0], f"{answer['product']['sku']} in {answer['store']['code']}"
        self.tell(
            f"\nOpen {shown} and log in as {self.account.email} with the password "
            f"{self.account.password}\nOr ask with its key:\n\n"
            f"  curl -s {shown}/api/predict/ -H 'X-API-Key: {self.account.key}' "
            f"-H 'Content-Type: application/json' -d {shlex.quote(json.dumps(question))}\n\n"
            f"It answers, by {answer['model_version']}: {series} "
            f"will sell {day['mean']:.1f} units on {day['date']}, "
            f"in eight of ten cases between {day['lower']:.0f} and {day['upper']:.0f}.\n"
        )

    def _count_stock(self, client: httpx.Client) -> None:
        """Count what lies in the stores, so that something runs short, unless that was done before."""
        if _ask(client, "GET", "/api/stock/movements", params={"limit": 1})["items"]:
            return
        weeks = {"limit": 100}
        ahead = self._wait_until_served(lambda: _ask(client, "GET", "/api/forecast/weekly", params=weeks))
        for place, item in enumerate(ahead["items"]):
            if self.is_over():
                return
            days = sum(week["days"] for week in item["weeks"])
            daily = sum(week["mean"] for week in item["weeks"]) / days
            _ask(client, "POST", "/api/stock/movements", json={
                "product_id": item["product"]["id"], "store_id": item["store"]["id"],
                "counted": round(daily * _COVER_DAYS[place % len(_COVER_DAYS)]), "reason": "count",
            })  # fmt: skip

    def _supply(self, client: httpx.Client) -> None:
        """Say who delivers what and what it costs and sells for, unless a supplier is known."""
        if _ask(client, "GET", "/api/suppliers", params={"limit": 1})["items"]:
            return
        prices = usual_prices(self.chain.simulate())
        listed = _ask(client, "GET", "/api/products", params={"limit": PRODUCTS})["items"]
        priced = []
        for product in listed:
            if product["sku"] in prices:
                priced.append(add_price_and_cost(product, prices[product["sku"]]))
                _ask(client, "PUT", f"/api/products/{product['id']}", json=priced[-1])
        for store in _ask(client, "GET", "/api/stores", params={"limit": STORES})["items"]:
            _ask(client, "PUT", f"/api/stores/{store['id']}", json=add_country(store))
        for supplier in SUPPLIERS:
            _ask(client, "POST", "/api/suppliers", json=dict(supplier.given))
        _ask(client, "POST", "/api/supply-terms/bulk", json={"items": supply_terms(priced)})

    def _propose(self, client: httpx.Client) -> None:
        """Have orders proposed at once rather than tonight, unless that was done before."""
        if self.is_over() or _ask(client, "GET", "/api/orders/proposals", params={"limit": 1})["made_at"]:
            return
        address = self._find_under_way(client, {"kind": "propose_orders"})
        if address is None:
            address = f"/api/jobs/{_ask(client, 'POST', '/api/orders/proposals')['id']}"
        if self._wait_for(client, address):
            found = _ask(client, "GET", "/api/orders/proposals", params={"limit": 1})
            moved = _ask(client, "GET", "/api/transfers", params={"state": "proposed", "limit": 1})
            self.tell(
                f"Proposed to order {found['total']} lines at {len(SUPPLIERS)} suppliers, and "
                f"{moved['total']} transfers between stores."
            )

    def _wait_until_served(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """An answer by a model that was promoted just now: every process hears of it within seconds."""
        patience = time.monotonic() + _SERVED_SECONDS
        while True:
            try:
                return ask()
            except NotReadyError:
                if self.is_over() or time.monotonic() > patience:
                    raise
                time.sleep(_LOOK)


def _ask(client: httpx.Client, method: str, path: str, **content: Any) -> dict[str, Any]:
    import httpx

    try:
        answer = client.request(method, path, **content)
    except httpx.HTTPError as error:
        raise EngineError(
            f"The service doesn't answer at {path}: {type(error).__name__}.", fix="See its messages above."
        ) from None
    if answer.is_success:
        body: dict[str, Any] = answer.json()
        return body
    told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    refusal = NotReadyError if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else ForesaleError
    raise refusal(
        f"{method} {path} was refused ({answer.status_code}): {told.get('detail', answer.reason_phrase)}",
        fix=str(told.get("fix", "See the service's messages above.")),
    )
