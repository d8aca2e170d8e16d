"""Dead letters on the command line: listed, shown, sent again and dismissed."""

from __future__ import annotations

import json
from datetime import UTC, datetime


def test_the_command_lists_shows_sends_again_and_dismisses(served, foresale, tmp_path):
    row = {"store": "S1", "quantity": 5, "sold_at": datetime.now(UTC).isoformat()}
    with served.log_in() as admin:
        admin.stores.add(code="S1", name="Ulm")
        admin.products.add(sku="TEA", name="Tea")
        with admin.sales.stream() as stream:
            stream.send([{**row, "transaction_id": name, "product": "COFFEE"} for name in ("A", "B")])
    words = ("login", "--server", served.address, "--email", served.add_user("planner"), "--password-stdin")
    assert foresale(*words, text="seven amber ladders\n").returncode == 0

    def run(*words: str):
        done = foresale("remote", "dead-letters", *words, "--json")
        return done.returncode, json.loads(done.stdout or "{}")

    code, listed = run("--state", "open")
    assert (code, [one["transaction_id"] for one in listed["dead_letters"]]) == (0, ["B", "A"])
    second, first = (str(one["id"]) for one in listed["dead_letters"])
    assert "There is no product 'COFFEE'." in foresale("remote", "dead-letters").stdout
    assert "There is no product 'COFFEE'." in foresale("remote", "dead-letters", first).stdout
    assert run(first)[1]["column"] == "product"
    assert run(first, "--resend")[0] == 1
    corrected = tmp_path / "sale.json"
    corrected.write_text(json.dumps({**row, "transaction_id": "A", "product": "TEA"}))
    assert run(first, "--message", str(corrected))[1]["state"] == "resent"
    assert run(second, "--dismiss", "a test")[1]["state"] == "dismissed"
    assert run(second, "--dismiss", "a test", "--resend")[0] == 1
    corrected.write_text("[]")
    assert run(second, "--message", str(corrected))[0] == 1
    assert foresale("remote", "dead-letters", "--resend").returncode == 1
    assert foresale("remote", "dead-letters", "--state", "waiting").stdout.startswith("There are no such")
