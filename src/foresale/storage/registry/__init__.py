"""Trained models: tracked, compared, promoted and rolled back by MLflow."""
