"""Traces of what the service does, sent by OpenTelemetry where a collector is named.

Until `start_tracing` nothing is imported and a span costs next to nothing.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

from foresale.errors import MissingExtraError, OptionError

_PATH = "/v1/traces"
SEND_SECONDS = 2
"""A batch that the collector doesn't take for so long is given up: a process that ends waits for it."""


@dataclass(frozen=True)
class TraceOptions:
    """Where traces go, and how many.

    Attributes:
        url: A collector's address for OTLP over HTTP, such as http://collector:4318.
        part: Which part of the service this process is.
        share: Of all traces, 0 to 1, where whoever asked didn't decide.
        headers: Sent along, `name=value` with commas between.
    """

    url: str
    part: str
    share: float = 1.0
    headers: str | None = None


class _State:
    """What tracing needs while it is on."""

    provider: Any = None
    tracer: Any = None


def start_tracing(options: TraceOptions) -> None:
    """Send traces from now on, in the background.

    Raises:
        MissingExtraError: OpenTelemetry isn't installed.
        OptionError: The address or the headers can't be used.
    """
    endpoint = _endpoint(options.url)
    headers = _headers_of(options.headers)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ModuleNotFoundError:
        raise MissingExtraError("OpenTelemetry", "otel") from None
    stop_tracing()
    described = {
        "service.name": "foresale",
        "service.version": version("foresale"),
        "service.instance.id": f"{socket.gethostname()}-{os.getpid()}",
        "foresale.part": options.part,
    }
    # Not the provider that others find: MLflow has traces of its own.
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(options.share)),
        resource=Resource.create(described),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=endpoint, headers=headers, timeout=SEND_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _State.provider, _State.tracer = provider, provider.get_tracer("foresale")


def stop_tracing() -> None:
    """Send what is waiting, and trace no more."""
    provider, _State.provider, _State.tracer = _State.provider, None, None
    if provider is not None:
        provider.shutdown()


def is_tracing() -> bool:
    """Whether traces are made."""
    return _State.tracer is not None


class Span:
    """A piece of work: how long it took, what it was, and whether it failed.

    An exception is noted by its kind alone: its words may hold data.

    Args:
        name: What it is, of few different ones.
        attributes: More about it.
        parent: The header `traceparent` of who asked for it.
        is_server: Whether it answers a request.
        is_on: Whether it is traced at all.

    Examples:
        >>> with Span("job train", {"foresale.job.kind": "train"}) as span:
        ...     span.note({"foresale.rows": 12})
        >>> span.trace_id is None
        True
    """

    __slots__ = ("_attributes", "_is_on", "_is_server", "_manager", "_name", "_parent", "_span")

    def __init__(
        self,
        name: str,
        attributes: dict[str, Any] | None = None,
        *,
        parent: str | None = None,
        is_server: bool = False,
        is_on: bool = True,
    ) -> None:
        self._name, self._attributes = name, attributes
        self._parent, self._is_server, self._is_on = parent, is_server, is_on
        self._manager: Any = None
        self._span: Any = None

    def __enter__(self) -> Self:
        """Begin, as a part of the span around it."""
        tracer = _State.tracer
        if tracer is not None and self._is_on:
            from opentelemetry.trace import SpanKind

            self._manager = tracer.start_as_current_span(
                self._name,
                context=_context_of(self._parent),
                kind=SpanKind.SERVER if self._is_server else SpanKind.INTERNAL,
                attributes=self._attributes,
                record_exception=False,
                set_status_on_exception=False,
            )
            self._span = self._manager.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and say if it failed."""
        if self._manager is not None:
            if kind is not None:
                self.fail(kind.__name__)
            self._manager.__exit__(kind, error, trace)

    @property
    def trace_id(self) -> str | None:
        """The trace's number, by which a collector finds it; None where nothing is traced."""
        return None if self._span is None else f"{self._span.get_span_context().trace_id:032x}"

    def rename(self, name: str) -> None:
        """Give it a name that was known late only."""
        if self._span is not None:
            self._span.update_name(name)

    def note(self, attributes: dict[str, Any]) -> None:
        """Say more about it."""
        if self._span is not None:
            self._span.set_attributes(attributes)

    def fail(self, why: str) -> None:
        """Say that it failed.

        Args:
            why: In few different words, without data.
        """
        if self._span is not None:
            from opentelemetry.trace import Status, StatusCode

            self._span.set_status(Status(StatusCode.ERROR, why))
            self._span.set_attribute("error.type", why)


def begin_part(name: str, attributes: dict[str, Any]) -> Any:
    """Begin a span inside the one at work, to be ended by `end()`; None where none is recorded.

    Args:
        name: What it is.
        attributes: More about it.
    """
    tracer = _State.tracer
    if tracer is None:
        return None
    from opentelemetry.trace import SpanKind, get_current_span

    if not get_current_span().is_recording():
        return None
    return tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)


def _context_of(parent: str | None) -> Any:
    if parent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent})


def _endpoint(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise OptionError(
            "The setting 'traces_url' isn't an address of a collector.",
            fix="Write it as http://collector:4318 or https://…; OTLP over gRPC isn't spoken.",
        )
    return url if url.endswith(_PATH) else url.rstrip("/") + _PATH


def _headers_of(text: str | None) -> dict[str, str] | None:
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    if any(not (mark and name.strip()) for name, mark, _ in pairs):
        raise OptionError(
            "The setting 'traces_headers' can't be read.",
            fix="Write name=value, several with commas between.",
        )
    return {name.strip(): value.strip() for name, _, value in pairs} or None
