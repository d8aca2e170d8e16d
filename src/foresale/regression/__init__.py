"""What moves a total: regression over customers, stores, campaigns or months, judged by cross-validation."""
