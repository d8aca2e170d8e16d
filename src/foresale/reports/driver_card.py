"""How drivers show themselves in a notebook: the verdict, and what the strongest do."""

from __future__ import annotations

from foresale.regression.find_drivers import DriverFindings
from foresale.regression.verdict import share
from foresale.reports import wording
from foresale.reports.drivers import effect_sentence
from foresale.reports.page import render

_SHOWN = 6
_NOTHING = {"nothing": "Nothing to learn", "unsure": "Nothing sure to learn"}


def drivers_html_summary(found: DriverFindings) -> str:
    """A fragment of HTML for `_repr_html_`, with its styles on its own elements.

    Args:
        found: What `find_drivers` found.
    """
    target = wording.words(found.columns.target)
    used = next(score for score in found.scores if score.model == found.verdict.model)
    is_nothing = found.verdict.model == "mean"
    return render(
        "drivers_card.html.j2",
        target=target,
        rows=f"{found.counts.rows:,} {wording.words(found.noun)}",
        label=used.label,
        headline=f"{share(used.r2)} of the differences told"
        if not is_nothing
        else _NOTHING[found.verdict.finding],
        sentences=found.verdict.sentences[1:] if is_nothing else found.verdict.sentences,
        effects=[
            (wording.words(effect.column), share(effect.share), effect_sentence(effect, target))
            for effect in found.effects[:_SHOWN]
            if effect.is_real
        ],
    )
