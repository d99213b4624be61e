"""Customers and products of the peer."""

import json
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.peer.values import day, moment, money
from syncaty.db.queries import load

_sql = load("bench.peer")


def save_customer(
    conn: Connection[TupleRow], store_id: int, data: dict[str, Any], version: str
) -> None:
    """Insert or update a customer; the short form of a status event only inserts."""
    mobile = str(data.get("mobile") or "")
    code = data.get("mobile_code") or ""
    first, last = data.get("first_name"), data.get("last_name")
    row = {
        "store_id": store_id,
        "id": data["id"],
        "name": data.get("name") or f"{first} {last}",
        "first_name": first,
        "last_name": last,
        "email": data.get("email") or None,
        "mobile": (mobile if mobile.startswith("+") else f"{code}{mobile}") or None,
        "mobile_raw": mobile or None,
        "gender": data.get("gender") or None,
        "birthday": day(data.get("birthday")),
        "city": data.get("city") or None,
        "country": data.get("country") or None,
        "country_code": data.get("country_code"),
        "currency": data.get("currency"),
        "avatar": data.get("avatar"),
        "joined_at": moment(data.get("created_at")),
        "version": version,
    }
    conn.execute(_sql["customer_save" if first else "customer_meet"], row)


def save_product(
    conn: Connection[TupleRow], store_id: int, event: str, data: dict[str, Any], version: str
) -> None:
    """Insert or update a product; what a partial event does not name stays."""
    image = data.get("main_image")
    brand = data.get("brand") or {}
    row = {
        "store_id": store_id,
        "id": data["id"],
        "name": data.get("name"),
        "sku": data.get("sku") or None,
        "type": data.get("type"),
        "status": "deleted" if event == "product.deleted" else data.get("status"),
        "price": money(data.get("price")),
        "regular_price": money(data.get("regular_price")),
        "sale_price": money(data.get("sale_price")) or None,
        "cost": money(data.get("cost_price", data.get("cost"))),
        "currency": (data.get("price") or {}).get("currency") if "name" in data else None,
        "quantity": data.get("quantity"),
        "unlimited": data.get("unlimited_quantity"),
        "image": image.get("url") if isinstance(image, dict) else image,
        "url": data.get("url"),
        "brand": brand.get("name"),
        "brand_id": brand.get("id"),
        "categories": json.dumps(data["categories"]) if "categories" in data else None,
        "tags": json.dumps(data["tags"]) if "tags" in data else None,
        "deleted": event == "product.deleted",
        "version": version,
    }
    conn.execute(_sql["product_save"], row)
