"""Requests, jobs and statements as a collector gets them, over OTLP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from foresale.errors import NotReadyError
from foresale.service.jobs import runner
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.leases import JobLeases
from foresale.service.jobs.repository import JobRepository
from foresale.service.jobs.runner import JobRunner
from foresale.tracing import TraceOptions, start_tracing, stop_tracing

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="OpenTelemetry isn't installed.")

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@dataclass
class Collector:
    """What arrived.

    Attributes:
        address: Where it listens.
        spans: The spans, oldest first.
        asked: Path and key of each request.
        resource: What was said of who sends.
    """

    address: str = ""
    spans: list[Any] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    resource: dict[str, str] = field(default_factory=dict)

    def named(self, name: str) -> Any:
        """The one span of this name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def inside(self, span: Any) -> list[Any]:
        """The spans that are parts of another."""
        return [one for one in self.spans if one.parent_span_id == span.span_id]


def told(span: Any) -> dict[str, Any]:
    """A span's attributes."""
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on this machine, to which traces go until the test ends."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    got = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.asked.add((self.path, self.headers.get("x-key", "")))
            for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                got.resource |= {one.key: one.value.string_value for one in group.resource.attributes}
                got.spans += [span for scope in group.scope_spans for span in scope.spans]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        got.address = f"http://127.0.0.1:{server.server_port}"
        start_tracing(TraceOptions(got.address, "api", headers="x-key=quiet"))
        yield got
        stop_tracing()
        server.shutdown()


def test_a_request_goes_on_in_the_trace_of_who_asked_with_what_the_database_was_asked(
    collector: Collector, open_api: Callable[..., Any]
) -> None:
    client = open_api().as_role("analyst")
    client.get("/api/health/live")
    client.get("/api/stores", params={"q": "Köln"}, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
    stop_tracing()

    request = collector.named("GET /api/stores")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert told(request)["http.response.status_code"] == 200
    asked = [told(span) for span in collector.inside(request)]
    assert any("FROM stores" in one["db.query.text"] for one in asked)
    assert all(one["db.system.name"] == "sqlite" for one in asked)
    assert "Köln" not in "".join(map(str, collector.spans))  # values aren't told
    assert not [span for span in collector.spans if "health" in span.name]
    assert collector.asked == {("/v1/traces", "quiet")}
    assert (collector.resource["service.name"], collector.resource["foresale.part"]) == ("foresale", "api")


def test_a_job_that_fails_is_told_by_the_kind_of_its_error_alone(
    collector: Collector, open_api: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    container, timings = open_api().container, JobTimings()

    def fail(*_: Any) -> dict[str, Any]:
        raise NotReadyError("Shop Köln has sold nothing.", fix="Wait.")

    monkeypatch.setattr(runner, "find_handler", lambda _: fail)
    job_id = JobRepository(container.engine).submit("monitor", "all", {})
    leases = JobLeases(container.engine, timings)
    claim = leases.claim(job_id, "one")
    assert claim is not None
    running = JobRunner(container, leases, claim, timings)
    running.start()
    assert running.wait(30)
    stop_tracing()

    job = collector.named("job monitor")
    assert told(job)["foresale.job.id"] == job_id
    assert (job.status.code, job.status.message) == (2, "NotReadyError")
    assert "Köln" not in str(job)
