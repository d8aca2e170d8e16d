"""Five typical notebook tasks, each written with Foresale and with the best-known library for it."""
