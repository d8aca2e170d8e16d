"""The dashboard has words for every kind of job, and lets schedules have those that the service takes."""

from __future__ import annotations

import re
from pathlib import Path

from foresale.service.jobs.job_types import KINDS, schedulable_kinds

FILE = Path(__file__).parents[2] / "dashboard/src/shared/text/job-kinds.ts"


def test_each_kind_of_job_has_words_in_each_language_and_schedules_offer_what_is_taken() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert sorted(re.findall(r"^    (\w+): '", text, re.MULTILINE)) == sorted([*KINDS, *KINDS])
    about_one = re.search(r"ABOUT_ONE[^=]*= \[(.*?)\]", text, re.DOTALL)
    assert about_one is not None
    assert set(re.findall(r"'(\w+)'", about_one[1])) == set(KINDS) - schedulable_kinds()
