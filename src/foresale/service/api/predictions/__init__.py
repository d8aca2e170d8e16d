"""The record of served predictions, as it is read."""
