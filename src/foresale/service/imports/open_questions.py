"""The error of a file that leaves questions open: what is asked, and under which names it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foresale.errors import ConflictError
from foresale.notes import Reading, describe_readings


def open_questions(change: str, asked: Sequence[Mapping[str, Any]]) -> ConflictError:
    """What is asked, and how each question is answered.

    Args:
        change: The route that takes answers.
        asked: The preview's questions.
    """
    texts = " ".join(map(_whole_text, asked))
    listed = "; ".join(f"{_by_name(one)}one of {', '.join(one['answers'])}" for one in asked)
    return ConflictError(
        f"A question is open: {texts}" if len(asked) == 1 else f"{len(asked)} questions are open: {texts}",
        fix=f"Say it by {change}, in `answers`: {listed}.",
    )


def _by_name(question: Mapping[str, Any]) -> str:
    """The question's name, where the preview is of a version that knew names."""
    return f"`{question['name']}` is " if question.get("name") else ""


def _whole_text(question: Mapping[str, Any]) -> str:
    """A question, and what each reading of the file would add up to."""
    told = [Reading(each["meaning"], each["total"]) for each in question.get("readings", ())]
    return f"{question['text']} ({describe_readings(told)}.)" if told else str(question["text"])
