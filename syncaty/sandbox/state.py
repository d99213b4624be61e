"""The whole of an invented shop as it stands now, to be asked by id."""

from datetime import datetime

from syncaty.sandbox.model import Customer, Event, Order, Product


class ShopState:
    """Holds the newest form of every customer, product and order of one shop."""

    def __init__(self) -> None:
        self.customers: dict[int, Customer] = {}
        self.products: dict[int, Product] = {}
        self.orders: dict[int, Order] = {}

    def customer_event(self, name: str, customer: Customer) -> Event:
        """Keep the customer and give the event that tells of it."""
        self.customers[customer.id] = customer
        return Event(name, customer.updated_at, customer=customer)

    def product_event(self, name: str, product: Product) -> Event:
        """Keep the product and give the event that tells of it."""
        self.products[product.id] = product
        return Event(name, product.updated_at, product=product)

    def order_event(
        self, name: str, order: Order, at: datetime, *, activity_id: int = 0, note: str = ""
    ) -> Event:
        """Keep the order and give its event, with its customer and goods as they are today."""
        self.orders[order.id] = order
        return Event(
            name,
            at,
            order=order,
            customer=self.customers[order.customer_id],
            products=tuple(self.products[line.product_id] for line in order.lines),
            activity_id=activity_id,
            note=note,
        )
