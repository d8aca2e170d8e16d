"""Workbooks and what programs save under their name: sheets, hidden rows, tables of web pages."""
