"""The page «Обмен»."""
