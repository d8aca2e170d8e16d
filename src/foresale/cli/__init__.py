"""The command line: reads options, calls one workflow, prints what it answers."""
