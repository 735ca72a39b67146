"""The command line: thin over the services, stable for scripts."""
