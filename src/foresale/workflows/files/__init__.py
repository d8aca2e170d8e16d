"""What the command line and the notebook do with files."""
