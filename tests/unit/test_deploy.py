"""What is deployed: its files are valid, and name what is really there."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert

from foresale import __version__
from foresale.service.api.health.operations_page import operations_page
from foresale.service.api.middleware.metrics import Metrics
from foresale.service.live.metrics import LiveMetrics, live_page
from foresale.service.processes.needed_connections import count_connections, count_processes
from foresale.service.serving.prediction_log import PredictionCounts
from foresale.settings import Settings
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.monitoring.live_state import ExpectedLive
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobRow, ServingRow
from foresale.storage.database.tables.outlook import AlertRow, ForecastRunRow
from foresale.storage.registry.open_mlflow import MAX_CONNECTIONS as MLFLOW_CONNECTIONS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent


def run(*words: str | Path, cwd: Path = ROOT) -> str:
    """What a program printed; it has to end with 0."""
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def program(name: str, package: str) -> str:
    """A program of the system's; its test is skipped where it isn't installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} isn't installed (Debian: {package}).")
    return found


def module_at(place: Path) -> ModuleType:
    """A script, as a module."""
    spec = importlib.util.spec_from_file_location(place.stem, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_dockerfile_has_no_fault_that_hadolint_knows():
    run(BIN / "hadolint", "--config", DEPLOY / "docker/hadolint.yaml", DEPLOY / "docker/Dockerfile")


def test_the_compose_files_keep_the_specification():
    files = [DEPLOY / "compose" / name for name in ("compose.yaml", "compose.tls.yaml")]
    schema = "vendor.compose-spec"
    # Its tags that replace a list aren't known to the checker's YAML.
    run(BIN / "check-jsonschema", "--builtin-schema", schema, files[0])
    assert "!override" in files[1].read_text()


def test_every_part_in_compose_has_a_health_check_and_no_secret_has_a_default():
    import yaml

    stack = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())
    for name, part in stack["services"].items():
        assert "healthcheck" in part or name == "api", name  # the API's is the image's
        # `docker compose up --wait` fails by a part without one, unless all else waits for its end.
        assert not part.get("healthcheck", {}).get("disable") or name == "migrate", name
        if "build" in part:
            assert part["read_only"], name
            assert part["cap_drop"] == ["ALL"], name
    assert not stack["services"]["lab"]["secrets"]
    assert not stack["services"]["lab"]["environment"]
    text = (DEPLOY / "compose/compose.yaml").read_text()
    assert not re.search(r"(?i)(password|secret|key)[a-z_]*:\s*\$\{[^}]*:-[^}]", text)


@pytest.mark.parametrize("database", ["postgres", "mariadb"])
def test_a_second_replica_of_each_part_finds_connections_to_the_database(database):
    import yaml

    services = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())["services"]
    allowed = re.search(r"max.connections=(\d+)", " ".join(services[database]["command"]))
    assert allowed is not None
    settings = Settings(
        database_url="postgresql://foresale@postgres/foresale",
        mlflow_url="postgresql://foresale@postgres/mlflow",
        kafka_servers="kafka:9092",
        api_workers=2,
    )
    twice = {role: 2 * count for role, count in count_processes(settings).items()}

    assert count_connections(settings, twice) + MLFLOW_CONNECTIONS < int(allowed[1])


def test_the_images_lock_pins_what_the_lock_of_all_pins():
    def pins(place: Path) -> set[str]:
        return set(re.findall(r"^\S+==\S+", place.read_text(), re.MULTILINE))

    assert pins(DEPLOY / "docker/requirements.lock") <= pins(ROOT / "requirements.lock")
    assert pins(DEPLOY / "docker/build.lock") <= pins(ROOT / "requirements-dev.lock")


def test_the_workflows_leave_no_door_open_that_zizmor_knows():
    run(BIN / "zizmor", "--offline", "--no-progress", "--min-severity", "low", ROOT / ".github")


def test_the_workflows_are_what_actionlint_takes():
    found = shutil.which("actionlint")
    if found is None:
        pytest.skip(
            "actionlint isn't installed (go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12)."
        )
    run(found)


def test_actions_are_pinned_by_their_commit():
    for place in (ROOT / ".github/workflows").iterdir():
        for used in re.findall(r"uses: (\S+)", place.read_text()):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), f"{place.name}: {used}"


@pytest.mark.parametrize("form", ["foresale.conf", "foresale-tls.conf"])
def test_nginx_takes_its_configuration(tmp_path, form):
    nginx = program("nginx", "nginx-light")
    for place in (DEPLOY / "nginx").iterdir():
        text = place.read_text().replace("/etc/nginx/conf.d/foresale.conf", f"/etc/nginx/{form}")
        for folder in ("/etc/nginx/", "/run/secrets/", "/tmp/"):  # noqa: S108 - nginx's own
            text = text.replace(folder, "HERE/")
        (tmp_path / place.name).write_text(text.replace("HERE", str(tmp_path)))
    if form == "foresale-tls.conf":
        run(program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
            "-keyout", tmp_path / "tls_key", "-out", tmp_path / "tls_certificate")  # fmt: skip

    said = run(nginx, "-t", "-q", "-c", tmp_path / "nginx.conf", "-p", tmp_path)

    assert "emerg" not in said


def test_alert_rules_come_when_they_should_and_not_before():
    promtool = program("promtool", "prometheus")
    run(promtool, "check", "rules", "alerts.yml", cwd=DEPLOY / "prometheus")
    run(promtool, "test", "rules", "alerts.test.yml", cwd=DEPLOY / "prometheus")


def test_every_alert_has_a_run_book():
    headings = set(re.findall(r"^## (\S+)$", (ROOT / "docs/runbooks.md").read_text(), re.MULTILINE))
    text = (DEPLOY / "prometheus/alerts.yml").read_text()
    alerts = re.findall(r"- alert: (\S+)", text)

    assert set(alerts) == headings
    assert re.findall(r"runbook: docs/runbooks.md#(\S+)", text) == [name.lower() for name in alerts]


