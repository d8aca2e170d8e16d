"""Why something was refused, as data: a stable code, and what stands in its sentence.

An error's sentence is English. Whoever shows it in another language, such as the dashboard, words the code.
"""

from __future__ import annotations

from typing import Literal

ReasonCode = Literal[
    # who asks, and what they may
    "not_logged_in",
    "login_over",
    "ticket_over",
    "wrong_login",
    "wrong_password",
    "password_of_others",
    "password_length",
    "password_is_name",
    "password_is_common",
    "no_registration",
    "role_may_not",
    "name_a_store",
    "store_of_others",
    "all_stores_only",
    "own_change",
    "own_rights",
    "own_account",
    "only_admin",
    "somebody_elses",
    "key_may_not",
    "other_site",
    # how much, and how often
    "too_often",
    "too_many_listeners",
    "too_many_files",
    "too_many_exports",
    "too_busy",
    "body_too_large",
    "file_too_large",
    "list_too_long",
    "change_too_large",
    # what isn't there
    "no_such_address",
    "no_such_product",
    "no_such_store",
    "no_such_supplier",
    "no_such_segment",
    "no_such_order",
    "no_such_transfer",
    "no_such_terms",
    "no_such_event",
    "no_such_job",
    "no_such_schedule",
    "no_such_user",
    "no_such_key",
    "no_such_comment",
    "no_such_import",
    "no_such_sale",
    "no_such_view",
    "no_such_change",
    "no_such_letter",
    "no_such_topic",
    # what others did meanwhile, or is so already
    "changed_since_read",
    "deleted_meanwhile",
    "code_taken",
    "email_taken",
    "clashes",
    "undone_already",
    "decided_already",
    "taken_back_already",
    "takes_back_another",
    "job_under_way",
    "wrong_state",
    "order_empty",
    "order_unpriced",
    "order_over_limit",
    "transfer_empty",
    "more_than_left",
    "imported_before",
    "import_under_way",
    "import_undone",
    "import_committed",
    # forecasts
    "no_forecast",
    "no_monthly_model",
    "monthly_model_loading",
    "not_forecast",
    "beyond_horizon",
    "nothing_forecast",
    # what was sent
    "wrong_fields",
    "wrong_email",
    "unknown_parameter",
    "unknown_sorting",
    "wrong_cursor",
    "value_too_large",
    # why a job failed
    "no_champion",
    "no_sales_of",
    "sales_without_days",
    "no_part_to_train",
    "too_many_parts",
    "empty_segment",
    "no_such_scope",
    "too_costly_table",
    "too_slow_table",
    "worker_died",
    "job_fault",
    "job_file",
    "job_columns",
    "job_rows",
    "job_history",
    "job_model",
    "job_engine",
    "job_library",
    "job_refused",
    # why a loop of the live path can't go on
    "kafka_takes_nothing",
    "events_behind",
    "sales_not_stored",
    "loop_fault",
    "loop_refused",
    # what is amiss here
    "database_away",
    "disk_full",
    "kafka_away",
    "registry_away",
    "fault",
]
"""Stable across releases; one that isn't raised any more goes."""

Argument = str | int | float


class Reason:
    """Why something was refused.

    Args:
        code: Which reason.
        arguments: What stands in its sentence, by name: names and codes as they were typed, counts and
            amounts as numbers, days as 2024-05-31.

    Examples:
        >>> Reason("no_such_product", name="TEA").arguments
        {'name': 'TEA'}
    """

    def __init__(self, code: ReasonCode, /, **arguments: Argument) -> None:
        self.code: ReasonCode = code
        self.arguments = arguments
