"""From a file, a query or a table in memory to `Sales`."""
