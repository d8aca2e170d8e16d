"""From sales, stock and suppliers' terms to an order."""
