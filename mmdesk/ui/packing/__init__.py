"""The page «Упаковка»: the bench, its scanner and its sounds."""
