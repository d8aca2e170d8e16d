"""Drivers of uploaded tables: uploaded, analysed, asked, published."""
