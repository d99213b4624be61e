"""What is to be seen of a shop: everything its events have told so far."""

from copy import copy

from syncaty.sandbox.model import Customer, Event, Order, Product


class Ledger:
    """The newest form of every customer, product and order, in the order in which they came."""

    def __init__(self) -> None:
        self.customers: dict[int, Customer] = {}
        self.products: dict[int, Product] = {}
        self.orders: dict[int, Order] = {}
        self.gone: set[int] = set()  # orders that were removed
        self.version = 0  # grows with every change

    def apply(self, event: Event) -> None:
        """Take in what an event tells, the goods of its order too."""
        for product in event.products:
            self.products[product.id] = product
        if event.product is not None:
            self.products[event.product.id] = event.product
        if event.customer is not None:
            self.customers[event.customer.id] = event.customer
        if event.order is not None:
            self.orders[event.order.id] = event.order
        self.version += 1

    def remove_order(self, identity: int) -> None:
        """Forget an order for good."""
        del self.orders[identity]
        self.gone.add(identity)
        self.version += 1

    def twin(self) -> "Ledger":
        """Give a copy that goes its own way from now on."""
        other = copy(self)
        other.customers, other.products = dict(self.customers), dict(self.products)
        other.orders, other.gone = dict(self.orders), set(self.gone)
        return other
