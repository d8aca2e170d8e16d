"""What names of columns and files, and words in cells, mean: in any language."""
