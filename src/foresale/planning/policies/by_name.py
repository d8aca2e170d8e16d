"""Policies by the names that options use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foresale.errors import OptionError, did_you_mean
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.cover_days import CoverDays
from foresale.planning.policies.min_max import MinMax
from foresale.planning.policies.order_up_to import OrderUpTo
from foresale.planning.policies.policy import Policy
from foresale.planning.policies.service_target import ServiceTarget

POLICIES: Mapping[str, type[Policy]] = {
    kind.name: kind for kind in (CostOptimal, ServiceTarget, MinMax, CoverDays, OrderUpTo)
}


def make_policy(name: str, **parameters: Any) -> Policy:
    """A policy by its name.

    Args:
        name: One of `POLICIES`.
        parameters: Its attributes.

    Raises:
        OptionError: There is no such policy, or it has no such parameter.

    Examples:
        >>> make_policy("service_target", level=0.98)
        ServiceTarget(level=0.98, measure='fill')
    """
    if name not in POLICIES:
        others = f"Choose from {', '.join(POLICIES)}."
        raise OptionError(f"There is no policy {name!r}.", fix=did_you_mean(name, POLICIES, others))
    try:
        return POLICIES[name](**parameters)
    except TypeError:
        known = ", ".join(getattr(POLICIES[name], "__dataclass_fields__", {})) or "none"
        raise OptionError(
            f"The policy {name} has no parameter {', '.join(sorted(parameters))}.", fix=f"It has: {known}."
        ) from None
