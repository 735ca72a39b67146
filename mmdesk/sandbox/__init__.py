"""Both remotes as real HTTP servers on loopback, written from the contracts alone."""
