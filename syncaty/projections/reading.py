"""What pages, the API and exports read of orders, customers and products.

Readers take an open connection with rows of any kind and begin no transaction.
"""

from syncaty.projections.customer_reading import (
    Customer,
    CustomerFilter,
    CustomerOrder,
    CustomerRow,
    CustomerSort,
    customer,
    customer_orders,
    customers,
)
from syncaty.projections.order_reading import Order, OrderLine, OrderRow, StatusChange, order
from syncaty.projections.product_reading import (
    Product,
    ProductRow,
    ProductSort,
    product,
    products,
)

__all__ = [
    "Customer",
    "CustomerFilter",
    "CustomerOrder",
    "CustomerRow",
    "CustomerSort",
    "Order",
    "OrderLine",
    "OrderRow",
    "Product",
    "ProductRow",
    "ProductSort",
    "StatusChange",
    "customer",
    "customer_orders",
    "customers",
    "order",
    "product",
    "products",
]
