"""From a distribution of demand to an order: stock projected, policies, packs, budgets."""
