"""The options of an order, besides those of reading and forecasting."""

from __future__ import annotations

from foresale.cli.options.setting import Setting, SettingGroup

POLICY_NAMES = ("cost_optimal", "service_target", "min_max", "cover_days", "order_up_to")
STOCK_COLUMNS = Setting(
    "stock_columns",
    "names",
    "Columns of the stock file: on_hand, in_transit, arrival, date, expiry, and the keys.",
    metavar="FIELD=COLUMN,…",
)
DUPLICATE_STOCK = Setting(
    "duplicate_stock",
    "choice",
    "Several rows of stock of one series: add them up, or take the last.",
    choices=("sum", "last"),
)

ORDER_FILES = SettingGroup(
    "order_files",
    "Stock and supply",
    (
        Setting("stock", "path", "Stock by store and product, and what is on its way.", metavar="FILE"),
        Setting(
            "supply",
            "path",
            "Suppliers' terms: lead time, pack, minimum, unit cost, price, shelf life, order days …",
            metavar="FILE",
        ),
        Setting(
            "on_the_way",
            "path",
            "Orders on their way: store, product, quantity, day of arrival.",
            flag="--orders-on-the-way",
            metavar="FILE",
        ),
        STOCK_COLUMNS,
        Setting(
            "supply_columns",
            "names",
            "Columns of the supply file: supplier, lead_time, pack, minimum, maximum, unit_cost, "
            "price, shelf_life, order_days, delivery_days, closed_days, review, lead_time_spread, "
            "late_share, late_by, minimum_value, preferred, and the keys.",
            metavar="FIELD=COLUMN,…",
        ),
        Setting(
            "stock_date",
            "day",
            "Day at whose end the stock was counted; one after the sales' end is the day of the order, at "
            "whose beginning it was.",
            metavar="DATE",
        ),
        DUPLICATE_STOCK,
        Setting(
            "missing_stock",
            "choice",
            "Series without a row of stock: leave them out, or take none for zero.",
            default="skip",
            choices=("skip", "zero"),
        ),
        Setting(
            "lead_time", "text", "Time until an order arrives, in days (14) or weeks (2w).", metavar="TIME"
        ),
        Setting("review", "text", "Time from one order to the next; one period by default.", metavar="TIME"),
        Setting("order_days", "text", "Weekdays on which can be ordered, such as Mon,Thu.", metavar="DAY,…"),
        Setting("delivery_days", "text", "Weekdays of deliveries, such as Tue,Fri.", metavar="DAY,…"),
        Setting("lead_time_spread", "text", "Standard deviation of the lead time.", metavar="TIME"),
        Setting("late_share", "number", "Share of orders that come late, such as 0.1.", metavar="SHARE"),
        Setting("late_by", "text", "How late these come.", metavar="TIME"),
        Setting("pack", "number", "Units that only come together.", default="1", metavar="N"),
        Setting("minimum", "number", "Units at least, where any are ordered.", metavar="N"),
        Setting("maximum", "number", "Units at most.", metavar="N"),
        Setting(
            "shelf_life", "text", "Time that a unit can be sold, in days (5) or weeks (2w).", metavar="TIME"
        ),
    ),
)

ORDERING = SettingGroup(
    "order",
    "Ordering",
    (
        Setting(
            "policy",
            "choice",
            "The rule that orders",
            default="cost_optimal",
            choices=POLICY_NAMES,
        ),
        Setting("service", "number", "Share of demand to be served, such as 0.97.", metavar="SHARE"),
        Setting(
            "service_measure",
            "choice",
            "Whether the service is a share of demand or of order cycles without a lost sale.",
            default="fill",
            choices=("fill", "cycle"),
        ),
        Setting("cover", "text", "Time that stock should last, for the policy cover_days.", metavar="TIME"),
        Setting("budget", "number", "Money to spend at most.", flag="--spend", metavar="MONEY"),
        Setting(
            "margin",
            "number",
            "Share of the price left after the unit cost, where one of both isn't known.",
            default="0.3",
            metavar="SHARE",
        ),
        Setting(
            "holding",
            "number",
            "What a year in stock costs, as a share of the unit cost.",
            default="0.25",
            metavar="SHARE",
        ),
        Setting(
            "backorders",
            "switch",
            "Whether customers wait for what isn't there; else the sale is lost.",
            flag="--backorders/--lost-sales",
        ),
        Setting(
            "choose_supplier",
            "choice",
            "Of several suppliers: the preferred, else cheapest one, or by the least cost in all.",
            default="preferred",
            choices=("preferred", "least_cost"),
        ),
        Setting(
            "transfers",
            "text",
            "Move units first between the values of a key, such as store.",
            metavar="KEY",
        ),
        Setting("transfer_time", "text", "Time that this takes; one period by default.", metavar="TIME"),
        Setting("transfer_cost", "number", "Money for each unit moved.", default="0", metavar="MONEY"),
    ),
)