def test_the_dashboards_are_those_that_the_script_writes():
    made = module_at(DEPLOY / "grafana/make_dashboards.py")
    files = {place.stem: json.loads(place.read_text()) for place in (DEPLOY / "grafana/dashboards").iterdir()}

    assert files == {name: made.dashboard(name) for name in made.BOARDS}


def test_rules_and_dashboards_ask_for_what_the_service_counts(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'foresale.db'}")
    upgrade(engine)
    now = utc_now()
    with engine.begin() as connection:
        jobs = [("monitor", "succeeded"), ("forecast_series", "succeeded"), ("train", "queued")]
        connection.execute(insert(JobRow), [_job(kind, state, now) for kind, state in jobs])
        connection.execute(
            insert(AlertRow).values(kind="bias", subject="daily.all.1", message="It leans.", created_at=now)
        )
        connection.execute(
            insert(ServingRow).values(model="daily.all", alias="champion", version=1, since=now)
        )
        connection.execute(
            insert(ForecastRunRow).values(
                model_version="daily.all.1", cutoff=now.date(), horizon=28, levels=[0.1, 0.9], n_series=1
            )
        )
    metrics = Metrics()
    LiveMetrics(metrics.registry)
    PredictionCounts(metrics.registry)
    counted = metrics.page()[0] + live_page(engine, ExpectedLive(("sequencer",))) + operations_page(engine)
    engine.dispose()
    page = counted.decode()

    asked = (DEPLOY / "prometheus/alerts.yml").read_text()
    asked += "".join(place.read_text() for place in (DEPLOY / "grafana/dashboards").iterdir())
    known = set(re.findall(r"^# TYPE (foresale_\w+)", page, re.MULTILINE))
    for name in set(re.findall(r"foresale_\w+", asked)):
        assert name in known or name.removesuffix("_bucket") in known, name
    assert 'foresale_forecast_coverage{lag_days="2-7",version="daily.all.1"} 0.81' in page
    assert 'foresale_jobs{kind="train",state="queued"} 1.0' in page
    assert 'foresale_alerts_open{kind="bias"} 1.0' in page
    assert 'foresale_forecast_age_seconds{version="daily.all.1"}' in page


def _job(kind: str, state: str, now: Any) -> dict[str, Any]:
    measured = {"version": "daily.all.1", "lag": "2-7", "n": 5, "wape": 0.2, "bias": -0.01, "coverage": 0.81}
    return {
        "id": kind, "kind": kind, "scope": "all", "state": state, "arguments": {}, "not_before": now,
        "ended_at": now if state == "succeeded" else None,
        "result": {"quality": [measured], "stock_places": 8, "stock_places_empty": 1},
    }  # fmt: skip


def test_the_version_is_named_once():
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert stated == __version__


def test_the_image_loses_tests_of_libraries_and_keeps_what_orders_are_printed_by(tmp_path):
    environment = tmp_path / "foresale"  # where the image has it
    packages = environment / "lib/python3.12/site-packages"
    printing = {"matplotlib", "fontTools", "kiwisolver", "contourpy", "cycler"}
    for name in (*printing, "pydeck", "pandas/core/tests", "foresale/tests", "pyarrow"):
        (packages / name).mkdir(parents=True)
    for name in ("libarrow.so.2500", "libarrow_python.so", "libarrow_python.so.2500.1.0", "lib.so"):
        shutil.copy(shutil.which("true"), packages / "pyarrow" / name)
    run(shutil.which("sh"), DEPLOY / "docker/prune.sh", environment)
    assert {place.name for place in packages.iterdir()} == printing | {"pandas", "foresale", "pyarrow"}
    assert not (packages / "pandas/core/tests").exists()
    assert (packages / "foresale/tests").exists()
    assert {place.name for place in (packages / "pyarrow").iterdir()} == {"libarrow.so.2500", "lib.so"}


def test_the_image_compiles_what_foresale_imports_and_ends_where_something_is_missing(tmp_path):
    for folder in ("foresale", "small", "small/other", "large", "large/part", "large/other"):
        (tmp_path / folder).mkdir()
        for name in ("__init__.py", "beside.py"):
            (tmp_path / folder / name).touch()
    (tmp_path / "large/__init__.py").write_text("#" * 3_000_000)

    def compile_imported(imports: str) -> str:
        (tmp_path / "foresale/order.py").write_text(f"def work():\n    import {imports}\n")
        here = f"import runpy, sys; sys.path.insert(0, {str(tmp_path)!r}); "
        script = f"runpy.run_path({str(DEPLOY / 'docker/compile_imported.py')!r}, run_name='__main__')"
        done = subprocess.run(
            [sys.executable, "-S", "-c", here + script],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stderr

    assert not compile_imported("large.part, an_extra_that_is_left_out")
    compiled = {str(place.parents[1].relative_to(tmp_path)) for place in tmp_path.rglob("beside.*.pyc")}
    assert compiled == {"foresale", "small", "small/other", "large", "large/part"}

    assert "No module named 'large.gone'" in compile_imported("large.gone")


def test_nginx_lets_every_upload_through_that_the_service_takes():
    from foresale.service.api.middleware.body_limit import UPLOADS

    text = (DEPLOY / "nginx/locations.conf").read_text()
    places = re.findall(r"location ~ (\S+) \{([^}]*)\}", text)
    large = [form for form, body in places if "client_max_body_size 2g" in body]
    assert all(any(re.search(form, path) for form in large) for path in UPLOADS)
    assert not any(re.search(form, "/api/sales") for form in large)
