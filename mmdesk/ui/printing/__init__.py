"""The page «Печать»: what is printed, what waits, and the printers of this workstation."""
