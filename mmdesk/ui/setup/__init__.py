"""The page «Настройки»: sections at the left, one of them open."""
