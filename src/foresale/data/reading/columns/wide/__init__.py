"""Tables with a column a period, a day, an hour or a product, made long."""
