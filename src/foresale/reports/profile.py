"""The data's portrait: one page that says what stands out and then shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.data.profile.profile import Profile
from foresale.frequency import Frequency
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.class_words import CLASS_WORDS
from foresale.reports.page import render
from foresale.reports.profile_pictures import abc_xyz, boxes, draw_decomposition, heat_map, histogram
from foresale.reports.report_warnings import profile_warnings


def profile_report(profile: Profile, notes: Sequence[Note] = ()) -> str:
    """A page of HTML that shows a retailer what is in the data, before anything is forecast.

    It opens with the findings in sentences; the pictures follow: the total with its trend and
    rhythm, boxes by weekday, month and season, the distribution of single values, which series
    matter, and every column with what it lacks.

    Args:
        profile: From `data.profile.profile_sales`.
        notes: What was inferred and done while reading and building the panel.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    overview = profile.overview
    freq = Frequency(overview.freq)
    dates = np.array([overview.first, overview.last], dtype="datetime64[D]")
    correlations = profile.correlations
    return render(
        "profile.html.j2",
        title=f"Portrait of {wording.words(overview.target)}",
        target=wording.words(overview.target),
        span=wording.span(dates, freq),
        noun=freq.noun,
        keys=" × ".join(wording.words(key) for key in overview.keys),
        profile=profile,
        cells=overview.series * overview.periods,
        parts=draw_decomposition(profile.decomposition, freq),
        rhythm_words={Frequency.DAY: "week"}.get(freq, "year"),
        boxes=[(group.by, boxes(group)) for group in profile.boxes if len(group.boxes) > 1],
        histogram=histogram(profile.distribution) if profile.distribution else None,
        pearson=heat_map(correlations.pearson) if correlations else [],
        matrix=abc_xyz(profile) if overview.series > 1 else [],
        class_words=CLASS_WORDS,
        notes=list(notes),
        warnings=profile_warnings(notes),
    )
