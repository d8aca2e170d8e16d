"""Which decimal mark, unit and scale each column's numbers have, and which columns are sums of others."""
