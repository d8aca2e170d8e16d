"""From a panel to a panel without outliers and holes, as models learn from it."""
