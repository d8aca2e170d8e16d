"""The rest of a day that has begun: how a day's sales spread over its hours, and what today will bring."""
