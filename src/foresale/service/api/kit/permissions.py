"""Who may do what: the whole table, to be read and reviewed in one place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """Something that a route lets a caller do."""

    READ_OWN_ACCOUNT = "read_own_account"
    READ_CATALOG = "read_catalog"
    EDIT_CATALOG = "edit_catalog"
    EDIT_EVENTS = "edit_events"
    READ_SALES = "read_sales"
    ADD_SALES = "add_sales"
    CORRECT_SALES = "correct_sales"
    IMPORT_SALES = "import_sales"
    READ_STOCK = "read_stock"
    READ_FORECASTS = "read_forecasts"
    PREDICT = "predict"
    EDIT_FORECASTS = "edit_forecasts"
    COMMENT = "comment"
    EDIT_ORDERS = "edit_orders"
    APPROVE_ORDERS = "approve_orders"
    TRAIN = "train"
    READ_JOBS = "read_jobs"
    CANCEL_JOBS = "cancel_jobs"
    MANAGE_SCHEDULES = "manage_schedules"
    READ_MODELS = "read_models"
    PROMOTE_MODELS = "promote_models"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    READ_TOPICS = "read_topics"
    EXPORT_TOPICS = "export_topics"
    READ_DRIVERS = "read_drivers"
    FIND_DRIVERS = "find_drivers"


class Role(StrEnum):
    """What a user or a key is; each may all that the ones before it may."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ANALYST = "analyst"
    ADMIN = "admin"


_VIEWER = frozenset(
    {
        Permission.READ_OWN_ACCOUNT,
        Permission.READ_CATALOG,
        Permission.READ_SALES,
        Permission.READ_FORECASTS,
        Permission.READ_STOCK,
    }
)
_PLANNER = _VIEWER | {
    Permission.PREDICT,
    Permission.EDIT_FORECASTS,
    Permission.COMMENT,
    Permission.EDIT_ORDERS,
    Permission.APPROVE_ORDERS,
    Permission.EDIT_EVENTS,
    Permission.ADD_SALES,
    Permission.CORRECT_SALES,
    Permission.IMPORT_SALES,
    Permission.READ_JOBS,
    Permission.READ_DRIVERS,
}
_ANALYST = _PLANNER | {
    Permission.TRAIN,
    Permission.CANCEL_JOBS,
    Permission.READ_MODELS,
    Permission.EDIT_CATALOG,
    Permission.READ_TOPICS,
    Permission.FIND_DRIVERS,
}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.VIEWER: _VIEWER,
        Role.PLANNER: _PLANNER,
        Role.ANALYST: _ANALYST,
        Role.ADMIN: frozenset(Permission),
    }
)


def at_most(role: Role, other: Role) -> bool:
    """Whether a role may no more than another.

    Examples:
        >>> at_most(Role.VIEWER, Role.ADMIN), at_most(Role.ADMIN, Role.ANALYST)
        (True, False)
    """
    return GRANTS[role] <= GRANTS[other]
