"""A store's products: stock, price, what was sold, what changed."""
