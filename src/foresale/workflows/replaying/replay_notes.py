"""What a replay assumes, said aloud."""

from __future__ import annotations

from foresale.messages import option
from foresale.notes import Note, counted
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.rules import Past


def replay_notes(past: Past, options: ReplayOptions) -> list[Note]:
    """What was assumed of the stretch, its costs, stock and demand."""
    freq = past.panel.freq
    lead, review = counted(past.lead_time, freq.noun), counted(past.review, freq.noun)
    stretch, holding = counted(past.actual.shape[1], freq.noun), options.holding_of(freq)
    known = options.holding is not None
    said = "as you said" if known else "assumed, as nobody said; only their relation counts"
    terms = (
        f"Played: the last {stretch}; an order every {review}, sold {lead} later ({option('lead_time')}, "
        f"{option('review')}). Costs count from the first arrival on."
    )
    costs = (
        f"A lost sale costs {options.shortage:g}, a unit that lies for a {freq.noun} {holding:.3g}, one that "
        f"spoils {options.waste:g} ({option('shortage')}, {option('holding')}, {option('waste')}): {said}."
    )
    opening = (
        f"Every rule begins with the same stock: mean sales of {review} on hand, and those of a {freq.noun} "
        "in each delivery on its way. What really lay there isn't known."
    )
    demand = (
        "Demand is what was sold: what nobody could buy isn't known, so that rules which order more look "
        "a little worse than they are."
    )
    found = [
        Note("replay_terms", past.actual.shape[1], terms),
        Note("replay_costs", 0, costs),
        Note("replay_opening", 0, opening),
        Note("replay_demand", 0, demand),
    ]
    hidden = int(past.panel.censored[:, past.start :].sum())
    if hidden:
        text = (
            f"Stock had run out in {counted(hidden, freq.noun)} of series: what was sold then is less than "
            "was wanted."
        )
        found.append(Note("replay_stockouts", hidden, text))
    return found
