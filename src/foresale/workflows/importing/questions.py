"""Questions that a file leaves open: answered from what the caller said, else kept to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.data.reading.questions import Question


class Questioner:
    """Answers questions by the caller's earlier answers; for others it takes the first reading and remembers.

    Args:
        answers: What the caller answered.
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = tuple(answers)
        self.open: list[Question] = []

    def __call__(self, question: Question) -> str:
        """The caller's answer to a question, or its first reading for now."""
        given = next((answer for answer in self._answers if answer in question.answers), None)
        if given is not None:
            return given
        self.open.append(question)
        return question.answers[0]
