"""What the service was told: for admins to read, and nothing secret in it."""

from __future__ import annotations

from typing import Any


def test_an_admin_reads_what_was_set_and_what_is_secret_stays_so(embedded_api: Any) -> None:
    told = embedded_api.as_role("admin").get("/api/settings").json()["items"]
    found = {item["name"]: item for item in told}
    home = found["home"]
    assert home["is_changed"]
    assert home["value"] == str(embedded_api.container.settings.home)
    assert home["variable"] == "FORESALE_HOME"
    assert not found["host"]["is_changed"]
    assert all(item["meaning"] for item in told)
    secret = embedded_api.container.settings.secret_key
    text = str(told)
    assert secret is None or secret.get_secret_value() not in text
    assert embedded_api.as_role("analyst").get("/api/settings").status_code == 403
