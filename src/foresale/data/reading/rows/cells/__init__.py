"""What each cell is worth: typed values, labels of one spelling, days that can be meant."""
