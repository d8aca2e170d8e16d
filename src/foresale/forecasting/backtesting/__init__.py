"""The past replayed: cutoffs, every model tried on them, judged, and a champion chosen."""
