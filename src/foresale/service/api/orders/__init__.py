"""Orders at suppliers: proposed, changed, approved, sent, received."""
