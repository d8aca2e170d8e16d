"""Finds the drivers of an uploaded table, and writes all that was found into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from foresale.data.reading.answers import Questioner
from foresale.data.reading.questions import Ask, Question
from foresale.data.reading.read_table import read_table
from foresale.errors import ColumnsError
from foresale.json_values import to_json
from foresale.messages import spell_for_json
from foresale.progress import Progress
from foresale.regression.find_drivers import Table, find_drivers
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.drivers.preview import check_size, in_owners_name
from foresale.workflows.files.describe_drivers import describe_drivers
from foresale.workflows.files.make_drivers import write_drivers
from foresale.workflows.importing.upload import Upload

MAX_ASSOCIATIONS = 100
"""Pairs of columns that the record holds; the report and `drivers.json` have all."""


def find_in_file(file: Upload, options: TableOptions, folder: Path, progress: Progress) -> dict[str, Any]:
    """Find out what drives a table's totals, write it all, and answer what the record holds of it.

    Args:
        file: The table.
        options: What its owner says about it.
        folder: Where everything is written.
        progress: Hears how far it is.

    Raises:
        ColumnsError: It leaves something open that its owner hasn't answered.
        ForesaleError: It can't be read, or has too little to learn from.
    """
    ask = in_owners_name(_answering(Questioner(options.answers)), file)
    read = read_table(file.path, options=options.reading, ask=ask, progress=progress)
    check_size(read.frame)
    table = Table(read.frame, read.target, read.ignored, read.notes, read.rejects, read.n_rows, read.date)
    found = find_drivers(table, options.finding, progress)
    found = replace(found, notes=tuple(note.spell(spell_for_json) for note in found.notes))
    write_drivers(found, folder, progress=progress)
    return for_record(to_json(describe_drivers(found)))


def for_record(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the record holds: `result`, and its `summary` for lists.

    Args:
        told: What `drivers.json` holds.
    """
    result = {**told, "associations": told["associations"][:MAX_ASSOCIATIONS]}
    chosen = next(one for one in told["models"] if one["model"] == told["model"])
    summary = {
        **{name: told[name] for name in ("target", "unit", "noun", "finding", "verdict", "model")},
        "rows": told["rows"]["judged"],
        "model_label": chosen["label"],
        "r2": chosen["r2"],
        "drivers": [effect["column"] for effect in told["effects"] if effect["is_real"]][:5],
    }
    return {"result": result, "summary": summary}


def _answering(asked: Questioner) -> Ask:
    """Answers questions by what the owner said; where nothing was said it stops."""

    def ask(question: Question) -> str:
        given = asked.answer_to(question)
        if given is None:
            raise ColumnsError(question.whole_text, fix=question.fix)
        return given

    return ask
