"""What visitors of a shop on the web do: of looking, filling a cart and buying, only buying is a sale."""

from __future__ import annotations

from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.data.reading.vocabulary.sale_words import Kind

_LOOKS = frozenset(
    ("view", "views", "viewed", "page view", "pageview", "pv", "product view", "view item", "detail",
     "impression", "impressions", "click", "clicks", "cart", "add to cart", "addtocart", "remove from cart",
     "removefromcart", "add cart", "basket", "add to basket", "wishlist", "add to wishlist", "fav",
     "favorite", "search", "begin checkout", "checkout", "session start", "add payment info",
     "add shipping info")
)  # fmt: skip
_ALSO_ROWS = frozenset(("detail",))
"""What rows of a till are called too, below one of the whole transaction."""
_OF_GOODS = frozenset(("product", "code", "category", "brand", "store", "place", "label", "series"))
_BUYS = frozenset(("purchase", "purchases", "purchased", "buy", "bought", "transaction", "order completed"))


def take_purchases_as_sales(kinds: dict[str, Kind | None]) -> dict[str, Kind | None]:
    """`kinds` with purchases as sales, and with what visitors only look at as none, where both stand there.

    Beside goods received a purchase is the shop's own; beside views and carts it is a customer's.

    Args:
        kinds: What each value of a column says of its rows.
    """
    words = {value: plain_words(value) for value in kinds}
    looks = [value for value, said in words.items() if said in _LOOKS]
    buys = [value for value, said in words.items() if said in _BUYS]
    if not buys or not any(words[value] not in _ALSO_ROWS for value in looks):
        return kinds
    return {**kinds, **dict.fromkeys(looks, "other"), **dict.fromkeys(buys, "sale")}


def tells_visits(name: str, values: list[str]) -> bool:
    """Whether a column's values say what visitors do, buying among it; a product may be called Basket.

    Args:
        name: The column.
        values: Its different values.
    """
    if kind_of(name) in _OF_GOODS:
        return False
    words = {plain_words(value) for value in values}
    return bool(words & _LOOKS - _ALSO_ROWS) and bool(words & _BUYS)
