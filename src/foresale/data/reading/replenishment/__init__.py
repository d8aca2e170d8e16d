"""Stock, what is on its way, and suppliers' terms: files that an order rests on, brought beside the sales."""
