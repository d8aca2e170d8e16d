"""One model a file, all behind the interface of `base`."""
