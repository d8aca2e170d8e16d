"""Rules of ordering played on the past: what they see, what they bring, how sure the differences are."""
