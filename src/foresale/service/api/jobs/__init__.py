"""Jobs, as those see them who asked for them."""
