"""A simulated chain played over the stream of sales, through the command."""

import json

import sqlalchemy as sa
from structlog.testing import capture_logs
from typer.testing import CliRunner

from foresale.cli.app import app
from foresale.simulation.live.journal import true_sales
from foresale.storage.database.tables.trade import SaleRow


def test_every_message_of_a_stream_becomes_what_it_must_over_a_stop_and_a_start(embedded, tmp_path):
    address, key = embedded.serve(), embedded.key("admin")[1]
    words = [
        *("simulate", "--live", "--to", address.replace("http", "ws"), "--api-key-stdin", "--json"),
        *("--stores", "1", "--products", "4", "--days", "20", "--rate", "5000", "--speed", "0"),
        *("--repeated-share", "0.05", "--corrected-share", "0.05", "--broken-share", "0.05"),
        *("--edited-share", "0.05", "--voided-share", "0.05"),
        *("--out", str(tmp_path / "live")),
    ]
    for more in (["--messages", "300"], ["--resume"]):
        with capture_logs():  # the server's lines would stand among what the command prints
            ended = CliRunner().invoke(app, [*words, *more], input=f"{key}\n")
        assert ended.exit_code == 0, ended.output
        told = json.loads(ended.stdout)
        assert told["unexpected"] == 0
    assert set(told["became"]) == {
        "added", "known", "conflicting", "rejected", "corrected", "cancelled"
    }  # fmt: skip
    with embedded.container.engine.connect() as connection:
        rows = connection.execute(sa.select(SaleRow.id, SaleRow.transaction_id, SaleRow.quantity)).all()
    names = {f"cancels~{number}": f"cancels {name}" for number, name, _ in rows}
    stored = {names.get(name, name): quantity for _, name, quantity in rows}
    assert stored == true_sales(tmp_path / "live" / "sent.jsonl")
