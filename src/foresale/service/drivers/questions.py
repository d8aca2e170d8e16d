"""What is asked about an uploaded table, and answered in a process that may take so much, and no more."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from foresale.errors import ForesaleError, UnreadableFileError
from foresale.service.imports.packed_files import check_packed
from foresale.service.imports.preview import limit_memory, unreadable
from foresale.workflows.drivers.find import find_in_file
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.drivers.preview import describe_problem, preview_table
from foresale.workflows.importing.upload import Upload


@dataclass(frozen=True)
class TableQuestion:
    """A table to look at, or to find the drivers of.

    Attributes:
        path: Where it is.
        name: What its owner calls it.
        options: What its owner says about it (`TableOptions.as_json`).
        is_new: Whether nobody has seen yet that it is whole and doesn't unpack to too much.
        folder: Where everything that is found is written; none where it is only looked at.
    """

    path: str
    name: str
    options: Mapping[str, Any]
    is_new: bool = False
    folder: str = ""

    def to_line(self) -> bytes:
        """As one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From such a line."""
        return cls(**json.loads(line))

    @property
    def upload(self) -> Upload:
        """The file."""
        return Upload(Path(self.path), self.name)


def look_at_table(line: bytes) -> dict[str, Any]:
    """What a table is read as; one of no use at all is `refused`.

    Args:
        line: What `TableQuestion.to_line` wrote.
    """
    question = TableQuestion.read(line)
    if question.is_new:
        try:
            check_packed(question.upload)
        except UnreadableFileError as error:
            return {**unreadable(error), "refused": True}
    return preview_table(question.upload, TableOptions.from_json(question.options))


def analyse(most_bytes: int) -> None:
    """Find the drivers of the table that standard input names, telling progress and result line by line.

    Args:
        most_bytes: Memory that it may take.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks ends this one
    limit_memory(most_bytes)
    question = TableQuestion.read(sys.stdin.buffer.readline())
    told: dict[str, Any]
    try:
        options = TableOptions.from_json(question.options)
        told = find_in_file(question.upload, options, Path(question.folder), _LoggedProgress(answers))
    except ForesaleError as error:
        told = describe_problem(error, question.upload)
    except MemoryError:
        return
    except Exception as error:  # noqa: BLE001  the one who asked raises it
        told = {"fault": f"{type(error).__name__}: {error}"}
    _write(answers, {"told": told})


class _LoggedProgress:
    """Progress as lines."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers

    def start(self, stage: str, total: int) -> None:
        """A stage begins."""
        _write(self._answers, {"stage": stage, "total": total})

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        _write(self._answers, {"steps": steps})


def _write(answers: BinaryIO, told: Mapping[str, Any]) -> None:
    answers.write(json.dumps(told).encode() + b"\n")
    answers.flush()
