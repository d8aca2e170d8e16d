"""From a file of sales to rows of the system of record: columns, values, numbers of lines, preview."""
