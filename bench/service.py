"""Our service beside Flask with a forest, and `mlflow models serve`: `python -m bench.service`."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from bench.service_case import HORIZON, PRODUCTS, STORES, Case, make_case
from bench.service_load import Ask, Load, load
from bench.service_page import service_page
from bench.service_process import Server, running

PAGE = Path("docs/benchmarks-service.md")
QUESTIONS = ("predict, 28 days", "predict, what-if", "read 28 days")
ASKS = 2_000
WARM_SECONDS = 5.0


def main() -> None:
    """Measure every server with every question, and write the page."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=15.0, help="Of each measurement.")
    given.add_argument("--only", nargs="*", help="Names of servers: foresale, flask, gunicorn, mlflow.")
    given.add_argument("--page", type=Path, default=PAGE)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="foresale-bench-") as place:
        folder = Path(place)
        case = make_case(folder)
        found: dict[str, dict[str, Load]] = {}
        servers = [server for server in _servers(case) if not asked.only or server.name in asked.only]
        for server in servers:
            found[server.name] = _measure(server, asked.seconds, folder)
    page = service_page(servers, found, asked.seconds)
    print(page)
    if not asked.only:
        asked.page.write_text(page, encoding="utf-8")


def _measure(server: Server, seconds: float, folder: Path) -> dict[str, Load]:
    found = {}
    with running(server, folder) as (address, headers):
        for question, asks in server.asks.items():
            load(address, asks, headers, WARM_SECONDS, folder)
            found[question] = load(address, asks, headers, seconds, folder)
            told = found[question]
            print(
                f"{server.name}: {question}: {told.rate:.0f}/s, p50 {told.p50:.1f} ms, p99 {told.p99:.1f} ms"
            )
            if told.failed:
                raise SystemExit(f"{server.name} failed {told.failed} of the requests '{question}'.")
    return found


def foresale_server(case: Case) -> Server:
    """Our own API over a case, as `foresale up` runs it, without its limit of requests."""
    environment = {
        "FORESALE_HOME": str(case.home),
        "FORESALE_PORT": "{port}",
        "FORESALE_REQUESTS_PER_MINUTE": "100000000",
    }
    return Server(
        "foresale", "Foresale (1 process)", [sys.executable, "-m", "foresale.service.processes", "api"],
        environment, "/api/health/ready",
        _asks(case, "/api/predict/", "/api/forecast/{product}?store={store}"), needs_login=True,
    )  # fmt: skip


def _servers(case: Case) -> list[Server]:
    forest = {"FOREST_FOLDER": str(case.forest), "FOREST_PORT": "{port}"}
    python = sys.executable
    gunicorn = [python, "-m", "gunicorn", "-w", "2", "-b", "127.0.0.1:{port}", "bench.flask_forest:app"]
    flask_asks = _asks(case, "/predict", "/forecast/{product}?store={store}")
    return [
        foresale_server(case),
        Server(
            "flask", "Flask's own server + forest (threads)", [python, "-m", "bench.flask_forest"], forest,
            "/forecast/SKU-000?store=S0", flask_asks,
        ),
        Server(
            "gunicorn", "Flask + forest in gunicorn (2 processes)", gunicorn, forest,
            "/forecast/SKU-000?store=S0", flask_asks,
        ),
        _mlflow(case),
    ]  # fmt: skip


def _mlflow(case: Case) -> Server:
    """The daily forest behind MLflow's own server, which takes features only."""
    import joblib
    import mlflow.sklearn

    folder = case.forest / "mlflow"
    trusted = {"serialization_format": "cloudpickle"}
    mlflow.sklearn.save_model(joblib.load(case.forest / "daily.joblib"), folder, **trusted)
    names = ["product", "store", "month", "day", "weekday", "lag_1", "lag_7", "mean_28"]
    rng = random.Random(3)
    asks: dict[str, list[Ask]] = {question: [] for question in QUESTIONS}
    for _ in range(ASKS):
        first = [rng.randrange(PRODUCTS), rng.randrange(STORES)]
        last = [rng.randrange(30), rng.randrange(30), 30 * rng.random()]
        rows = [[*first, 3, day + 1, day % 7, *last] for day in range(HORIZON)]
        for question in QUESTIONS:
            sent = rows[:1] if question == "predict, what-if" else rows
            body = json.dumps({"dataframe_split": {"columns": names, "data": sent}})
            asks[question].append(Ask("POST", "/invocations", body))
    command = [
        sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder), "-p", "{port}",
        "-h", "127.0.0.1", "--env-manager", "local",
    ]  # fmt: skip
    return Server("mlflow", "mlflow models serve + forest", command, {}, "/ping", asks)


def _asks(case: Case, predict: str, read: str) -> dict[str, list[Ask]]:
    rng = random.Random(2)
    series = case.series(ASKS)
    stored = [{"product": product, "store": store, "horizon": HORIZON} for product, store in series]
    months = [
        {"year": 2026, "month": rng.randint(1, 12), "lags": [round(600 * rng.random(), 1) for _ in range(3)]}
        for _ in range(ASKS)
    ]
    return {
        QUESTIONS[0]: [Ask("POST", predict, json.dumps(body)) for body in stored],
        QUESTIONS[1]: [Ask("POST", predict, json.dumps(body)) for body in months],
        QUESTIONS[2]: [Ask("GET", read.format(product=product, store=store)) for product, store in series],
    }


if __name__ == "__main__":
    main()
