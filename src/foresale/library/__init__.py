"""Foresale in a notebook: what `import foresale as fs` offers."""
