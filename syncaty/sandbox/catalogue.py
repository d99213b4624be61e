"""Invents a catalogue of goods and the changes a merchant makes to it."""

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from syncaty.sandbox.ids import Ids
from syncaty.sandbox.model import Named, Product
from syncaty.sandbox.wares import DEPARTMENTS, TAGS, Department

VAT = Decimal(15)


class Catalogue:
    """Makes products out of one stream of chance; goods, sizes and brands repeat as in a shop."""

    def __init__(self, chance: random.Random, ids: Ids, seed: int) -> None:
        self._chance = chance
        self._ids = ids
        names = Ids(seed, "name")
        self._departments = {d.code: Named(names.next(), d.name) for d in DEPARTMENTS}
        self._brands = {b: Named(names.next(), b) for d in DEPARTMENTS for b in d.brands}
        self._tags = tuple(Named(names.next(), tag) for tag in TAGS)

    def product(self, at: datetime) -> Product:
        """Invent a product put on sale at `at`."""
        chance = self._chance
        department = chance.choice(DEPARTMENTS)
        ware = chance.choice(department.wares)
        size = chance.choice(ware.sizes)
        price = Decimal(chance.randrange(ware.low, ware.high + 1))
        identity = self._ids.next()
        unlimited = chance.random() < 0.1
        return Product(
            id=identity,
            sku=f"{department.code}-{self._ids.count:04d}" if chance.random() < 0.93 else "",
            name=f"{ware.name} {size[0]}".strip(),
            name_en=f"{ware.name_en} {size[1]}".strip(),
            kind=department.kind,
            price=price,
            sale_price=_part(price, 80) if chance.random() < 0.2 else None,
            cost=_part(price, chance.randrange(35, 65)),
            currency="SAR",
            quantity=None if unlimited else chance.randrange(40, 900),
            status="sale",
            categories=self._categories(department),
            brand=self._brands[chance.choice(department.brands)],
            tags=self._some_tags(),
            image=f"https://cdn.shop.example/{identity}-1.jpg",
            weight=Decimal(chance.randrange(1, 21)) / 10,
            tax_percent=VAT,
            updated_at=at,
        )

    def change(self, product: Product, at: datetime) -> tuple[str, Product]:
        """Give an event's name and the product after a change a merchant would make."""
        changes: dict[str, tuple[int, Callable[[Product], Product]]] = {
            "product.price.updated": (40, self._reprice),
            "product.updated": (22, self._refill),
            "product.status.updated": (10, self._restate),
            "product.category.updated": (10, self._recategorise),
            "product.image.updated": (6, self._retake),
            "product.brand.updated": (6, self._rebrand),
            "product.tags.updated": (6, self._retag),
        }
        odds = [weight for weight, _ in changes.values()]
        name = self._chance.choices(list(changes), odds)[0]
        return name, replace(changes[name][1](product), updated_at=at)

    def _reprice(self, product: Product) -> Product:
        price = _part(product.price, self._chance.randrange(85, 121))
        sale = _part(price, self._chance.randrange(70, 95)) if self._chance.random() < 0.5 else None
        return replace(product, price=price, sale_price=sale)

    def _refill(self, product: Product) -> Product:
        held, come = product.quantity, self._chance.randrange(20, 300)
        return replace(product, quantity=None if held is None else held + come, status="sale")

    def _restate(self, product: Product) -> Product:
        return replace(product, status=self._chance.choice(("sale", "hidden", "out")))

    def _recategorise(self, product: Product) -> Product:
        return replace(product, categories=self._categories(self._chance.choice(DEPARTMENTS)))

    def _retake(self, product: Product) -> Product:
        picture = self._chance.randrange(2, 99)
        return replace(product, image=f"https://cdn.shop.example/{product.id}-{picture}.jpg")

    def _rebrand(self, product: Product) -> Product:
        return replace(product, brand=self._chance.choice(list(self._brands.values())))

    def _retag(self, product: Product) -> Product:
        return replace(product, tags=self._some_tags())

    def _some_tags(self) -> tuple[Named, ...]:
        return tuple(self._chance.sample(self._tags, self._chance.randrange(3)))

    def _categories(self, department: Department) -> tuple[Named, ...]:
        own = self._departments[department.code]
        if department.code != "GFT" and self._chance.random() < 0.25:
            return (own, self._departments["GFT"])
        return (own,)


def _part(price: Decimal, percent: int) -> Decimal:
    """Give a share of a price as shops write it: to half a riyal, never nothing."""
    halves = (price * percent / 50).to_integral_value()
    return max(halves, Decimal(1)) / 2
