"""The categories of products."""
