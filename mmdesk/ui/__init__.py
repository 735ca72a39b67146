"""The windows: what a person sees and presses; every write goes through a use case of the services."""
