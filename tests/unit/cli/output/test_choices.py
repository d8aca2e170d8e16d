"""Choices on the terminal: which are said, and that each fits its line with its count and option."""

import pytest

from foresale.cli.options.spelling import spell_option
from foresale.cli.output.choices import choice_line, choices_of, is_choice
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading


def test_every_note_with_evidence_is_said_whatever_its_rule():
    evidence = Evidence("1.234", (Reading("thousands", 1234.0), Reading("decimal", 1.234)), "proven")
    assert is_choice(Note("outliers", 3, "3 outliers.", evidence))


@pytest.mark.parametrize("rule", ["rejected_rows", "converted_units", "log_values", "a_rule_made_tomorrow"])
def test_a_rule_that_nobody_listed_is_a_choice(rule):
    assert is_choice(Note(rule, 2, "2 rows were changed."))


@pytest.mark.parametrize("rule", ["backtest_cutoffs", "coherence", "ignored_columns", "models_left_out"])
def test_what_follows_from_the_method_is_left_for_verbose(rule):
    assert not is_choice(Note(rule, 2, "Four were tried."))


def test_a_target_is_a_choice_only_where_there_was_another():
    assert is_choice(
        Note("target_column", 1, f"Units are forecast, not Total ({option('target')} names another).")
    )
    assert not is_choice(Note("target_column", 1, "Units are forecast."))


def test_a_choice_is_said_once():
    note = Note("time_zone", 5, "5 hours were moved.")
    assert choices_of([note, note]) == [note]


@pytest.mark.parametrize("width", [40, 76, 106])
def test_a_long_choice_keeps_to_one_line_and_keeps_its_option(width):
    note = Note("returned_lines", 1234, "Lines that were returned " + "and sold again " * 20 + ". More.")
    line = choice_line(note, width)
    assert len(line) <= width
    assert "1,234" in line
    assert line.endswith("(--returns)")


def test_an_option_that_the_note_names_is_not_said_twice():
    note = Note("shorter_horizon", 22, f"22 days ahead ({option('horizon')} asks for more).")
    line = choice_line(note.spell(spell_option), 100)
    assert line == "22 days ahead (--horizon asks for more)"
