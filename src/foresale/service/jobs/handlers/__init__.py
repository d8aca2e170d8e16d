"""One kind of job a module: what a worker does when it takes one."""
