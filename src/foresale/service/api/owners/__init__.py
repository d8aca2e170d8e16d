"""Who looks after which products."""
