"""The demo: both remotes, a service and a scripted operator on a throw-away profile."""
