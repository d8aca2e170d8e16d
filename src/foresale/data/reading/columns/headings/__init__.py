"""Labels that stand once above their rows, given to each row."""
