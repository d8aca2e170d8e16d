"""What watches the service: Prometheus, its alert rules, and the questions that dashboards ask it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import httpx
from compose_project import GRAFANA, PROMETHEUS, ROOT, CheckError, ComposeProject, wait_until

from foresale.client import Client

_SECONDS = 180
_NEED_WEEKS = ("foresale_forecast_wape", "foresale_forecast_bias", "foresale_forecast_coverage")
_MONITOR = (
    "from foresale.container import Container; from foresale.settings import load_settings;"
    "from foresale.service.jobs.repository import JobRepository;"
    "JobRepository(Container(load_settings()).engine).submit('monitor', 'all', {})"
)
_BOARDS = ROOT / "deploy" / "grafana" / "dashboards"


def ask_prometheus(path: str, **asked: str) -> Any:
    """What Prometheus answers.

    Raises:
        CheckError: It refuses the question.
    """
    answer = httpx.get(f"{PROMETHEUS}/api/v1/{path}", params=asked, timeout=30).json()
    if answer["status"] != "success":
        raise CheckError(f"Prometheus refuses {asked}: {answer.get('error')}")
    return answer["data"]


def check_prometheus(replicas: int) -> None:
    """See that Prometheus reads the counts of every replica.

    Args:
        replicas: Of the API.
    """

    def look() -> str | None:
        found = ask_prometheus("query", query='up{job="foresale"} == 1')["result"]
        return str(found) if len(found) == replicas else None

    wait_until(f"The counts of {replicas} API containers in Prometheus", 60, look)
    print("Prometheus reads the service's counts.")


def check_dashboards(stack: ComposeProject, key: str) -> None:
    """Ask each question of each dashboard; every picture has to have something to show.

    Args:
        stack: Whose hourly look at its forecasts, and whose forecasts, are asked for now.
        key: Of the demonstration's user.
    """
    with Client(stack.site, api_key=key) as client:
        client.forecasts.refresh(products=[next(client.products.list()).id])
    stack.call("exec", "-T", "worker", "python3", "-c", _MONITOR)
    questions = list(_read_questions())
    later = [name for name, query in questions if any(metric in query for metric in _NEED_WEEKS)]
    for _, query in questions:
        ask_prometheus("query", query=query)

    def look() -> str | None:
        empty.clear()
        empty.extend(name for name, query in questions if name not in later and not _has_numbers(query))
        return None if empty else "all"

    empty: list[str] = []
    try:
        wait_until("Something to show", _SECONDS, look)
    except CheckError as problem:
        raise CheckError(f"Pictures of the dashboards stay empty: {'; '.join(empty)}.") from problem
    print(
        f"Prometheus takes all {len(questions)} questions of the dashboards and has numbers for "
        f"{len(questions) - len(later)}; {', '.join(later)} need sales of weeks to come."
    )


def check_alerts() -> None:
    """See that every rule can be worked out, and that none sees a fault in a service that is well."""

    def look() -> str | None:
        rules = [rule for group in ask_prometheus("rules")["groups"] for rule in group["rules"]]
        faults = [f"{rule['name']}: {rule['lastError']}" for rule in rules if rule["health"] == "err"]
        if faults:
            raise CheckError(f"Alert rules that can't be worked out: {'; '.join(faults)}")
        return str(len(rules)) if rules and all(rule["health"] == "ok" for rule in rules) else None

    count = wait_until("All alert rules worked out", 60, look)
    alerts = ask_prometheus("alerts")["alerts"]
    firing = [
        f"{one['labels']}: {one['annotations']['summary']}" for one in alerts if one["state"] == "firing"
    ]
    if firing:
        raise CheckError(f"Alerts of a service that is well: {'; '.join(firing)}")
    print(f"{count} alert rules are worked out, and none of them sees a fault.")


def check_grafana(stack: ComposeProject) -> None:
    """See that Grafana has our dashboards and reaches Prometheus."""
    password = (stack.compose / "secrets" / "grafana_password").read_text()
    with httpx.Client(base_url=GRAFANA, auth=("admin", password), timeout=30) as client:
        found = {each["uid"] for each in client.get("/api/search", params={"tag": "foresale"}).json()}
        source = client.get("/api/datasources/uid/prometheus/health").json()
    wanted = {json.loads(place.read_text())["uid"] for place in _BOARDS.glob("*.json")}
    if found != wanted:
        raise CheckError(f"Grafana has the dashboards {sorted(found)}, not {sorted(wanted)}.")
    if source.get("status") != "OK":
        raise CheckError(f"Grafana doesn't reach Prometheus: {source}")
    print("Grafana has all dashboards, and reaches Prometheus.")


def _read_questions() -> Iterator[tuple[str, str]]:
    for place in sorted(_BOARDS.glob("*.json")):
        for panel in json.loads(place.read_text())["panels"]:
            for target in panel["targets"]:
                yield f"{place.stem}, {panel['title']} ({target['legendFormat']})", target["expr"]


def _has_numbers(query: str) -> bool:
    values = (float(one["value"][1]) for one in ask_prometheus("query", query=query)["result"])
    return any(not math.isnan(value) for value in values)
