"""Joined tables and plans: further columns, and what is known ahead."""
