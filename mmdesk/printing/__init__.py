"""Documents on paper: geometry, documents made here, labels of the remote, and the spoolers."""
