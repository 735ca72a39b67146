"""The page «Каталог»: the feed's last build, its offers, problems and rules, and what is decided about it."""
