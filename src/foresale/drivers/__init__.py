"""What moves a total: regression of customers, stores, campaigns or months, judged by cross-validation."""
