"""What was decided about a file, to hold a look at a sample of it against the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.questions import Question
from foresale.notes import Note

WHOLE_FILE, AS_THE_WHOLE_FILE_SAYS = "whole_file", "as the whole file says"

_MARK_OF = "the decimal mark of"

_BY_EVIDENCE = frozenset(["no_sales", "returns_turned_round", "other_layers", "fiscal_year", "number_words"])
"""Rules of which what was seen names the values that they were about, without counts."""

_BY_SENTENCE = frozenset(["date_order"])
"""Rules whose note says up to its first colon what was decided."""

_BY_PRESENCE = frozenset(
    [
        *("total_rows", "average_rows", "running_totals", "debits_turned_round", "negative_sales"),
        *(
            "currencies",
            "swapped_dates",
            "week_scheme",
            "lines_sent_again",
            "converted_units",
            "scaled_numbers",
        ),
        *("debit_and_credit", "section_totals", "filled_down", "wide_layout", "key_leading_zeros"),
        *("key_thousands", "key_decimals", "damaged_codes", "text_encoding"),
    ]
)


def decisions_of(
    columns: Mapping[str, str], amounts: Iterable[str | None], formats: NumberFormats, notes: Iterable[Note]
) -> dict[str, str]:
    """What was decided about a file that changes its numbers, each under a name of its own.

    Args:
        columns: The column of each field.
        amounts: Columns of quantities and money.
        formats: How columns write their numbers.
        notes: What was decided on the way.
    """
    found = {f"the column of {field}": column for field, column in columns.items()}
    for name in amounts:
        mark = formats.of(name).decimal if name is not None else None
        if name is not None and mark is not None:
            found[f"{_MARK_OF} {name}"] = mark
    for note in notes:
        if note.rule in _BY_EVIDENCE and note.evidence is not None:
            found[note.rule] = note.evidence.seen
        elif note.rule in _BY_SENTENCE:
            found[note.rule] = str(note.text).partition(":")[0]
        elif note.rule in _BY_PRESENCE:
            found[note.rule] = "yes"
    return found


def ask_about_the_rest(
    seen: Mapping[str, str], whole: Mapping[str, str], notes: Iterable[Note]
) -> Question | None:
    """A question where the whole of a file was read otherwise than the sample that its owner saw.

    Args:
        seen: What was decided about the sample.
        whole: What was decided about all of it.
        notes: Of the whole file.
    """
    differing = [
        name
        for name in dict.fromkeys([*whole, *seen])
        if whole.get(name) != seen.get(name)
        and not (name.startswith(_MARK_OF) and (name not in whole or name not in seen))
    ]
    if not differing:
        return None
    texts = {note.rule: str(note.text) for note in notes}
    said = []
    for name in differing:
        if name in texts:
            said.append(texts[name])
        elif name.startswith("the "):
            said.append(f"{name} is '{whole.get(name, 'none')}', not '{seen.get(name, 'none')}'.")
        else:
            said.append(f"What the preview said of {name.replace('_', ' ')} doesn't hold for it.")
    listed = " ".join(said[:5])
    return Question(
        WHOLE_FILE,
        f"The preview saw a sample of this file, and the whole of it says otherwise: {listed}",
        (AS_THE_WHOLE_FILE_SAYS,),
        "Agree, or say by the import's options what is right.",
    )
