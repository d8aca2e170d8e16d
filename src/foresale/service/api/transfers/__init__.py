"""Transfers between stores: proposed, changed, approved, sent, received."""
