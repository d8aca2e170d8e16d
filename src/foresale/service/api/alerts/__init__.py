"""What someone should look at."""
