"""The page «Заказы»: the live list, its details, and what is done to orders."""
