"""Answers to the questions that a file leaves open, each by the name of its question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError, OptionError
from foresale.messages import Message, option, template

Answers = Mapping[str, str] | tuple[str, ...]
"""Answers by the names of their questions; or texts, each an answer that fits one question only, or both as
`NAME=ANSWER`."""


class Questioner:
    """Answers questions by the caller's earlier answers; for others it takes the first reading and remembers.

    Args:
        answers: What the caller answered.
        ask: Asked what the caller didn't answer, where somebody is there.
        stops: Whether an answer that doesn't fit is refused at its question, not only in the end.

    Examples:
        >>> asked = Questioner({"date_order:day": "month first"})
        >>> asked(Question("date_order:day", "Which first?", ("day first", "month first"), "Say which."))
        'month first'
        >>> asked(Question("date_order:sent", "Which first?", ("day first", "month first"), "Say which."))
        'day first'
        >>> [question.name for question in asked.open]
        ['date_order:sent']
    """

    def __init__(self, answers: Answers = (), ask: Ask | None = None, *, stops: bool = False) -> None:
        self._answers, self._ask, self._stops = answers, ask, stops
        self._asked: dict[str, Question] = {}
        self._told: dict[str, str] = {}  # what was answered when asked, by the question's name
        self._taken: dict[str, str] = {}  # the question that an answer without a name was taken for

    def __call__(self, question: Question) -> str:
        """The caller's answer to a question, or its first reading for now."""
        self._asked[question.name] = question
        given = self.answer_to(question)
        if given is None and self._ask is not None and not self._said_of(question):
            given = self._told[question.name] = settle(question, self._ask)
        if given is None and self._stops:
            self.refuse_unfitting(others=None)
        return question.answers[0] if given is None else given

    def answer_to(self, question: Question) -> str | None:
        """What the caller answered to a question; None where that is nothing that it can mean."""
        if self._told.get(question.name) in question.answers:
            return self._told[question.name]
        said = self._said_of(question)
        if len(set(said)) != 1 or said[0] not in question.answers:
            return None
        is_taken = said[0] in self._answers and not isinstance(self._answers, Mapping)
        if is_taken and self._taken.setdefault(said[0], question.name) != question.name:
            return None
        return said[0]

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that wait for an answer."""
        return tuple(question for question in self._asked.values() if self.answer_to(question) is None)

    @property
    def answered(self) -> tuple[tuple[Question, str], ...]:
        """The questions that the caller answered, each with the answer."""
        found = ((question, self.answer_to(question)) for question in self._asked.values())
        return tuple((question, answer) for question, answer in found if answer is not None)

    @property
    def unasked(self) -> tuple[str, ...]:
        """Answers that no question was asked for: their names, or the texts where they came without."""
        return tuple(text for text in self._answers if not self._questions_of(text))

    def refuse_unfitting(self, *, others: Collection[str] | None = ()) -> None:
        """Stop at an answer that nothing was asked for, that isn't one, or that several questions take.

        Args:
            others: Names of questions that are asked elsewhere; None where that isn't known yet.

        Raises:
            OptionError: With what is asked, by name.
        """
        for text in () if others is None else self.unasked:
            if not any(text == name or text.startswith(f"{name}=") for name in others or ()):
                told = "under the name" if isinstance(self._answers, Mapping) else "that is answered by"
                raise OptionError(f"Nothing is asked {told} '{text}'.", fix=self._say_what_is_asked())
        for text in self._answers:
            several = self._questions_of(text)
            if len(several) > 1:
                names = " and ".join(question.name for question in several)
                raise OptionError(f"'{text}' fits several questions, {names}.", fix=self._say_what_is_asked())
        for question in self.open:
            said = list(dict.fromkeys(self._said_of(question)))
            if said:
                listed = " and ".join(f"'{answer}'" for answer in said)
                told = "is no answer" if len(said) == 1 else "can't both be the answer"
                raise OptionError(
                    f"{listed} {told} to {question.name}.", fix=self._say_what_is_asked([question])
                )

    def _said_of(self, question: Question) -> list[str]:
        """The caller's answers to a question: those under its name, else those that fit it."""
        if isinstance(self._answers, Mapping):
            return [self._answers[question.name]] if question.name in self._answers else []
        named = [text for text in self._answers if _is_named(text, question)]
        if named:
            return [text.removeprefix(f"{question.name}=") for text in named]
        return [text for text in self._answers if text in question.answers]

    def _questions_of(self, text: str) -> list[Question]:
        """The question that an answer names, or those that one without a name fits."""
        if isinstance(self._answers, Mapping):
            return [self._asked[text]] if text in self._asked else []
        named = [question for question in self._asked.values() if _is_named(text, question)]
        if named:
            return [max(named, key=lambda question: len(question.name))]
        return [
            question
            for question in self._asked.values()
            if text in question.answers and not any(_is_named(other, question) for other in self._answers)
        ]

    def _say_what_is_asked(self, asked: Iterable[Question] | None = None) -> str:
        asked = list(self._asked.values() if asked is None else asked)
        if not asked:
            return "The file leaves nothing open: leave the answer out."
        return f"What is asked: {list_questions(asked)}. {say_how(asked[0])}"


@contextmanager
def answering(answers: Answers, ask: Ask | None) -> Iterator[Ask]:
    """What answers the questions of one reading; at its end an answer that nothing was asked for is refused.

    Args:
        answers: What the caller answered.
        ask: Asked what the caller didn't answer; None where nobody is there.

    Raises:
        ColumnsError: Nobody is there, and a question has no answer.
        OptionError: An answer fits no question, or several, or isn't one of its question's.
    """
    asked = questioner_of(answers, ask)
    yield asked
    asked.refuse_unfitting()


def questioner_of(answers: Answers, ask: Ask | None) -> Questioner:
    """Answers questions by what the caller said, and stops where nothing was said and nobody is there.

    Args:
        answers: What the caller answered.
        ask: Asked what the caller didn't answer; None where nobody is there.
    """
    return Questioner(answers, ask or _stop, stops=True)


def _stop(question: Question) -> str:
    first, *others = question.answers
    by_name = f"{option('answers', {question.name: first})}{''.join(f', or {other!r}' for other in others)}"
    raise ColumnsError(
        question.whole_text, fix=Message(f"{template(question.fix)} Or answer it by name: {by_name}.")
    )


def say_how(question: Question) -> str:
    """How to answer a question by its name, with its other answers.

    Examples:
        >>> from foresale.messages import Message
        >>> print(Message(say_how(Question("date_order:day", "Which?", ("day first", "month first"), ""))))
        Say answers={"date_order:day": "day first"}, or 'month first'.
    """
    first, *others = question.answers
    said = option("answers", {question.name: first})
    return f"Say {said}{''.join(f', or {other!r}' for other in others)}."


def list_questions(questions: Iterable[Question]) -> str:
    """Questions by name, each with its answers.

    Examples:
        >>> list_questions([Question("date_order:day", "Which?", ("day first", "month first"), "Say which.")])
        'date_order:day (day first, month first)'
    """
    return "; ".join(f"{question.name} ({', '.join(question.answers)})" for question in questions)


def _is_named(text: str, question: Question) -> bool:
    return text.startswith(f"{question.name}=")
