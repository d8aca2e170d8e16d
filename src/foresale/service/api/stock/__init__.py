"""What there is, what comes and goes, and what won't last."""
