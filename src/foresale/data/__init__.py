"""From a file to a clean panel: reading, panel, cleaning, calendar, profile."""
