"""Traces: nothing where nobody asked for them, and clear words where they can't be sent."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from foresale.errors import MissingExtraError, OptionError
from foresale.tracing import SEND_SECONDS, Span, TraceOptions, is_tracing, start_tracing, stop_tracing


def test_without_a_collector_nothing_is_imported_and_work_goes_on() -> None:
    code = (
        "import sys; from foresale.tracing import Span\n"
        "with Span('job', {'a': 1}) as span: span.note({'b': 2}); span.rename('c'); span.fail('d')\n"
        "assert span.trace_id is None; print([n for n in sys.modules if 'opentelemetry' in n])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (TraceOptions("collector:4317", "api"), "traces_url"),
        (TraceOptions("http://collector:4318", "api", headers="secret"), "traces_headers"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: TraceOptions, said: str) -> None:
    with pytest.raises(OptionError, match=said) as refused:
        start_tracing(options)
    assert "secret" not in str(refused.value)
    assert not is_tracing()


def test_without_opentelemetry_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(MissingExtraError, match=r"foresale\[otel\]"):
        start_tracing(TraceOptions("http://collector:4318", "api"))


def test_a_collector_that_is_away_holds_up_nobody_for_long() -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="OpenTelemetry isn't installed.")
    start_tracing(TraceOptions("http://127.0.0.1:9", "api"))
    with Span("work"):
        pass
    began = time.monotonic()
    stop_tracing()
    assert time.monotonic() - began < 2 * SEND_SECONDS
