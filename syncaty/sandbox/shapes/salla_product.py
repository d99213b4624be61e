"""Salla's product model: full, inside an order's line, and the six partial forms."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from syncaty.sandbox.model import Named, Product
from syncaty.sandbox.shapes.parts import money, number, zoneless
from syncaty.sandbox.shapes.text import Json

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


def full_product(product: Product) -> Json:
    """Write the full model; a sale price of 0 means that there is no sale."""
    currency = product.currency
    page = f"https://shop.example/p{product.id}"
    net = _net(product)
    return {
        "id": product.id,
        "promotion": {"title": None, "sub_title": None},
        "sku": product.sku,
        "mpn": None,
        "gtin": None,
        "type": product.kind,
        "name": product.name,
        "short_link_code": f"s{product.id:x}",
        "urls": {"customer": page, "admin": f"https://admin.shop.example/products/{product.id}"},
        "price": money(product.price, currency),
        "taxed_price": money(product.price, currency),
        "pre_tax_price": money(net, currency),
        "tax": money(product.price - net, currency),
        "description": "",
        "quantity": product.quantity,
        "status": product.status,
        "is_available": product.status == "sale",
        "views": 0,
        "sale_price": money(product.sale_price or _NOTHING, currency),
        "sale_end": {} if product.sale_price else None,
        "require_shipping": True,
        "cost_price": str(product.cost) if product.cost is not None else None,
        "weight": number(product.weight),
        "weight_type": "kg",
        "with_tax": True,
        "url": page,
        "main_image": product.image or None,
        "images": [],
        "sold_quantity": 0,
        "rating": {"total": 0, "count": 0, "rate": 0},
        "regular_price": money(product.price, currency),
        "max_items_per_user": 0,
        "maximum_quantity_per_order": None,
        "notify_quantity": None,
        "hide_quantity": False,
        "unlimited_quantity": product.quantity is None,
        "managed_by_branches": False,
        "services_blocks": {"installments": []},
        "calories": None,
        "channels": ["web", "app"],
        "starting_price": None,
        "metadata": {"title": None, "description": None},
        "is_pinned": False,
        "pinned_date": zoneless(product.updated_at),
        "sort": 0,
        "updated_at": zoneless(product.updated_at),
        "options": [],
        "skus": [],
        **_categories(product),
        **_brand(product),
        **_tags(product),
    }


def product_in_line(product: Product) -> Json:
    """Write the catalogue's present data inside an order's line; not the price paid."""
    currency = product.currency
    return {
        "id": product.id,
        "type": product.kind,
        "promotion": {"title": None, "sub_title": None},
        "quantity": product.quantity,
        "status": product.status,
        "is_available": product.status == "sale",
        "sku": product.sku,
        "name": product.name,
        "price": money(product.price, currency),
        "sale_price": money(product.sale_price or _NOTHING, currency),
        "currency": currency,
        "url": f"https://shop.example/p{product.id}",
        "thumbnail": product.image,
        "has_special_price": product.sale_price is not None,
        "regular_price": money(product.price, currency),
        "calories": None,
        "mpn": None,
        "gtin": None,
        "favorite": None,
    }


def partial_product(name: str, product: Product) -> Json | None:
    """Write one of the six partial events' data, or None if the event carries the full model."""
    write = _PARTS.get(name)
    if write is None:
        return None
    ids: Json = {"id": product.id, "sku": product.sku, "mpn": None, "gtin": None}
    if name in _WITH_BARCODE:
        ids["barcode"] = None
    return ids | write(product)


def _prices(product: Product) -> Json:
    """Plain numbers, with `cost` for what the full model calls `cost_price`."""
    return {
        "cost": number(product.cost) if product.cost is not None else None,
        "starting_price": None,
        "price": number(product.price),
        "sale_price": {"amount": number(product.sale_price or _NOTHING), "expired_at": None},
        "tax": number(product.price - _net(product)),
        "taxed_price": number(product.price),
        "regular_price": number(product.price),
        "currency": product.currency,
        "with_tax": True,
    }


def _images(product: Product) -> Json:
    """Here the main image is an object, where the full model has its address only."""
    image = {"id": product.id + 1, "url": product.image, "video_url": None, "type": "image"}
    listed = image | {"main": True, "three_d_image_url": None, "alt": product.name, "sort": 1}
    return {"main_image": image, "images": [listed]}


def _status(product: Product) -> Json:
    return {"status": product.status}


def _categories(product: Product) -> Json:
    return {"categories": _named(product.categories)}


def _brand(product: Product) -> Json:
    return {"brand": _named((product.brand,))[0] if product.brand else None}


def _tags(product: Product) -> Json:
    return {"tags": _named(product.tags)}


def _named(things: tuple[Named, ...]) -> list[Json]:
    return [{"id": thing.id, "name": thing.name} for thing in things]


def _net(product: Product) -> Decimal:
    return (product.price * 100 / (100 + product.tax_percent)).quantize(_CENT, ROUND_HALF_UP)


_PARTS: dict[str, Callable[[Product], Json]] = {
    "product.price.updated": _prices,
    "product.status.updated": _status,
    "product.image.updated": _images,
    "product.category.updated": _categories,
    "product.brand.updated": _brand,
    "product.tags.updated": _tags,
}
_WITH_BARCODE = {"product.category.updated", "product.brand.updated", "product.tags.updated"}
