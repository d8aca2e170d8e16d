"""Where models are fitted and asked: on this machine, or on the workers of a Dask cluster."""
