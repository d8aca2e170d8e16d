"""What an uploaded file would become: looked at in a process that may take so much, and no more."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from foresale.data.reading.answers import Questioner
from foresale.errors import ForesaleError, OptionError, UnreadableFileError
from foresale.messages import spell_for_json
from foresale.service.imports.import_state import ImportLimits
from foresale.service.imports.packed_files import check_packed
from foresale.service.imports.rejects_file import write_rejects
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.questions import describe_questions
from foresale.workflows.importing.read_import import preview, read_import
from foresale.workflows.importing.stored_keys import StoredKeys
from foresale.workflows.importing.upload import Upload, sample_of

KEPT_MEMORY = 400 * 1024**2
"""Bytes at which a process that has looked at a file ends, so that they are free again."""

_MAX_SAMPLE_BYTES = 32 * 1024**2
_MAX_SAMPLE_ROWS = 200_000


@dataclass(frozen=True)
class PreviewQuestion:
    """A file to look at.

    Attributes:
        path: Where it is.
        name: What its owner calls it.
        options: What its owner says about it (`ImportOptions.as_json`).
        codes: Stores that may be added to; None for all.
        plausible: Days that sales may have (`PlausibleDays`), as ISO 8601.
        stored: Codes and names of stored `products` and `stores`.
        rejects: Where the rows are listed that are set aside.
        is_new: Whether nobody has seen yet that it is whole and doesn't unpack to too much.
    """

    path: str
    name: str
    options: dict[str, Any]
    codes: list[str] | None
    plausible: dict[str, Any]
    stored: dict[str, dict[str, str]]
    rejects: str
    is_new: bool

    @classmethod
    def of(
        cls, upload: Upload, options: ImportOptions, limits: ImportLimits, rejects: Path, *, is_new: bool
    ) -> Self:
        """About a file, what its owner says about it, and which of its rows may be stored."""
        days = limits.plausible
        return cls(
            path=str(upload.path),
            name=upload.name,
            options=options.as_json(),
            codes=None if limits.codes is None else sorted(limits.codes),
            plausible={
                "first_day": days.first_day.isoformat(),
                "history_from": None if days.history_from is None else days.history_from.isoformat(),
                "max_years": days.max_years,
                "any_age": days.any_age,
            },
            stored={"products": dict(limits.stored.products), "stores": dict(limits.stored.stores)},
            rejects=str(rejects),
            is_new=is_new,
        )

    def limits(self) -> ImportLimits:
        """Which rows may be stored."""
        told = self.plausible
        days = {
            name: None if told[name] is None else date.fromisoformat(told[name])
            for name in ("first_day", "history_from")
        }
        codes = None if self.codes is None else frozenset(self.codes)
        return ImportLimits(codes, PlausibleDays(**(told | days)), StoredKeys(**self.stored))

    def to_line(self) -> bytes:
        """As one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From such a line."""
        return cls(**json.loads(line))


def look_at(question: PreviewQuestion) -> dict[str, Any]:
    """What a file would become, as JSON; of a large one a sample spread over it. Its rejects so far are kept.

    A file that can't be read, or whose columns can't be told, has a `problem` and a `fix` instead of rows;
    one of no use at all is `refused`.

    Args:
        question: The file, and what is known about it.
    """
    upload = Upload(Path(question.path), question.name)
    if question.is_new:
        try:
            check_packed(upload)
        except UnreadableFileError as error:
            return {**unreadable(error), "refused": True}
    options, today = ImportOptions.from_json(question.options), datetime.now(UTC).date()
    limits, asked = question.limits(), Questioner(options.answers)
    with sample_of(upload, most_bytes=_MAX_SAMPLE_BYTES, most_rows=_MAX_SAMPLE_ROWS) as part:
        try:
            read = limits.apply(read_import(part, options, today=today, stored=limits.stored, asked=asked))
        except ForesaleError as error:
            return {**unreadable(error), **describe_questions(asked.open, asked.answered)}
    write_rejects(read.rejects, Path(question.rejects))
    seen = {**preview(read), "decisions": dict(read.decisions)}
    try:
        asked.refuse_unfitting(others=() if read.is_whole else None)  # of a sample, the whole may ask more
    except OptionError as error:
        return {**seen, **unreadable(error), "unasked": list(asked.unasked)}
    return seen


def unreadable(error: ForesaleError) -> dict[str, Any]:
    """The preview of a file that can't be read."""
    problem, fix = error.spell(spell_for_json)
    return {"is_ready": False, "problem": problem, "fix": fix, "code": error.code}


def answer_line(line: bytes) -> dict[str, Any]:
    """The answer to a question about a file of sales.

    Args:
        line: What `PreviewQuestion.to_line` wrote.
    """
    return look_at(PreviewQuestion.read(line))


def serve(most_bytes: int, answer: Callable[[bytes], dict[str, Any]] = answer_line) -> None:
    """Answer questions, one a line, until nobody asks any more; in a process of its own.

    Args:
        most_bytes: Memory that it may take.
        answer: The answer to a question.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks ends this one
    limit_memory(most_bytes)
    for line in sys.stdin.buffer:
        try:
            told = answer(line)
        except MemoryError:
            return
        except Exception as error:  # noqa: BLE001  the one who asked raises it
            told = {"fault": f"{type(error).__name__}: {error}"}
        over = _peak_memory() > KEPT_MEMORY
        answers.write(json.dumps({"told": told, "is_last": over}).encode() + b"\n")
        answers.flush()
        if over:
            return


def limit_memory(most_bytes: int) -> None:
    """Let this process have so much memory, and no more.

    Args:
        most_bytes: Of data.
    """
    try:
        import resource
    except ImportError:  # not on every system
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))


def _peak_memory() -> int:
    """The most memory that this process has taken so far, in bytes; 0 where nobody says."""
    try:
        # What `getrusage` says on Linux begins with the size of the process that started this one.
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return _peak_by_usage()
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return int(peak) * 1024


def _peak_by_usage() -> int:
    try:
        import resource
    except ImportError:  # not on every system
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
