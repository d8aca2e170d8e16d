"""From a file to a clean panel: readers, cleaning, calendars, profile and simulation."""
