"""Questions that only the reader can answer, and the error when nobody is there to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from foresale.errors import ColumnsError
from foresale.messages import Message, Speller, as_message, template
from foresale.notes import Reading, describe_readings


@dataclass(frozen=True)
class Question:
    """Something the file alone doesn't settle.

    Attributes:
        name: What it is about, the same each time the file is read: `date_order:Sold on` for the order of
            day and month in the column Sold on. An answer is given under this name.
        text: What is unclear and what the readings are, in one sentence.
        answers: The answers to choose from.
        fix: How to settle it by option, for the error when nobody is asked.
        readings: What each reading would add up to, where that tells them apart.
    """

    name: str
    text: str
    answers: tuple[str, ...]
    fix: str
    readings: tuple[Reading, ...] = ()

    def __post_init__(self) -> None:
        """Keep the options that it names as data, and its name on one line, whatever a column is called."""
        object.__setattr__(self, "name", " ".join(str(self.name).split()))
        object.__setattr__(self, "text", as_message(self.text))
        object.__setattr__(self, "fix", as_message(self.fix))

    @property
    def whole_text(self) -> str:
        """The text, and what each reading would add up to."""
        if not self.readings:
            return self.text
        return Message(f"{template(self.text)} ({template(describe_readings(self.readings))}.)")

    def spell(self, speller: Speller) -> Question:
        """The same, with options as a face writes them."""
        return replace(
            self,
            text=Message(self.text, speller),
            fix=Message(self.fix, speller),
            readings=tuple(reading.spell(speller) for reading in self.readings),
        )


Ask = Callable[[Question], str]


def settle(question: Question, ask: Ask | None) -> str:
    """The reader's answer to `question`; an error that names both readings when nobody can be asked.

    Args:
        question: What is unclear.
        ask: Called with the question; None where nobody is there.

    Raises:
        ColumnsError: Nobody is there, or the answer isn't one of the choices.
    """
    if ask is None:
        raise ColumnsError(question.whole_text, fix=question.fix)
    answer = ask(question)
    if answer not in question.answers:
        raise ColumnsError(
            f"'{answer}' is not one of the answers ({', '.join(question.answers)}).", fix=question.fix
        )
    return answer
