"""Results on disk, whole or not at all, and never over what somebody else put there."""
