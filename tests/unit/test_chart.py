"""The Helm chart: five ways to set it render to what Kubernetes takes, restricted in every pod."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from foresale import __version__
from foresale.settings import secret_settings

CHART = Path(__file__).parents[2] / "deploy/helm/foresale"
WAYS = sorted((CHART / "ci").glob("*-values.yaml"), key=lambda place: place.name)
KUBERNETES = "1.33"


@pytest.fixture(scope="module")
def helm() -> str:
    found = shutil.which("helm")
    if found is None:
        pytest.skip("helm isn't installed (go install helm.sh/helm/v3/cmd/helm@v3.22.0).")
    return found


def rendered(helm: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [helm, "template", "shop", str(CHART), "--kube-version", f"{KUBERNETES}.0", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)


def pods(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each pod's specification, by what holds it."""
    for found in yaml.safe_load_all(text):
        if found is None:
            continue
        name = f"{found['kind']} {found['metadata']['name']}"
        if found["kind"] == "Pod":
            yield name, found["spec"]
        elif found["kind"] in ("Deployment", "Job"):
            yield name, found["spec"]["template"]["spec"]


def test_there_are_five_ways() -> None:
    assert len(WAYS) == 5


def test_all_of_them_render_to_what_kubernetes_takes(helm, tmp_path):
    texts = [rendered(helm, "-f", way) for way in WAYS]
    assert [done.stderr for done in texts if done.returncode] == []
    place = tmp_path / "all.yaml"
    place.write_text("\n---\n".join(done.stdout for done in texts))
    validate = [Path(sys.executable).parent / "kubernetes-validate", "--strict", "-k", KUBERNETES, place]

    checked = subprocess.run(validate, capture_output=True, text=True, timeout=120, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("way", WAYS, ids=lambda place: place.stem)
def test_every_pod_is_restricted(helm, way):
    done = rendered(helm, "-f", way)
    found = dict(pods(done.stdout))
    assert {
        "Deployment shop-foresale-api",
        "Deployment shop-foresale-worker",
        "Pod shop-foresale-test",
    } <= set(found)
    for name, pod in found.items():
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in [*pod.get("initContainers", ()), *pod["containers"]]:
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False, name
            assert security["readOnlyRootFilesystem"] is True, name
            assert security["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"], name
            assert not any(
                "PASSWORD" in one["name"] and "FILE" not in one["name"] for one in container.get("env", ())
            )


def test_migrations_run_as_hook_as_job_or_in_each_pod(helm):
    def jobs(mode: str) -> list[str]:
        text = rendered(helm, "-f", WAYS[0], "--set", f"migrations.mode={mode}").stdout
        return [found for found in text.split("---") if "kind: Job" in found]

    (hook,), (job,), none = jobs("hook"), jobs("job"), jobs("init")
    assert "helm.sh/hook: pre-install,pre-upgrade" in hook
    assert "persistentVolumeClaim" not in hook  # which isn't there yet
    assert "configMap" not in hook
    assert "helm.sh/hook" not in job
    assert none == []


def test_a_job_beside_the_release_has_another_name_where_it_runs_something_else(helm):
    def name(*words: str) -> str:
        text = rendered(helm, "-f", CHART / "ci/kafka-values.yaml", *words).stdout
        (found,) = (one for one in yaml.safe_load_all(text) if one and one["kind"] == "Job")
        return str(found["metadata"]["name"])

    assert name() == name("--is-upgrade"), "a tool that renders it again may not run it again"
    assert name("--set", "image.tag=9.9.9") != name(), "what a job runs can't be changed"


def test_every_pod_may_be_fetched_and_placed_as_the_values_say(helm):
    words = [
        "--set",
        "image.pullSecrets={registry}",
        "--set",
        "migrations.mode=job",
        "--set",
        "mlflow.pages=true",
    ]
    text = rendered(helm, "-f", CHART / "ci/one-node-values.yaml", *words).stdout
    found = dict(pods(text))
    assert len(found) == 7
    for name, pod in found.items():
        assert pod["imagePullSecrets"] == [{"name": "registry"}], name
        assert pod["nodeSelector"] == {"disk": "ssd"}, name
        assert pod["tolerations"] == [{"key": "shop", "operator": "Exists"}], name


def test_no_secret_setting_may_stand_in_the_values(helm):
    for name in secret_settings():
        done = rendered(helm, "-f", WAYS[0], "--set", f"settings.{name}=x")
        assert done.returncode != 0, name
        assert name in done.stderr
        assert not rendered(helm, "-f", WAYS[0], "--set", f"settings.{name}_file=/run/x").returncode


def test_the_chart_is_of_the_package_s_version():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert chart["appVersion"] == chart["version"] == __version__


def test_the_lab_has_no_secret_and_may_ask_the_api_alone(helm):
    text = rendered(helm, "-f", CHART / "ci/ingress-values.yaml").stdout
    lab = dict(pods(text))["Deployment shop-foresale-lab"]
    kinds = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(text) if one}

    assert [list(volume) for volume in lab["volumes"]] == [["name", "emptyDir"]]
    assert "env" not in lab["containers"][0]
    assert "https://foresale.example.com" in lab["containers"][0]["args"]
    paths = kinds["Ingress", "shop-foresale"]["spec"]["rules"][0]["http"]["paths"]
    assert [found["path"] for found in paths] == ["/lab", "/"]
    api = kinds["NetworkPolicy", "shop-foresale-api"]["spec"]["ingress"]
    assert any("podSelector" in peer for rule in api for peer in rule["from"])
    none = rendered(helm, "-f", CHART / "ci/ingress-values.yaml", "--set", "lab.enabled=false").stdout
    assert "component: lab" not in none


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "database.url=postgresql://foresale:pw@db/foresale"], "database"),
        (["--set", "migrations.mode=never"], "mode"),
        (["--set", "settings.secret_key=x"], "secret_key"),
        (["--set", "apis.replicas=3"], "apis"),
        (["--set", "database.url="], "database.url is needed"),
    ],
)
def test_values_that_cannot_be_meant_are_refused(helm, words, said):
    done = rendered(helm, "-f", CHART / "ci/least-values.yaml", *words)

    assert done.returncode != 0
    assert said in done.stderr
