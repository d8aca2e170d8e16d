"""How the schema came to be: one step a file, up and down."""
