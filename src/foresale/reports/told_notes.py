"""Notes as people read them: what is alike is said once."""

from __future__ import annotations

from collections.abc import Iterable

from foresale.notes import Note


def told_notes(notes: Iterable[Note]) -> list[Note]:
    """Each note once, with the models that took too long in one.

    Examples:
        >>> told_notes([Note("model_left_out", 1, f"{name} was left out: slow") for name in ("a", "b")])[
        ...     0
        ... ].text
        'Over the time budget, so not tried: a, b (--budget gives more).'
    """
    told, too_long = [], []
    for note in dict.fromkeys(notes):
        if note.rule == "model_left_out":
            too_long.append(note.text.partition(" was left out")[0])
        else:
            told.append(note)
    if too_long:
        text = f"Over the time budget, so not tried: {', '.join(too_long)} (--budget gives more)."
        told.append(Note("models_left_out", len(too_long), text))
    return told
