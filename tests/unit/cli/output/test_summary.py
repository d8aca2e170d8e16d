"""The end of a command: numbers as one says them, and no more warnings than are read."""

import io

from rich.console import Console

from foresale.cli.output.summary import MAX_WARNINGS, describe_warnings
from foresale.reports.report_warnings import ReportWarning


def shown(part, width=80):
    written = io.StringIO()
    Console(file=written, width=width).print(part)
    return written.getvalue()


def test_the_most_serious_warnings_are_shown_and_the_others_counted():
    many = [ReportWarning("rule", f"Headline {at}.", "Seen.", "Do it.") for at in range(MAX_WARNINGS + 2)]
    text = shown(describe_warnings(many))
    assert "Headline 0. Seen." in text
    assert "→ Do it." in text
    assert f"Headline {MAX_WARNINGS}." not in text
    assert "2 more with --verbose" in text
    assert f"Headline {MAX_WARNINGS + 1}." in shown(describe_warnings(many, all_of_them=True))


def test_no_warning_is_no_heading():
    assert describe_warnings([]) is None


def test_a_long_warning_keeps_its_margin():
    text = shown(describe_warnings([ReportWarning("rule", "Short.", "Seen.", "Do this " * 30)]), width=60)
    lines = text.splitlines()[2:]
    assert len(lines) > 2
    assert all(line.startswith("    ") for line in lines)
