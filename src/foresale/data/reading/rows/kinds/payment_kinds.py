"""Kinds of rows that are ways to pay, or payments: sales like others."""

from __future__ import annotations

from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.data.reading.vocabulary.sale_words import NO_GOODS, Kind, sale_kind

_MOST = 0.5  # share of a column's rows
_ON_CREDIT = frozenset(("credit", "card", "cards"))
_PAYMENTS = frozenset(
    ("payment", "payments", "charge", "charges", "zahlung", "zahlungen", "paiement", "pago", "pagamento",
     "betaling")
)  # fmt: skip
_WAYS_TO_PAY = frozenset(
    ("cash", "debit", "card", "cards", "visa", "mastercard", "amex", "paypal", "cheque", "check", "wallet",
     "ewallet", "upi", "efectivo", "especes", "contanti", "dinheiro")
)  # fmt: skip


def take_credit_as_payment(kinds: dict[str, Kind | None]) -> dict[str, Kind | None]:
    """`kinds` with credit as no return where it stands beside cash or cards: so somebody paid.

    Args:
        kinds: What each value of a column says of its rows.
    """
    words = {value: set(plain_words(value).split()) for value in kinds}
    others = set().union(*(found for value, found in words.items() if kinds[value] is None))
    if "sale" in kinds.values() or not others & _WAYS_TO_PAY:
        return kinds
    on_credit = {value for value, found in words.items() if found and found <= _ON_CREDIT}
    return {value: None if value in on_credit else kind for value, kind in kinds.items()}


def take_payments_as_sales(
    rows: SaleRows, name: str, kinds: dict[str, Kind | None]
) -> dict[str, Kind | None]:
    """`kinds` with payments, or most rows' value, as sales, where some are returns and none is called a sale.

    Beside refunds payments are what was sold, beside invoices they are not; nor where they take money.

    Args:
        rows: The rows.
        name: The column.
        kinds: What each of its values says.
    """
    if "return" not in kinds.values() or "sale" in kinds.values():
        return kinds
    labels = rows.labels(name)
    counts = dict(labels.drop_nulls().value_counts(sort=True).iter_rows())
    most = next(iter(counts))
    open_to_say = [value for value, kind in kinds.items() if kind in ("other", None)]
    paid = [value for value in open_to_say if _is_payment(value) and rows.total(labels == value) > 0]
    sold = paid if most in paid else [value for value in (most,) if value in open_to_say]
    if sum(counts[value] for value in sold) <= _MOST * sum(counts.values()):
        return kinds
    return {**kinds, **dict.fromkeys(sold, "sale")}


def _is_payment(value: str) -> bool:
    """Whether a value says payment or charge, and not that of what is no goods, as a delivery charge is."""
    words = plain_words(value).split()
    rest = " ".join(word for word in words if word not in _PAYMENTS)
    is_fee = not {" ".join(words), rest}.isdisjoint(NO_GOODS) or sale_kind(rest) == "other"
    return rest != " ".join(words) and not is_fee
