"""What a supermarket sells: categories, how each behaves, and the names on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

_BRANDS = (
    "", "Hillside", "Goodmans", "Everyday", "Northern Star", "Blue Gate", "Orchard Lane", "Finest",
    "Maple & Sons", "Casa Verde", "Old Mill", "Bright",
)  # fmt: skip


@dataclass(frozen=True)
class Category:
    """A shelf: what it holds, and what moves its demand.

    Attributes:
        name: The sign over the shelf.
        items: Products and the price of the smallest size, in the chain's currency.
        sizes: Sizes they come in; each costs about twice the one before.
        peak: Day of the year on which the season is highest, in the north.
        season: Log of how far the season's peak is above its middle.
        weekend: How strongly shoppers prefer the weekend; 1 as the whole shop.
        heat: Log change for 10 °C more than is usual for the day.
        rain: Log change on a rainy day.
        christmas: Log peak before Christmas.
        easter: Log peak before Easter.
        holiday: Log peak before any other holiday.
        stockpiling: Share of a promotion's log uplift that is missing just after it.
        elasticity: How demand answers price: −2 means 1 % dearer, 2 % fewer.
        fresh: Whether it spoils, so is delivered daily and kept scarce.
    """

    name: str
    items: tuple[tuple[str, float], ...]
    sizes: tuple[str, ...]
    peak: int = 1
    season: float = 0.05
    weekend: float = 1.0
    heat: float = 0.0
    rain: float = 0.0
    christmas: float = 0.25
    easter: float = 0.1
    holiday: float = 0.1
    stockpiling: float = 0.1
    elasticity: float = -1.8
    fresh: bool = False


CATEGORIES: tuple[Category, ...] = (
    Category(
        "Dairy",
        (("Whole milk 1 l", 0.95), ("Semi-skimmed milk 1 l", 0.9), ("Butter 250 g", 1.9),
         ("Cheddar 350 g", 2.6), ("Yoghurt 500 g", 0.8), ("Cream 300 ml", 1.1), ("Cottage cheese 300 g", 1.4),
         ("Mozzarella 125 g", 1.2), ("Oat drink 1 l", 1.7), ("Eggs 6-pack", 1.6)),
        ("", "organic", "twin pack"),
        weekend=0.7, christmas=0.3, stockpiling=0.05, elasticity=-1.2, fresh=True,
    ),
    Category(
        "Bakery",
        (("White bread 800 g", 1.1), ("Wholemeal bread 800 g", 1.3), ("Rolls 6-pack", 0.9),
         ("Croissants 4-pack", 1.4), ("Bagels 5-pack", 1.5), ("Muffins 4-pack", 1.8),
         ("Rye bread 500 g", 1.7), ("Baguette", 0.8), ("Fruit loaf 400 g", 1.9),
         ("Tortilla wraps 8-pack", 1.2)),
        ("", "organic", "twin pack"),
        weekend=1.2, easter=0.3, holiday=0.15, stockpiling=0.0, elasticity=-1.3, fresh=True,
    ),
    Category(
        "Fruit and vegetables",
        (("Bananas", 0.9), ("Apples", 1.6), ("Strawberries", 2.2), ("Tomatoes", 1.1), ("Potatoes", 1.5),
         ("Carrots", 0.7), ("Salad leaves", 1.2), ("Onions", 0.8), ("Peppers", 1.4), ("Grapes", 2.0)),
        ("250 g", "500 g", "1 kg"),
        peak=175, season=0.15, heat=0.06, stockpiling=0.0, elasticity=-1.6, fresh=True,
    ),
    Category(
        "Meat and fish",
        (("Chicken breast", 3.9), ("Minced beef", 3.2), ("Pork sausages", 2.4), ("Salmon fillets", 4.5),
         ("Bacon", 2.3), ("Beef burgers", 3.0), ("Cod fillets", 4.2), ("Ham", 2.1), ("Lamb chops", 5.5)),
        ("300 g", "500 g", "1 kg"),
        peak=190, season=0.05, weekend=1.4, heat=0.08, christmas=0.45, easter=0.35, stockpiling=0.12,
        elasticity=-2.4, fresh=True,
    ),
    Category(
        "Ice cream",
        (("Vanilla ice cream", 2.5), ("Chocolate ice cream", 2.6), ("Strawberry cones", 2.2),
         ("Fruit lollies", 1.8), ("Choc ices", 1.9), ("Lemon sorbet", 3.0), ("Caramel tub", 3.4)),
        ("4-pack", "1 l", "2 l"),
        peak=200, season=0.75, weekend=1.3, heat=0.45, rain=-0.18, holiday=0.15, stockpiling=0.15,
        elasticity=-2.6,
    ),
    Category(
        "Frozen",
        (("Garden peas", 1.3), ("Oven chips", 1.9), ("Fish fingers", 2.3), ("Pizza", 2.5),
         ("Mixed berries", 2.6), ("Spinach", 1.5), ("Vegetable lasagne", 3.1), ("Onion rings", 1.6)),
        ("400 g", "800 g", "1.2 kg"),
        peak=20, season=0.08, stockpiling=0.25, elasticity=-2.2,
    ),
    Category(
        "Soft drinks",
        (("Cola", 1.2), ("Lemonade", 0.8), ("Orange juice", 1.5), ("Still water", 0.6),
         ("Sparkling water", 0.7), ("Ginger beer", 1.4), ("Apple juice", 1.4), ("Energy drink", 1.3),
         ("Squash", 1.6)),
        ("330 ml", "1 l", "6 × 1 l"),
        peak=195, season=0.25, weekend=1.2, heat=0.22, rain=-0.06, christmas=0.45, holiday=0.2,
        stockpiling=0.3, elasticity=-2.8,
    ),
    Category(
        "Beer and wine",
        (("Lager", 1.5), ("Pale ale", 1.9), ("Stout", 1.8), ("Cider", 1.7), ("Red wine", 6.0),
         ("White wine", 6.0), ("Rosé wine", 6.5), ("Sparkling wine", 8.5), ("Alcohol-free lager", 1.2)),
        ("single", "4-pack", "case"),
        peak=200, season=0.12, weekend=1.9, heat=0.15, rain=-0.05, christmas=0.8, easter=0.2, holiday=0.35,
        stockpiling=0.3, elasticity=-2.6,
    ),
    Category(
        "Soups and tins",
        (("Tomato soup", 0.9), ("Chicken soup", 1.1), ("Lentil soup", 1.0), ("Baked beans", 0.7),
         ("Chopped tomatoes", 0.6), ("Tuna in brine", 1.2), ("Sweetcorn", 0.8), ("Chickpeas", 0.7)),
        ("tin", "2-pack", "4-pack"),
        peak=15, season=0.35, weekend=0.8, heat=-0.18, rain=0.08, christmas=0.05, stockpiling=0.35,
    ),
    Category(
        "Snacks and sweets",
        (("Salted crisps", 1.1), ("Milk chocolate", 1.3), ("Dark chocolate", 1.7), ("Fruit gums", 1.0),
         ("Peanuts", 1.2), ("Oat biscuits", 1.1), ("Shortbread", 1.8), ("Popcorn", 1.3), ("Mints", 0.8)),
        ("single", "sharing bag", "multipack"),
        peak=350, season=0.1, weekend=1.4, christmas=0.75, easter=0.8, holiday=0.2, stockpiling=0.25,
        elasticity=-2.5,
    ),
    Category(
        "Breakfast",
        (("Corn flakes", 1.8), ("Porridge oats", 1.4), ("Muesli", 2.3), ("Strawberry jam", 1.6),
         ("Honey", 2.4), ("Granola", 2.6), ("Peanut butter", 2.0), ("Wheat biscuits", 1.9)),
        ("300 g", "500 g", "1 kg"),
        peak=20, season=0.08, weekend=0.8, christmas=0.0, easter=0.0, stockpiling=0.3,
    ),
    Category(
        "Coffee and tea",
        (("Ground coffee", 3.2), ("Instant coffee", 2.9), ("Coffee beans", 4.5), ("Black tea", 1.8),
         ("Green tea", 1.9), ("Herbal tea", 1.7), ("Hot chocolate", 2.4), ("Coffee pods", 3.4)),
        ("100 g", "250 g", "500 g"),
        peak=15, season=0.15, weekend=0.8, heat=-0.08, stockpiling=0.4, elasticity=-2.3,
    ),
    Category(
        "Household",
        (("Washing-up liquid", 1.1), ("Laundry powder", 4.2), ("Kitchen roll", 1.9), ("Toilet paper", 2.6),
         ("Bin bags", 1.5), ("Surface spray", 1.8), ("Dishwasher tablets", 4.0), ("Sponges", 0.9)),
        ("standard", "large", "value pack"),
        weekend=1.1, christmas=0.1, easter=0.05, holiday=0.02, stockpiling=0.5, elasticity=-2.4,
    ),
    Category(
        "Personal care",
        (("Toothpaste", 1.6), ("Shampoo", 2.2), ("Shower gel", 1.5), ("Deodorant", 1.9), ("Soap", 0.9),
         ("Razor blades", 5.5), ("Sun cream", 5.0), ("Hand cream", 2.1)),
        ("travel", "standard", "twin pack"),
        peak=190, season=0.05, christmas=0.15, easter=0.0, holiday=0.0, stockpiling=0.45, elasticity=-2.2,
    ),
    Category(
        "Pets",
        (("Cat food", 1.2), ("Dog food", 1.6), ("Cat litter", 3.5), ("Dog treats", 1.4), ("Bird seed", 2.2),
         ("Dry cat food", 2.8)),
        ("standard", "large", "12-pack"),
        weekend=0.9, christmas=0.08, easter=0.0, holiday=0.0, stockpiling=0.4, elasticity=-1.5,
    ),
)  # fmt: skip


def shelf(category: Category, count: int) -> list[tuple[str, float]]:
    """The first `count` products of a category, as names that all differ and their usual prices.

    Examples:
        >>> shelf(CATEGORIES[0], 2)
        [('Whole milk 1 l', 0.95), ('Semi-skimmed milk 1 l', 0.9)]
    """
    named = [
        (f"{brand} {item.lower() if brand else item} {label}".strip(), price * 1.9**size)
        for brand, (size, label), (item, price) in product(_BRANDS, enumerate(category.sizes), category.items)
    ]
    # Past what the lists can name, further products carry a number.
    return [
        (name if round_ == 0 else f"{name} no. {round_ + 1}", price)
        for round_ in range(count // len(named) + 1)
        for name, price in named
    ][:count]
