"""Questions that a file leaves open, and their answers, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from foresale.data.reading.answers import Answers
from foresale.data.reading.questions import Question
from foresale.messages import Speller, spell_for_json


def read_answers(stored: Mapping[str, str] | Iterable[str]) -> Answers:
    """Answers as JSON had them."""
    return dict(stored) if isinstance(stored, Mapping) else tuple(stored)


def write_answers(answers: Answers) -> dict[str, str] | list[str]:
    """Answers as JSON has them."""
    return dict(answers) if isinstance(answers, Mapping) else list(answers)


def describe_questions(
    open_: Iterable[Question], answered: Iterable[tuple[Question, str]], speller: Speller = spell_for_json
) -> dict[str, Any]:
    """What was asked, as JSON: `questions` that are open, and those that were `answered`.

    Args:
        open_: Wait for an answer.
        answered: Have one.
        speller: How whoever sees it writes options.
    """
    return {
        "questions": [_describe_question(one.spell(speller), None) for one in open_],
        "answered": [_describe_question(one.spell(speller), answer) for one, answer in answered],
    }


def _describe_question(question: Question, answer: str | None) -> dict[str, Any]:
    return {
        "name": question.name,
        "text": question.text,
        "answers": list(question.answers),
        "answer": answer,
        "readings": [asdict(reading) for reading in question.readings],
        "fix": question.fix or None,
    }
