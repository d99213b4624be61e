"""Salla's customer model, full and short."""

from syncaty.sandbox.model import Customer
from syncaty.sandbox.shapes.parts import date_object, day_object
from syncaty.sandbox.shapes.text import Json


def full_customer(customer: Customer) -> Json:
    """Write the full model: mobile an integer without leading zero, unknown text empty."""
    zone = str(customer.updated_at.tzinfo)
    born = customer.birthday
    return {
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "mobile": int(customer.mobile) if customer.mobile else "",
        "mobile_code": customer.mobile_code,
        "email": customer.email,
        "urls": {
            "customer": "https://shop.example/profile",
            "admin": f"https://admin.shop.example/customers/{customer.id}",
        },
        "avatar": "https://cdn.shop.example/avatar.png",
        "gender": customer.gender,
        "birthday": day_object(born, zone) if born else None,
        "city": customer.city,
        "country": customer.country,
        "country_code": customer.country_code,
        "currency": customer.currency,
        "location": "",
        "updated_at": date_object(customer.updated_at),
        "groups": [],
    }


def short_customer(customer: Customer) -> Json:
    """Write the short form of order.status.updated: one name, mobile a string with its plus."""
    return {
        "id": customer.id,
        "name": f"{customer.first_name} {customer.last_name}",
        "mobile": f"{customer.mobile_code}{customer.mobile}",
        "email": customer.email,
        "avatar": "https://cdn.shop.example/avatar.png",
        "country": customer.country,
        "city": customer.city,
    }
