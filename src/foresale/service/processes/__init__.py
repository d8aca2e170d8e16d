"""The processes of a running service: API, workers, scheduler, and the one that watches over them."""
