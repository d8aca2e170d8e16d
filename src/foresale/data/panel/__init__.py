"""From sales to the panel of series by period."""
