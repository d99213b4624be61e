"""What the shop has on its shelves: selling, refilling, repricing, deleting."""

import random
from datetime import datetime

from msgspec.structs import replace

from syncaty.sandbox.catalogue import Catalogue
from syncaty.sandbox.model import Event, Line, Product
from syncaty.sandbox.state import ShopState

_FEWEST = 10  # so many products are never deleted or hidden


class Shelf:
    """Keeps the goods of one shop, most popular first, and tells of their changes."""

    def __init__(self, chance: random.Random, catalogue: Catalogue, state: ShopState) -> None:
        self._chance = chance
        self._catalogue = catalogue
        self._state = state
        self._ids: list[int] = []
        self._for_sale: list[int] | None = None

    def for_sale(self) -> list[Product]:
        """Give what can be bought now, most popular first."""
        products = self._state.products
        if self._for_sale is None:
            self._for_sale = [i for i in self._ids if products[i].status == "sale"]
        return [products[i] for i in self._for_sale]

    def add(self, at: datetime) -> Event:
        """Put a new product on sale."""
        product = self._catalogue.product(at)
        self._ids.append(product.id)
        self._for_sale = None
        return self._state.product_event("product.created", product)

    def change(self, at: datetime, subject: int = 0) -> Event:
        """Change the product named, or any; without a name now and then add one."""
        if not subject and self._chance.random() < 0.08:
            return self.add(at)
        product = self._state.products[subject or self._chance.choice(self._ids)]
        name, after = self._catalogue.change(product, at)
        if after.status != "sale" and len(self.for_sale()) <= _FEWEST:
            after = replace(after, status="sale")
        self._for_sale = None
        return self._state.product_event(name, after)

    def delete(self, at: datetime) -> Event | None:
        """Delete one product for good; None if too few are left."""
        if len(self.for_sale()) <= _FEWEST:
            return None
        gone = self._ids.pop(self._chance.randrange(len(self._ids)))
        self._for_sale = None
        product = replace(self._state.products[gone], status="deleted", updated_at=at)
        return self._state.product_event("product.deleted", product)

    def sell(self, line: Line) -> None:
        """Take a line's goods out of stock; shops refill before they run dry, untold."""
        product = self._state.products[line.product_id]
        if product.quantity is not None:
            left = product.quantity - line.quantity
            refilled = left if left > 5 else left + 400
            self._state.products[product.id] = replace(product, quantity=refilled)
