"""The page «Сводка»."""
