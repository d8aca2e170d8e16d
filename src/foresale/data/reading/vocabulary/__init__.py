"""The words of column names by language, one text file each: to add a language, add a file."""
