"""The event log: every change that others may want to hear of, in the order in which it became true."""
