"""Files that were uploaded: kept under names of our own, looked at, and brought into the system of record."""
